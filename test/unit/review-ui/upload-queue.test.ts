import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../review-ui/api/api-error.ts';
import type { FileToSend } from '../../../review-ui/api/file-to-send.ts';
import {
  createUploadQueue,
  isUnderWay,
  type SendFile,
} from '../../../review-ui/intake/upload-queue.ts';

const files = (...names: string[]) => names.map((name) => new File(['12345'], name));

function queueWith(send: SendFile) {
  let last = 0;
  const pauses: number[] = [];
  const goOn: Array<() => void> = [];
  const queue = createUploadQueue({
    newId: () => String(++last),
    send,
    after: (delayMs, run) => {
      pauses.push(delayMs);
      goOn.push(run);
    },
  });
  const until = (met: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (met()) resolve();
      };
      queue.subscribe(look);
      look();
    });
  const settled = () => until(() => !queue.uploads().some(isUnderWay));
  const stateOf = (name: string) => queue.uploads().find((one) => one.fileName === name)?.state;
  /** The pause is over. */
  const wake = () => goOn.shift()?.();
  return { queue, until, settled, stateOf, pauses, wake };
}

describe('the upload queue', () => {
  test('sends two at a time until all are sent, and says so once', async () => {
    let running = 0;
    let most = 0;
    const { queue, settled } = queueWith(async ({ file, onProgress }) => {
      running += 1;
      most = Math.max(most, running);
      onProgress(2);
      await Promise.resolve(file.name);
      running -= 1;
      return 'sent';
    });
    const told: string[] = [];
    queue.onSent((batchId) => told.push(batchId));
    queue.add('batch', files('1', '2', '3', '4', '5'), false);
    await settled();
    expect(most).toBe(2);
    expect(told).toEqual(['batch']);
    expect(queue.uploads().every(({ sentBytes }) => sentBytes === 5)).toBe(true);
  });

  test('goes on after a refusal, keeps its reason, and can send the file again', async () => {
    let refuse = true;
    const sent: string[] = [];
    const { queue, settled } = queueWith(async ({ file }) => {
      if (file.name === 'bad' && refuse) throw new Error('refused');
      sent.push(file.name);
      return 'sent';
    });
    queue.add('batch', files('bad', 'a', 'b'), false);
    await settled();
    const failed = queue.uploads().find(({ state }) => state === 'failed');
    expect(failed).toMatchObject({ fileName: 'bad', error: { message: 'refused' } });
    refuse = false;
    queue.retryAll('batch');
    await settled();
    expect(sent.toSorted()).toEqual(['a', 'b', 'bad']);
  });

  test('holds everything while the line is away, longer each time, and goes on by itself', async () => {
    let online = false;
    const tries: FileToSend[] = [];
    const { queue, until, settled, stateOf, pauses, wake } = queueWith(async (sending) => {
      tries.push(sending);
      if (!online) throw new ApiError('client.unreachable');
      return sending.mayBeThere ? 'known' : 'sent';
    });
    queue.add('batch', files('a', 'b', 'c'), false);
    await until(() => stateOf('a') === 'held' && stateOf('b') === 'held');
    expect([stateOf('c'), tries.length]).toEqual(['waiting', 2]);
    wake();
    await until(() => pauses.length === 2);
    online = true;
    wake();
    await settled();
    expect(pauses).toEqual([2_000, 4_000]);
    // Whether it had arrived when the line broke is not known: those are looked for first.
    expect([stateOf('a'), stateOf('b'), stateOf('c')]).toEqual(['known', 'known', 'sent']);
  });
});
