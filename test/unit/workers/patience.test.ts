import { expect, test } from 'vitest';
import { RejectedInputError, TransientError } from '../../../runtime/errors.ts';
import { patience } from '../../../workers/patience.ts';

const killed = () => Promise.reject(new TransientError('input.decoder_killed'));
const codeOf = (outcome: Promise<unknown>): Promise<unknown> =>
  outcome.catch((error: { code?: string }) => error.code);

test('a decoder killed from outside is given four more chances, and then the file is refused by name', async () => {
  const refuseAtLast = patience();
  for (let kill = 1; kill <= 4; kill++) {
    expect(await codeOf(refuseAtLast('one', killed))).toBe('input.decoder_killed');
  }
  expect(await refuseAtLast('one', killed)).toMatchObject({
    refusal: { code: 'input.decoder_killed', disposition: 'reject' },
  });
});

test('each file has its own chances, and all of them again once it has been opened', async () => {
  const refuseAtLast = patience();
  for (let round = 1; round <= 3; round++) {
    for (const original of ['one', 'other', 'one']) {
      expect(await codeOf(refuseAtLast(original, killed))).toBe('input.decoder_killed');
    }
    expect(await refuseAtLast('one', async () => 'opened')).toBe('opened');
  }
});

test('a full disk is waited for, however long, and what the file did is refused at once', async () => {
  const refuseAtLast = patience();
  const full = () => Promise.reject(new TransientError('service.storage_full'));
  for (let time = 1; time <= 20; time++) {
    expect(await codeOf(refuseAtLast('one', full))).toBe('service.storage_full');
  }
  const bomb = () => Promise.reject(new RejectedInputError('input.decoder_memory'));
  await expect(refuseAtLast('one', bomb)).rejects.toMatchObject({ disposition: 'reject' });
});

test('a decoder that the machine gives no memory is, in the end, one that needs too much', async () => {
  const refuseAtLast = patience();
  const short = () => Promise.reject(new TransientError('service.memory_short'));
  for (let time = 1; time <= 4; time++) await codeOf(refuseAtLast('one', short));
  expect(await refuseAtLast('one', short)).toMatchObject({
    refusal: { code: 'input.decoder_memory' },
  });
});
