import { ERRORS_JA } from '../../schemas/errors-ja.ts';
import { FINDINGS_JA } from '../../schemas/findings-ja.ts';
import ja from '../locales/ja.json' with { type: 'json' };

/**
 * The page's own words and, under `error`, what every refusal is called on page, command line and in
 * docs/errors.md; under `finding` what the checks say here and there. The codes keep their dots: i18next finds `error.input.empty.what` under `input.empty`.
 */
export const JAPANESE = { ...ja, error: { ...ja.error, ...ERRORS_JA }, finding: FINDINGS_JA };
