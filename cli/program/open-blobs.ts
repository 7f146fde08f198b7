import type { Db } from '../../ledger/database.ts';
import { newestBlobs } from '../../ledger/installation-facts.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import type { Config } from '../../runtime/config.ts';
import { AppError, RejectedInputError } from '../../runtime/errors.ts';
import { openFileBlobStore } from '../../runtime/file-blob-store.ts';
import { keepFree } from '../../runtime/keep-free.ts';
import type { KeyProvider } from '../../runtime/key-provider.ts';
import { openS3BlobStore } from '../../runtime/s3-blob-store.ts';
import { keptIn } from './folders.ts';

export type OpenBlobs = Readonly<{
  blobs: BlobStore;
  /** For files that come in: refuses them before they are sent while there is no room or no store for them. */
  intake: Pick<BlobStore, 'put'>;
  /** Throws while the store does not answer; a folder always does. */
  check(): Promise<void>;
  close(): Promise<void>;
}>;

/** The folder, or the bucket that the configuration names, if what the ledger knows lies there. */
export async function openBlobs(config: Config, db: Db, keys: KeyProvider): Promise<OpenBlobs> {
  const opened = await openConfiguredBlobs(config, keys, { create: true });
  try {
    await requireBlobsOf(db, opened.blobs);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Only the place: whether it is the right one is for the caller to find out. */
export async function openConfiguredBlobs(
  config: Config,
  keys: KeyProvider,
  { create }: { create: boolean },
): Promise<OpenBlobs> {
  const { blobs: folder, drafts } = keptIn(config.dataFolder);
  const roomFor = (blobs: Pick<BlobStore, 'put'>) => keepFree(blobs, folder, config.minFreeBytes);
  if (config.blobsS3 === undefined) {
    const blobs = await openFileBlobStore(folder, keys);
    const nothing = async () => undefined;
    return { blobs, intake: roomFor(blobs), check: nothing, close: nothing };
  }
  const store = await openS3BlobStore(config.blobsS3, { drafts, keys, create });
  const whileReachable: Pick<BlobStore, 'put'> = {
    put: async (municipalityId, source) => {
      await store.check();
      return store.put(municipalityId, source);
    },
  };
  return {
    blobs: store,
    intake: roomFor(whileReachable),
    check: store.check,
    close: async () => store.close(),
  };
}

const NEWEST = 5;

/** Looking in the wrong place, every page would seem lost and be given up. */
async function requireBlobsOf(db: Db, blobs: BlobStore): Promise<void> {
  const newest = await newestBlobs(db, NEWEST);
  for (const ref of newest) {
    try {
      for await (const _ of blobs.getStream(ref)) break;
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'blob.missing') throw error;
    }
  }
  if (newest.length === 0) return;
  const reason = '画像がここにはありません。YOSHIN_DATA と YOSHIN_BLOBS_S3_URL を確かめてください';
  throw new RejectedInputError('config.invalid', { cause: new Error(reason) });
}
