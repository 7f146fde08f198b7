import { ERRORS_EN } from '../../schemas/errors-en.ts';
import { ERRORS_JA } from '../../schemas/errors-ja.ts';
import en from '../locales/en.json' with { type: 'json' };
import ja from '../locales/ja.json' with { type: 'json' };

/**
 * The page's own words and, under `error`, what every refusal is called on page, command line and in
 * docs/errors.md. The codes keep their dots: i18next finds `error.input.empty.what` under `input.empty`.
 */
export const TRANSLATIONS = {
  ja: { ...ja, error: { ...ja.error, ...ERRORS_JA } },
  en: { ...en, error: { ...en.error, ...ERRORS_EN } },
};
