import { AppError } from '../../runtime/errors.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';

/** What a child process sends back: its result, or the code of the error it met. */
export type IsolateAnswer =
  | { ok: true; result: unknown }
  | { ok: false; code: ErrorCode | null; detail: string };

/** Answers each question of the parent with what `act` makes of it. Errors travel as codes, never as objects. */
export function answerQuestions(act: (question: unknown) => Promise<unknown>): void {
  process.on('message', (question) => {
    void answer(act, question).then((reply) => process.send?.(reply));
  });
}

async function answer(
  act: (question: unknown) => Promise<unknown>,
  question: unknown,
): Promise<IsolateAnswer> {
  try {
    return { ok: true, result: await act(question) };
  } catch (error) {
    return {
      ok: false,
      code: error instanceof AppError ? error.code : null,
      detail: String(error instanceof AppError ? (error.cause ?? error) : error).slice(0, 300),
    };
  }
}
