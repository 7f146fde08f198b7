import { z } from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { QueueName } from '../jobs.ts';
import { TypedText } from '../text.ts';
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

/** With where the paper is to be found. */
export const ListedDeadLetter = z.strictObject({
  ...DeadLetterView.shape,
  batch: z.strictObject({ batchId: id, label: z.string() }).nullable(),
  fileName: z.string().nullable(),
  /** Of a page. */
  pageNumber: z.int().nullable(),
});
export type ListedDeadLetter = z.infer<typeof ListedDeadLetter>;

const letter = z.strictObject({ deadLetterId: id });
const MOST_AT_ONCE = 100;

export const queueApi = {
  /** Those nobody has dealt with, the oldest first; or, `decided`, the others, the latest first. */
  deadLetters: endpoint('GET', '/api/dead-letters', 'queue.manage', {
    query: z.strictObject({
      offset: z.coerce.number().int().nonnegative().max(100_000_000).default(0),
      decided: z.stringbool().default(false),
    }),
    reply: Page(ListedDeadLetter),
  }),
  /**
   * The job is done again from the beginning; what was discarded is taken back and done again.
   * `review.wrong_state` when somebody has dealt with it, or gone on from the discard.
   */
  retryDeadLetter: endpoint('POST', '/api/dead-letters/:deadLetterId/retry', 'queue.manage', {
    params: letter,
    body: z.strictObject({ reason: TypedText(500).nullable() }),
    reply: DeadLetterView,
  }),
  /** Those a person has on the screen. What somebody else dealt with meanwhile is left as it is. */
  retryDeadLetters: endpoint('POST', '/api/dead-letters/retry', 'queue.manage', {
    body: z.strictObject({ deadLetterIds: z.array(id).min(1).max(MOST_AT_ONCE) }),
    reply: z.strictObject({ retried: z.int(), left: z.int() }),
  }),
  /** The machine is done with it: a file is refused, a page waits for a person as an unknown form. */
  discardDeadLetter: endpoint('POST', '/api/dead-letters/:deadLetterId/discard', 'queue.manage', {
    params: letter,
    body: z.strictObject({ reason: TypedText(500) }),
    reply: DeadLetterView,
  }),
};
