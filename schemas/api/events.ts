import { z } from 'zod';
import { backlogApi } from './backlog.ts';
import { type Endpoint, endpoint, Nothing } from './endpoint.ts';
import { intakeApi } from './intake.ts';
import { numbersApi } from './numbers.ts';
import { queueApi } from './queue.ts';
import { retentionApi } from './retention.ts';
import { reviewApi } from './review.ts';

/** What may look otherwise now. Where to look, never what there is to see. */
export const Change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('batch'), batchId: z.uuid() }),
  z.strictObject({ kind: z.enum(['counts', 'leases', 'stuck', 'numbers', 'disposals']) }),
]);
export type Change = z.infer<typeof Change>;

/** What the page has to ask for again. Who may ask for none of it never hears of the change. */
export const STALE_AFTER: Readonly<Record<Change['kind'], readonly Endpoint[]>> = {
  batch: [intakeApi.batch, intakeApi.sheets, intakeApi.batches],
  counts: [intakeApi.sheetCounts, reviewApi.waiting],
  leases: [backlogApi.leases, reviewApi.waiting],
  numbers: [numbersApi.suspicions],
  disposals: [retentionApi.list, retentionApi.one, retentionApi.items],
  stuck: [queueApi.deadLetters, intakeApi.sheetCounts, intakeApi.batches, intakeApi.batch],
};

/** Names of the events of the stream. `change` carries a `Change` as JSON, the others `{}`. */
export const EVENTS = {
  change: 'change',
  /** Nothing, every few seconds: the line still stands. */
  beat: 'beat',
  /** Another page of the same session took this one's place: do not come back before somebody looks at this one. */
  replaced: 'replaced',
} as const;

export const eventsApi = {
  /** `text/event-stream`. Not JSON. Ends with the session; never keeps one alive. */
  stream: endpoint('GET', '/api/events', 'session.manage_own', { reply: Nothing }),
};
