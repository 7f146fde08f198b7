import { describe, expect, test } from 'vitest';
import { RejectedInputError, TransientError } from '../../runtime/errors.ts';
import type { SheetJob } from '../../schemas/jobs.ts';
import { sheetJob } from '../support/jobs.ts';
import { QUEUE_BACKENDS } from '../support/queue-backends.ts';
import { eventually, useQueue } from '../support/use-queue.ts';

describe.each(QUEUE_BACKENDS)('a job on $kind', ({ open }) => {
  const { add, work, counts } = useQueue(open);

  test('reaches the stage as a parsed payload, and once however often it is added', async () => {
    const seen: SheetJob[] = [];
    await work(async (job) => void seen.push(job));
    const payload = sheetJob();
    const jobId = await add(payload);
    await eventually(() => expect(seen).toEqual([payload]));
    await add(payload, jobId);
    const after = sheetJob();
    await add(after);
    await eventually(() => expect(seen).toEqual([payload, after]));
  });

  test.each([
    ['a passing failure', () => new TransientError('service.database_unavailable')],
    ['an error nobody understood', () => new Error('connect ECONNRESET')],
  ])('is tried again after %s, and succeeds when it has passed', async (_name, failure) => {
    const attempts: string[] = [];
    const { letters } = await work(async ({ sheetId }) => {
      attempts.push(sheetId);
      if (attempts.length < 3) throw failure();
    });
    await add();
    await eventually(() => expect(attempts).toHaveLength(3));
    await eventually(async () => expect((await counts()).active).toBe(0));
    expect(letters).toEqual([]);
  });

  test('is never tried again with an input that cannot succeed', async () => {
    let attempts = 0;
    const { letters } = await work(async () => {
      attempts += 1;
      throw new RejectedInputError('input.unreadable_image');
    });
    await add();
    await eventually(() =>
      expect(letters).toMatchObject([{ code: 'input.unreadable_image', attempts: 1 }]),
    );
    expect(attempts).toBe(1);
  });
});

describe.each(QUEUE_BACKENDS)('a dead job on $kind', ({ open }) => {
  const { add, work, counts, jobsIn } = useQueue(open);

  test('is recorded when its tries are used up, and the queue keeps no driver’s words', async () => {
    let attempts = 0;
    const { letters } = await work(async () => {
      attempts += 1;
      const cause = new Error('duplicate key (name)=(山田)');
      throw new TransientError('reading.crashed', { cause });
    });
    const payload = sheetJob();
    const jobId = await add(payload);
    const code = 'reading.crashed';
    await eventually(() =>
      expect(letters).toEqual([{ queue: 'read', jobId, payload, code, attempts: 3 }]),
    );
    expect(attempts).toBe(3);
    await eventually(async () => {
      const failed = await jobsIn('failed');
      expect(failed).toContainEqual(expect.objectContaining({ id: jobId, failedReason: code }));
      expect(JSON.stringify(failed)).not.toContain('山田');
    });
  });

  test('is none whose service is away: it waits, however many its tries', async () => {
    const service = { away: true, asked: 0 };
    const { letters } = await work(async () => {
      service.asked += 1;
      if (service.away) throw new TransientError('service.storage_full');
    });
    const jobId = await add();
    await eventually(() => expect(service.asked).toBe(3));
    await eventually(async () => expect((await jobsIn('delayed'))[0]?.id).toBe(jobId));
    service.away = false;
    await (await jobsIn('delayed'))[0]?.promote();
    await eventually(() => expect(service.asked).toBe(4));
    expect(letters).toEqual([]);
  });

  test('whose payload is no job never reaches the stage', async () => {
    const seen: unknown[] = [];
    const { letters } = await work(async (job) => void seen.push(job));
    await add({ ...sheetJob(), name: '山田' });
    await eventually(() => expect(letters).toMatchObject([{ code: 'bug.invariant', attempts: 1 }]));
    expect(seen).toEqual([]);
  });

  test('stays in the queue until its dead letter can be recorded', async () => {
    const fail = async () => {
      throw new RejectedInputError('input.empty');
    };
    const away = { recordDeadLetter: () => Promise.reject(new Error('database away')) };
    const failing = await work(fail, away);
    const jobId = await add();
    await eventually(async () => expect((await counts()).delayed).toBe(1));
    await failing.close();
    const { letters } = await work(fail);
    const [job] = await jobsIn('delayed');
    expect(job).toMatchObject({ id: jobId, attemptsMade: 0 });
    await job?.promote();
    await eventually(() => expect(letters).toMatchObject([{ jobId, code: 'input.empty' }]));
  });
});
