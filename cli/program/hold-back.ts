import type { BlobStore } from '../../runtime/blob-store.ts';
import { TransientError } from '../../runtime/errors.ts';

/**
 * The store as intake may use it while there is only so much to do: with the backlog full, new files are refused
 * with `service.backlog_full` before a byte of them is read. Their senders still have them and try again.
 */
export function holdBack(
  intake: Pick<BlobStore, 'put'>,
  countBacklog: () => Promise<number>,
  maxBacklog: number,
): Pick<BlobStore, 'put'> {
  if (maxBacklog === 0) return intake;
  return {
    put: async (municipalityId, source) => {
      const backlog = await countBacklog();
      if (backlog >= maxBacklog) {
        const cause = new Error(`${backlog} pages are waiting to be read`);
        throw new TransientError('service.backlog_full', { cause });
      }
      return intake.put(municipalityId, source);
    },
  };
}
