import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../runtime/errors.ts';
import type { SheetJob } from '../../schemas/jobs.ts';
import { sheetJob } from '../support/jobs.ts';
import { QUEUE_BACKENDS } from '../support/queue-backends.ts';
import { eventually, useQueue } from '../support/use-queue.ts';

describe.each(QUEUE_BACKENDS)('workers on $kind', ({ open }) => {
  const { add, work, counts, jobsIn } = useQueue(open);

  test('halt when a rule of ours is broken: no further job is taken', async () => {
    const broken = new InvariantError('bug.invariant');
    const seen: string[] = [];
    const { letters, halts, close } = await work(async ({ sheetId }) => {
      seen.push(sheetId);
      throw broken;
    });
    const [first, second] = [sheetJob(), sheetJob()];
    await add(first);
    await add(second);
    await eventually(() => expect(halts).toEqual([broken]));
    await close();
    expect(seen).toEqual([first.sheetId]);
    expect(letters).toMatchObject([{ payload: first, code: 'bug.invariant' }]);
    expect((await counts()).waiting).toBe(1);
    await work(async ({ sheetId }) => void seen.push(sheetId));
    await eventually(() => expect(seen).toEqual([first.sheetId, second.sheetId]));
  });

  test('asked to close, finish the job in hand and take no other', async () => {
    const [started, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const done: string[] = [];
    const { close } = await work(async ({ sheetId }) => {
      started.resolve();
      await finish.promise;
      done.push(sheetId);
    });
    const [first, second] = [sheetJob(), sheetJob()];
    await add(first);
    await started.promise;
    await add(second);
    const closed = close();
    finish.resolve();
    await closed;
    expect(done).toEqual([first.sheetId]);
    expect(await counts()).toMatchObject({ waiting: 1, active: 0 });
    await work(async ({ sheetId }) => void done.push(sheetId));
    await eventually(() => expect(done).toEqual([first.sheetId, second.sheetId]));
  });

  test('asked to close, give back what does not finish, without counting the attempt', async () => {
    const started = Promise.withResolvers<void>();
    const stubborn = (_job: SheetJob, signal: AbortSignal | undefined) =>
      new Promise<void>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('stopped')));
        started.resolve();
      });
    const { close, letters } = await work(stubborn, { finishPatienceMs: 50 });
    const payload = sheetJob();
    const jobId = await add(payload);
    await started.promise;
    await close();
    expect(letters).toEqual([]);
    expect(await jobsIn('prioritized')).toMatchObject([{ id: jobId, attemptsMade: 0 }]);
    const seen: SheetJob[] = [];
    await work(async (job) => void seen.push(job));
    await eventually(() => expect(seen).toEqual([payload]));
  });
});

describe.each(QUEUE_BACKENDS)('workers on $kind, told to wait or to end', ({ open }) => {
  const { add, work, counts } = useQueue(open);

  test('paused, finish what they have and take nothing until they go on', async () => {
    const [started, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const done: string[] = [];
    const { pause, resume } = await work(async ({ sheetId }) => {
      started.resolve();
      await finish.promise;
      done.push(sheetId);
    });
    const [first, second] = [sheetJob(), sheetJob()];
    await add(first);
    await started.promise;
    await pause();
    await add(second);
    finish.resolve();
    await eventually(async () => expect(await counts()).toMatchObject({ active: 0, waiting: 1 }));
    expect(done).toEqual([first.sheetId]);
    await resume();
    await eventually(() => expect(done).toEqual([first.sheetId, second.sheetId]));
  });

  test('close although a handler heeds nothing, and another worker does its job', async () => {
    const started = Promise.withResolvers<void>();
    const deaf = () => {
      started.resolve();
      return new Promise<void>(() => {});
    };
    const timing = { lockDurationMs: 500, stalledIntervalMs: 200 };
    const patience = { finishPatienceMs: 20, giveBackPatienceMs: 20 };
    const { close } = await work(deaf, { ...patience, timing });
    const payload = sheetJob();
    await add(payload);
    await started.promise;
    await close();
    const seen: SheetJob[] = [];
    const { letters } = await work(async (job) => void seen.push(job), { timing });
    await eventually(() => expect(seen).toEqual([payload]));
    expect(letters).toEqual([]);
  });
});
