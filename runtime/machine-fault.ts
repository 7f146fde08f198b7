import { TransientError } from './errors.ts';
import { hasCode } from './has-code.ts';

/** Libraries that work below Node pass the system's words on without its code. */
const DISK_FULL = /no space left on device|disk quota exceeded|\b(ENOSPC|EDQUOT)\b/i;
const NO_MEMORY =
  /cannot allocate memory|out of memory|array buffer allocation failed|\b(ENOMEM|EAGAIN|EMFILE|ENFILE)\b/i;

/**
 * What this machine lacked while it worked on a file: the file is not to blame and waits until there is room
 * again. `null` for everything else.
 */
export function machineFault(error: unknown): TransientError | null {
  const words = error instanceof Error ? error.message : '';
  if (hasCode(error, 'ENOSPC', 'EDQUOT') || DISK_FULL.test(words)) {
    return new TransientError('service.storage_full', { cause: error });
  }
  if (hasCode(error, 'ENOMEM', 'EAGAIN', 'EMFILE', 'ENFILE') || NO_MEMORY.test(words)) {
    return new TransientError('service.memory_short', { cause: error });
  }
  return null;
}
