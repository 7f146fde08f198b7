import { createHash, randomBytes } from 'node:crypto';
import type { BlobRef, BlobStore } from '../../runtime/blob-store.ts';
import { newId } from '../../runtime/ids.ts';

/** References as a real store gives them; nobody opens these blobs. */
export function memoryBlobs(): Pick<BlobStore, 'put'> & BlobStore {
  const unused = () => {
    throw new Error('these tests read no blob');
  };
  return {
    put: async (municipalityId, source): Promise<BlobRef> => {
      const bytes = source instanceof Uint8Array ? source : randomBytes(8);
      return {
        municipalityId,
        contentHash: createHash('sha256').update(bytes).digest('hex'),
        byteSize: bytes.length,
        wrappedKey: 'a2V5',
        keyId: 'test',
        storageName: newId(),
      };
    },
    ...{ get: unused, getStream: unused, erase: unused, list: unused },
  };
}
