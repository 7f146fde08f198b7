import { InvariantError } from '../runtime/errors.ts';
import type { NewId } from '../runtime/ids.ts';
import { JOB_SCHEMAS, type Priority, QueueName } from '../schemas/jobs.ts';
import type { NewJob, Queues } from './queues.ts';

/** What the states in the database say is still to be done, whatever the queue remembers. */
export type PendingSheets = () => AsyncIterable<
  Readonly<{ queue: QueueName; payload: unknown; priority?: Priority }>
>;
export type Reconciled = Readonly<{ pending: number; alreadyQueued: number; added: number }>;

const BATCH = 500;

/**
 * Rebuilds the queue from the database: adds a job for every pending sheet that has none. Run twice it
 * adds nothing the second time; a job it adds in vain finds its stage done and changes nothing.
 */
export async function reconcile(
  pendingSheets: PendingSheets,
  queues: Pick<Queues, 'add' | 'unfinished'>,
  newId: NewId,
): Promise<Reconciled> {
  const queued = await queuedSubjects(queues);
  let [pending, added] = [0, 0];
  let batch: NewJob[] = [];
  const flush = async () => {
    await queues.add(batch);
    added += batch.length;
    batch = [];
  };
  for await (const { queue, payload, priority } of pendingSheets()) {
    pending += 1;
    const subject = subjectOf(queue, payload);
    if (subject === undefined) throw new InvariantError('bug.invariant');
    if (queued.has(subject)) continue;
    queued.add(subject);
    // A fresh id: the queue may remember a job of this sheet that was done or given up before.
    batch.push({ queue, payload, priority, jobId: `reconcile-${newId()}` });
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return { pending, alreadyQueued: pending - added, added };
}

async function queuedSubjects(queues: Pick<Queues, 'unfinished'>): Promise<Set<string>> {
  const queued = new Set<string>();
  for (const queue of QueueName.options) {
    for await (const payload of queues.unfinished(queue)) {
      // One that is no job of ours stands for no sheet; its handler will give it up.
      const subject = subjectOf(queue, payload);
      if (subject !== undefined) queued.add(subject);
    }
  }
  return queued;
}

/** Which work a payload asks for; the trace ids in it say only who asked. */
function subjectOf(queue: QueueName, payload: unknown): string | undefined {
  const { data: job } = JOB_SCHEMAS[queue].safeParse(payload);
  if (!job) return undefined;
  const subject = 'sheetId' in job ? job.sheetId : job.originalId;
  return `${queue}/${job.municipalityId}/${subject}`;
}
