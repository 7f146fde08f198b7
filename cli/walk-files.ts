import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files as given, folders walked through in the order of their names. Hidden files are the system's, not scans. */
export async function* walkFiles(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    // What is not there is passed on too: reading it says so, in its place in the list.
    if (!found?.isDirectory()) yield path;
    else yield* walkFolder(path);
  }
}

async function* walkFolder(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walkFolder(path);
    else if (entry.isFile()) yield path;
  }
}
