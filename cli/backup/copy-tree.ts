import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedInputError } from '../../runtime/errors.ts';
import { syncFolder } from '../../runtime/publish-file.ts';
import { type CopiedEntry, damaged } from './manifest.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Copies a folder, every file hashed from what was read, and durable at the end. Refuses links: a copy of one is none. */
export async function copyTree(from: string, to: string, name: string): Promise<CopiedEntry[]> {
  const entries: CopiedEntry[] = [];
  const walk = async (path: string): Promise<void> => {
    const { mode } = await lstat(join(from, path));
    await mkdir(join(to, path), { recursive: true, mode: 0o700 });
    entries.push({ ...entryOf(name, path, mode), kind: 'folder', bytes: 0, sha256: '' });
    for (const entry of await readdir(join(from, path), { withFileTypes: true })) {
      const below = join(path, entry.name);
      if (entry.isDirectory()) await walk(below);
      else if (entry.isFile()) entries.push(await copyFile(from, to, { name, path: below }));
      else throw notPlain(join(from, below));
    }
  };
  await walk('');
  // All at the end: synced one by one while they are written, thousands of small files take minutes.
  for (const { kind, path } of entries.toReversed()) {
    const copied = join(to, path.slice(name.length));
    await (kind === 'folder' ? syncFolder(copied) : syncFile(copied));
  }
  return entries;
}

const entryOf = (name: string, path: string, mode: number) => ({
  path: path === '' ? name : `${name}/${path}`,
  mode: mode & 0o777,
});

async function copyFile(
  from: string,
  to: string,
  { name, path }: { name: string; path: string },
): Promise<CopiedEntry> {
  const { mode } = await lstat(join(from, path));
  const target = await open(join(to, path), 'wx', 0o600);
  try {
    const { bytes, sha256 } = await hashed(join(from, path), (chunk) => target.writeFile(chunk));
    return { ...entryOf(name, path, mode), kind: 'file', bytes, sha256 };
  } finally {
    await target.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Every file is there as listed, and no other file is. */
export async function verifyTree(
  folder: string,
  names: readonly string[],
  listed: readonly CopiedEntry[],
) {
  const expected = new Map(listed.filter((each) => each.kind === 'file').map((e) => [e.path, e]));
  for (const name of names) {
    const found = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
    for (const entry of found.filter((each) => !each.isDirectory())) {
      const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
      const as = expected.get(path);
      if (as === undefined) throw damaged(`${path} は目録にありません`);
      const { bytes, sha256 } = await hashed(join(folder, path));
      if (bytes !== as.bytes || sha256 !== as.sha256) throw damaged(`${path} が目録と違います`);
      expected.delete(path);
    }
  }
  const [missing] = expected.keys();
  if (missing !== undefined) throw damaged(`${missing} がありません`);
}

/** Folders last, so that one without write permission can still be filled. */
export async function restoreModes(folder: string, entries: readonly CopiedEntry[]): Promise<void> {
  for (const { path, mode } of entries.toReversed()) await chmod(join(folder, path), mode);
}

async function hashed(path: string, each?: (chunk: Buffer) => Promise<unknown>) {
  const handle = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    const source = handle.createReadStream({ autoClose: false, highWaterMark: CHUNK_BYTES });
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      await each?.(chunk);
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

const notPlain = (path: string) =>
  new RejectedInputError('config.invalid', {
    cause: new Error(`${path} はファイルでもフォルダでもないため、控えに取れません`),
  });
