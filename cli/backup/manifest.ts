import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RejectedInputError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';
import { replaceFile } from '../../runtime/publish-file.ts';

const CopiedEntry = z.strictObject({
  /** Under the backup folder, with `/`. */
  path: z.string(),
  kind: z.enum(['file', 'folder']),
  mode: z.int(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
});
export type CopiedEntry = z.infer<typeof CopiedEntry>;

const Content = z.strictObject({
  format: z.literal('yoshin-backup-1'),
  madeAt: z.iso.datetime(),
  postgresVersion: z.string(),
  /** Of the keys that are needed to use this copy; the keys themselves are kept elsewhere. */
  masterKeyId: z.string().nullable(),
  signingKeyId: z.string(),
  /** The bucket that holds the images, which then are not in the copy. */
  imagesIn: z.string().optional(),
  entries: z.array(CopiedEntry),
});
const Manifest = z.strictObject({ content: Content, sha256: z.string() });
export type BackupContent = z.infer<typeof Content>;

const MANIFEST = 'manifest.json';
/** Parsed first: the members then stand in the schema's order, however they were put together. */
const digestOf = (content: BackupContent) =>
  createHash('sha256')
    .update(JSON.stringify(Content.parse(content)))
    .digest('hex');

/** Written last: a folder without it is no backup. */
export const writeManifest = (folder: string, content: BackupContent): Promise<void> =>
  replaceFile(
    join(folder, MANIFEST),
    `${JSON.stringify({ content, sha256: digestOf(content) }, null, 1)}\n`,
  );

export async function readManifest(folder: string): Promise<BackupContent> {
  let written: unknown;
  try {
    written = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !(error instanceof SyntaxError)) throw error;
    throw damaged(`${folder} に読める ${MANIFEST} がありません (控えが最後まで取れていません)`);
  }
  const manifest = Manifest.safeParse(written);
  if (!manifest.success) throw damaged(`${MANIFEST} の形が違います`);
  // Proof of nothing against an attacker, who can recompute it; of everything against a bad disk.
  if (digestOf(manifest.data.content) !== manifest.data.sha256) {
    throw damaged(`${MANIFEST} が書いたときと違います`);
  }
  return manifest.data.content;
}

export const damaged = (reason: string) =>
  new RejectedInputError('backup.damaged', { cause: new Error(reason) });
