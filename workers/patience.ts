import { RejectedInputError, TransientError } from '../runtime/errors.ts';
import type { ErrorCode } from '../schemas/error-codes.ts';

export type Refusal = Readonly<{ refusal: RejectedInputError }>;

/** Five times within half a minute, as the queue tries again: then it is what this file needs. */
const MOST_TRIES = 5;

const REFUSED_AS: Readonly<Partial<Record<ErrorCode, ErrorCode>>> = {
  'input.decoder_killed': 'input.decoder_killed',
  'service.memory_short': 'input.decoder_memory',
};

/**
 * A decoder killed from outside, or that was given no memory, says little of its file: the machine was short,
 * or somebody ended it. A file that fares so every time is refused in the end, or it would be tried for ever.
 */
export function patience() {
  const tries = new Map<string, number>();
  return async <T>(originalId: string, decode: () => Promise<T>): Promise<T | Refusal> => {
    try {
      const decoded = await decode();
      tries.delete(originalId);
      return decoded;
    } catch (error) {
      const refused = error instanceof TransientError && REFUSED_AS[error.code];
      if (!refused) throw error;
      const count = (tries.get(originalId) ?? 0) + 1;
      if (count < MOST_TRIES) {
        tries.set(originalId, count);
        throw error;
      }
      tries.delete(originalId);
      return { refusal: new RejectedInputError(refused, { cause: error }) };
    }
  };
}
