import { AppError } from '../runtime/errors.ts';
import { ERRORS_JA } from '../schemas/errors-ja.ts';

/** What went wrong, whether anything was lost and what to do next; on standard error, in Japanese. */
export function explain(error: unknown): string[] {
  if (!(error instanceof AppError)) {
    const words = error instanceof Error ? error.message : String(error);
    return [`思わぬ失敗です: ${words}`];
  }
  const { what, lost, next } = ERRORS_JA[error.code];
  const detail = error.cause instanceof Error ? [`  ${error.cause.message}`] : [];
  return [`${what} (${error.code})`, ...detail, `  ${lost}`, `  → ${next}`];
}
