import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportMasters } from '../../ledger/masters/export-masters.ts';
import { openProfile } from '../../ledger/masters/profiles.ts';
import { MasterKind } from '../../schemas/master-kinds.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';
import { MASTER_NAMES } from './import-masters.ts';

export type ExportOptions = Readonly<{ municipality?: string; profile?: string }>;

/** Readable by their owner only. They get their names when all of them are whole. */
export async function exportMastersCommand(
  program: Program,
  folder: string,
  options: ExportOptions,
  print: (line: string) => void,
): Promise<number> {
  return forMunicipality(program.db, options.municipality, async (municipalityId) => {
    const profile = await openProfile(options.profile);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const drafts = new Map<string, string>();
    try {
      const counts = await exportMasters(
        program.db,
        program.operator(municipalityId),
        profile,
        async (file, bytes) => {
          const draft = join(folder, `${file}.draft`);
          drafts.set(draft, join(folder, file));
          const output = createWriteStream(draft, { mode: 0o600, flush: true });
          await pipeline(Readable.from(bytes), output);
        },
      );
      for (const [draft, path] of drafts) await rename(draft, path);
      for (const kind of MasterKind.options) {
        const rows = counts[kind];
        if (rows !== undefined)
          print(`${MASTER_NAMES[kind]} ${rows}行: ${profile.files[kind]?.file}`);
      }
      return 0;
    } finally {
      for (const draft of drafts.keys()) await rm(draft, { force: true });
    }
  });
}
