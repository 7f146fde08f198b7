import { mkdir, readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Config } from '../../runtime/config.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';

/** What a backup holds of an installation, by the names both sides use. */
export const KEPT = ['postgres', 'blobs'] as const;

/** The bucket of an installation that keeps its images in one; it is backed up by its own means. */
export const bucketOf = ({ blobsS3 }: Pick<Config, 'blobsS3'>): string | undefined =>
  blobsS3 && `${blobsS3.endpoint}/${blobsS3.bucket}/${blobsS3.prefix}`;

/** Makes a folder, or takes an empty one; `lock` is what taking a data folder leaves in it. */
export async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = (await readdir(folder)).filter((name) => name !== 'lock');
  if (names.length === 0) return;
  throw new RejectedInputError('backup.not_empty', { cause: new Error(folder) });
}

/** Neither may lie in the other: a key beside the data it opens protects nothing. */
export async function refuseOverlap(one: string, other: string): Promise<void> {
  const [a, b] = [await resolved(one), await resolved(other)];
  const inside = (inner: string, outer: string) => `${inner}${sep}`.startsWith(join(outer, sep));
  if (!inside(a, b) && !inside(b, a)) return;
  throw refused(`${one} と ${other} は重ならない別の場所にしてください`);
}

/** Links resolved as far down as the path exists. */
async function resolved(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    const parent = dirname(resolve(path));
    return join(await resolved(parent), resolve(path).slice(parent.length));
  }
}

export const refused = (reason: string) =>
  new RejectedInputError('config.invalid', { cause: new Error(reason) });
