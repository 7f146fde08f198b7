import type { BlobStore } from '../../runtime/blob-store.ts';
import { AppError } from '../../runtime/errors.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import type { Db } from '../database.ts';

/** An image that an entry names and that is not there as it was when two people signed for it. */
export type ImageProblem = Readonly<{
  table: 'blobs';
  /** Entry id. */
  row: string;
  problem:
    | 'image_missing'
    | 'image_damaged'
    | 'image_key_damaged'
    | 'image_differs'
    | 'image_erased';
}>;

export type ImagesReport = Readonly<{ images: number; bytes: number; problems: ImageProblem[] }>;

const PAGE = 200;
/** Reading and deciphering take turns with the disk or the store. */
const AT_ONCE = 4;

/** Opens the image of every entry, to its last byte, and compares its hash with the one that was signed. */
export async function verifyImages(
  db: Db,
  blobs: Pick<BlobStore, 'getStream'>,
  municipalityId: string,
): Promise<ImagesReport> {
  const report = { images: 0, bytes: 0, problems: [] as ImageProblem[] };
  for await (const rows of signedImages(db, municipalityId)) {
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const few = rows.slice(at, at + AT_ONCE);
      const looked = await Promise.all(few.map((image) => lookAt(blobs, image)));
      few.forEach(({ entryId, byteSize }, index) => {
        const problem = looked[index] ?? null;
        report.images += 1;
        report.bytes += byteSize;
        if (problem !== null) report.problems.push({ table: 'blobs', row: entryId, problem });
      });
    }
  }
  return report;
}

type SignedImage = Awaited<ReturnType<typeof imagesFrom>>[number];

async function* signedImages(db: Db, municipalityId: string): AsyncGenerator<SignedImage[]> {
  for (let after = -1; ; ) {
    const rows = await imagesFrom(db, municipalityId, after);
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.leafIndex;
  }
}

const imagesFrom = (db: Db, municipalityId: string, after: number) =>
  db
    .selectFrom('ledgerEntries as entry')
    .innerJoin('sheets', 'sheets.sheetId', 'entry.sheetId')
    .innerJoin('blobs', 'blobs.blobId', 'sheets.blobId')
    .leftJoin('ledgerContents as content', 'content.entryId', 'entry.entryId')
    .select(['entry.entryId', 'entry.leafIndex', 'entry.imageHash', 'blobs.municipalityId'])
    .select(['contentHash', 'byteSize', 'wrappedKey', 'keyId', 'storageName'])
    .select('content.entryId as contentOf')
    .where('entry.municipalityId', '=', municipalityId)
    .where('entry.leafIndex', '>', after)
    .orderBy('entry.leafIndex')
    .limit(PAGE)
    .execute();

async function lookAt(
  blobs: Pick<BlobStore, 'getStream'>,
  image: SignedImage,
): Promise<ImageProblem['problem'] | null> {
  const { entryId: _, leafIndex: __, imageHash, contentOf, wrappedKey, ...ref } = image;
  // At the end of its retention an image goes together with what it was the evidence of.
  if (wrappedKey === null) return contentOf === null ? null : 'image_erased';
  if (ref.contentHash !== imageHash) return 'image_differs';
  try {
    for await (const _piece of blobs.getStream({ ...ref, wrappedKey }));
    return null;
  } catch (error) {
    const problem = error instanceof AppError ? PROBLEM_OF.get(error.code) : undefined;
    if (problem === undefined) throw error;
    return problem;
  }
}

const PROBLEM_OF: ReadonlyMap<ErrorCode, ImageProblem['problem']> = new Map([
  ['blob.missing', 'image_missing'],
  ['blob.damaged', 'image_damaged'],
  ['blob.key_mismatch', 'image_key_damaged'],
]);
