import { flushCompileCache } from 'node:module';
import { z } from 'zod';
import { AppError } from '../../runtime/errors.ts';
import { ErrorCode } from '../../schemas/error-codes.ts';

/**
 * What a child process sends back: its result, or the code of the error it met.
 * The child has handled untrusted files, so the parent parses what it says like any other input.
 */
export const IsolateReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), result: z.unknown() }),
  z.strictObject({ ok: z.literal(false), code: ErrorCode.nullable(), detail: z.string() }),
]);
export type IsolateReply = z.infer<typeof IsolateReply>;

/** A child's first words: its modules are loaded, what happens from now on happens over a question. */
export const READY = 'ready';

/** Answers each question of the parent with what `act` makes of it. Errors travel as codes, never as objects. */
export function answerQuestions(act: (question: unknown) => Promise<unknown>): void {
  process.on('message', (question) => {
    void answer(act, question).then((reply) => process.send?.(reply));
  });
  process.send?.(READY);
  // Most children end by SIGKILL, and would never write what the next one could use.
  flushCompileCache();
}

async function answer(
  act: (question: unknown) => Promise<unknown>,
  question: unknown,
): Promise<IsolateReply> {
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
