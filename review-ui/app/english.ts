import { ERRORS_EN } from '../../schemas/errors-en.ts';
import { FINDINGS_EN } from '../../schemas/findings-en.ts';
import en from '../locales/en.json' with { type: 'json' };

export const ENGLISH = { ...en, error: { ...en.error, ...ERRORS_EN }, finding: FINDINGS_EN };
