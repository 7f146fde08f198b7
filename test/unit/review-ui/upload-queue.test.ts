import { describe, expect, test } from 'vitest';
import { createUploadQueue, type SendFile } from '../../../review-ui/intake/upload-queue.ts';

const files = (...names: string[]) => names.map((name) => new File(['12345'], name));

function queueWith(send: SendFile) {
  let last = 0;
  const queue = createUploadQueue({ newId: () => String(++last), send });
  const settled = (wanted: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        const done = queue.uploads().filter(({ state }) => state === 'sent' || state === 'failed');
        if (done.length === wanted) resolve();
      };
      queue.subscribe(look);
      look();
    });
  return { queue, settled };
}

describe('the upload queue', () => {
  test('sends two at a time until all are sent, and says so once each', async () => {
    let running = 0;
    let most = 0;
    const { queue, settled } = queueWith(async (_batch, file, onProgress) => {
      running += 1;
      most = Math.max(most, running);
      onProgress(2);
      await Promise.resolve(file.name);
      running -= 1;
    });
    const told: string[] = [];
    queue.onSent((batchId) => told.push(batchId));
    queue.add('batch', files('1', '2', '3', '4', '5'));
    await settled(5);
    expect(most).toBe(2);
    expect(told).toHaveLength(5);
    expect(queue.uploads().every(({ sentBytes }) => sentBytes === 5)).toBe(true);
  });

  test('goes on after a refusal, keeps its reason, and can send the file again', async () => {
    let refuse = true;
    const sent: string[] = [];
    const { queue, settled } = queueWith(async (_batch, file) => {
      if (file.name === 'bad' && refuse) throw new Error('refused');
      sent.push(file.name);
    });
    queue.add('batch', files('bad', 'a', 'b'));
    await settled(3);
    const failed = queue.uploads().find(({ state }) => state === 'failed');
    expect(failed).toMatchObject({ fileName: 'bad', error: { message: 'refused' } });
    refuse = false;
    queue.retry(failed?.id ?? '');
    await settled(3);
    expect(sent.toSorted()).toEqual(['a', 'b', 'bad']);
  });
});
