import { AppError } from '../../runtime/errors.ts';
import { ERRORS_JA } from '../../schemas/errors-ja.ts';

export type Finding = Readonly<{
  /** Stable, for scripts. */
  check: string;
  what: string;
  state: 'ok' | 'warn' | 'bad';
  found: string;
  todo: string;
}>;

export type Verdict = Readonly<{ state: 'ok' | 'warn' | 'bad'; found: string; todo?: string }>;

export const ok = (found: string): Verdict => ({ state: 'ok', found });
export const warn = (found: string, todo: string): Verdict => ({ state: 'warn', found, todo });
export const bad = (found: string, todo: string): Verdict => ({ state: 'bad', found, todo });

/** One examination. What throws is a finding too: the others are made all the same. */
export async function examine(
  check: string,
  what: string,
  run: () => Promise<Verdict>,
): Promise<Finding> {
  const { state, found, todo = '' } = await run().catch(verdictOf);
  return { check, what, state, found, todo };
}

function verdictOf(error: unknown): Verdict {
  if (!(error instanceof AppError)) {
    return bad(
      error instanceof Error ? error.message : String(error),
      '管理者に知らせてください。',
    );
  }
  const cause = error.cause instanceof Error ? ` — ${error.cause.message}` : '';
  return bad(`${ERRORS_JA[error.code].what} (${error.code})${cause}`, ERRORS_JA[error.code].next);
}
