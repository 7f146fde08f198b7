import { z } from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { QueueName } from '../jobs.ts';
import { endpoint, Page } from './endpoint.ts';

const id = z.uuid();

/** A job that the machine has given up. Nothing happens to its page before a supervisor says what. */
export const DeadLetterView = z.strictObject({
  deadLetterId: id,
  queue: QueueName,
  /** One of the two: a file that could not be taken apart, or a page. */
  originalId: id.nullable(),
  sheetId: id.nullable(),
  errorCode: ErrorCode,
  attempts: z.int(),
  failedAt: z.iso.datetime(),
  resolution: z.enum(['retried', 'discarded']).nullable(),
  resolvedAt: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
});
export type DeadLetterView = z.infer<typeof DeadLetterView>;

const act = {
  params: z.strictObject({ deadLetterId: id }),
  body: z.strictObject({ reason: z.string().min(1).max(500) }),
  reply: DeadLetterView,
};

export const queueApi = {
  /** Those nobody has dealt with, the oldest first. */
  deadLetters: endpoint('GET', '/api/dead-letters', 'queue.manage', {
    query: z.strictObject({ offset: z.coerce.number().int().nonnegative().default(0) }),
    reply: Page(DeadLetterView),
  }),
  /** The job is done again from the beginning. `review.wrong_state` when somebody has dealt with it. */
  retryDeadLetter: endpoint('POST', '/api/dead-letters/:deadLetterId/retry', 'queue.manage', act),
  /** The machine is done with it: a file is refused, a page waits for a person as an unknown form. */
  discardDeadLetter: endpoint(
    'POST',
    '/api/dead-letters/:deadLetterId/discard',
    'queue.manage',
    act,
  ),
};
