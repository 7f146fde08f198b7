import type { Db } from '../ledger/database.ts';
import { beginAttempt, endAttempt, lostAttempts, type Subject } from '../ledger/intake/attempts.ts';
import { inMunicipality } from '../ledger/scope.ts';
import type { Clock } from '../runtime/clock.ts';
import { RejectedInputError } from '../runtime/errors.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { createTurns } from './turns.ts';

/** Lost so often in whatever company, a page is a suspect and is from then on worked on alone. */
const SUSPECT_AFTER = 3;
/** Lost so often while its process did nothing else, it is the page. */
const GUILTY_AFTER = 3;

export type Attempts = Readonly<{
  /** Runs a stage on a page, counted so that the count survives kill -9. */
  count(subject: Subject, signal: AbortSignal | undefined, run: () => Promise<void>): Promise<void>;
}>;

/**
 * Tells a page that kills its worker from the healthy ones that were being worked on beside it. The second
 * kind is never given up: dying in company makes a page a suspect only, and alone it comes through.
 */
export function createAttempts(deps: { db: Db; clock: Clock; log: Log }): Attempts {
  const turns = createTurns();
  /** Ends that could not be written down because the database was away: no page answers for that. */
  const owed = new Map<string, Subject>();
  const settle = async (): Promise<void> => {
    for (const [key, subject] of owed) {
      // Perhaps of another municipality than the job in hand.
      await inMunicipality(subject.municipalityId, () => endAttempt(deps.db, subject));
      owed.delete(key);
    }
  };
  const end = async (subject: Subject): Promise<void> => {
    try {
      await endAttempt(deps.db, subject);
    } catch (error) {
      owed.set(`${subject.queue}/${subject.subjectId}`, subject);
      deps.log.warn({ queue: subject.queue, ...errorFields(error) }, 'end of an attempt is owed');
    }
  };
  return {
    count: async (subject, signal, run) => {
      await settle();
      const lost = await lostAttempts(deps.db, subject);
      if (lost.begunAlone >= GUILTY_AFTER) throw new RejectedInputError('queue.worker_lost');
      const alone = lost.begun >= SUSPECT_AFTER;
      const leave = await turns.take(alone, signal);
      try {
        await beginAttempt(deps.db, subject, { alone, now: deps.clock.now() });
        await run().finally(() => end(subject));
      } finally {
        leave();
      }
    },
  };
}
