import { expect, test } from 'vitest';
import { machineFault } from '../../../runtime/machine-fault.ts';

const system = (code: string) => Object.assign(new Error(`${code}: write`), { code });

test.each([
  ['the disk is full', system('ENOSPC'), 'service.storage_full'],
  ['the quota is used up', system('EDQUOT'), 'service.storage_full'],
  ['no process can be started', system('EAGAIN'), 'service.memory_short'],
  ['too many files are open', system('EMFILE'), 'service.memory_short'],
  [
    'a library says it in words',
    new Error('wbuffer_write: write failed\nunix error: No space left on device'),
    'service.storage_full',
  ],
  ['Node has no memory', new RangeError('Array buffer allocation failed'), 'service.memory_short'],
])('%s: the machine is to blame, and it is tried again', (_, error, code) => {
  expect(machineFault(error)).toMatchObject({ code, disposition: 'retry', cause: error });
});

test.each([system('ENOENT'), new Error('VipsJpeg: premature end of JPEG image'), 'words'])(
  '%s is not the machine’s',
  (error) => {
    expect(machineFault(error)).toBeNull();
  },
);
