import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkExport, exportSample } from '../../ledger/exports/check-export.ts';
import { exportProfiles } from '../../ledger/exports/profiles.ts';
import { decideExport, previewExport, requestExport } from '../../ledger/exports/request-export.ts';
import { writeExport } from '../../ledger/exports/write-export.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { openFileBlobStore } from '../../runtime/file-blob-store.ts';
import { openFileKeyProvider } from '../../runtime/key-provider.ts';
import type { ExportFilter, ExportView } from '../../schemas/api/exports.ts';
import { again, ledgerWorld, type Person, type World } from './ledger-world.ts';
import { commitSheet } from './review-steps.ts';

export const EVERYTHING: ExportFilter = {
  ...{ batchId: null, institutionCode: null, from: null, to: null, programme: null },
};

type Committed = Readonly<{
  sheetId: string;
  imageHash: string;
  entryId: string;
  residentId: string;
}>;

/** Three committed sheets, real blobs, and everybody whom an output needs. */
export type ExportWorld = Readonly<{
  world: World;
  files: Readonly<{ db: World['db']; blobs: BlobStore }>;
  a: Person;
  b: Person;
  asks: Person;
  approves: Person;
  admin: Person;
  sheets: readonly Committed[];
  ask(profileId?: string, filter?: ExportFilter, person?: Person): Promise<ExportView>;
  approve(view: ExportView, person?: Person, markedSeen?: number): Promise<ExportView>;
  write(view: ExportView): Promise<ExportView>;
  check(view: ExportView, person?: Person, markedSeen?: number): Promise<ExportView>;
  /** All of these, one after the other. */
  released(profileId?: string): Promise<ExportView>;
  /** The wrapped keys of an output's files. */
  keysOf(exportId: string): Promise<Array<string | null>>;
  close(): Promise<void>;
}>;

export async function exportWorld(name: string): Promise<ExportWorld> {
  const world = await ledgerWorld(name);
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-exports-'));
  const keys = await openFileKeyProvider({ keyFile: join(folder, 'key'), blobFolder: folder });
  const files = { db: world.db, blobs: await openFileBlobStore(join(folder, 'blobs'), keys) };
  const a = await world.person('anna', ['reviewer']);
  const b = await world.person('botan', ['reviewer']);
  const asks = await world.person('chie', ['supervisor']);
  const approves = await world.person('daiki', ['supervisor']);
  const admin = await world.person('emi', ['administrator']);
  const sheets: Committed[] = [];
  for (let number = 0; number < 3; number += 1) {
    const sheet = await world.checkedSheet();
    sheets.push({ ...sheet, entryId: await commitSheet(world, { a, b }, sheet) });
  }
  const steps = stepsOf(files, { a, asks, approves });
  return {
    ...{ world, files, a, b, asks, approves, admin, sheets },
    ...steps,
    released: async (profileId) => {
      const view = await steps.ask(profileId);
      await steps.approve(view);
      await steps.write(view);
      return steps.check(view);
    },
    keysOf: async (exportId) => {
      const { rows } = await world.owner.query<{ wrapped_key: string | null }>(
        `select wrapped_key from blobs join exports on blob_id in (file_blob_id, archive_blob_id)
         where export_id = $1`,
        [exportId],
      );
      return rows.map(({ wrapped_key }) => wrapped_key);
    },
    close: async () => {
      await world.close();
      await rm(folder, { recursive: true });
    },
  };
}

type Hands = Readonly<{ a: Person; asks: Person; approves: Person }>;

function stepsOf(
  files: ExportWorld['files'],
  { a, asks, approves }: Hands,
): Pick<ExportWorld, 'ask' | 'approve' | 'write' | 'check'> {
  const asking = { db: files.db, profiles: () => exportProfiles(null) };
  return {
    ask: async (profileId = 'municipal-full', filter = EVERYTHING, person = asks) => {
      const preview = await previewExport(asking, again(person.context), { profileId, filter });
      return requestExport(asking, again(person.context), {
        ...{ profileId, filter, treeSize: preview.treeSize, leaveOut: false },
        ...{ purpose: '県への報告', recipient: '大阪府' },
      });
    },
    approve: ({ exportId }, person = approves, markedSeen = 0) => {
      const decision = { approve: true, reason: '毎月の報告', markedSeen };
      return decideExport(files.db, again(person.context), exportId, decision);
    },
    write: ({ exportId }) => writeExport(files, again(asks.context), exportId),
    check: async ({ exportId }, person = a, markedSeen = 0) => {
      const { contentHash, lines } = await exportSample(files, again(person.context), exportId);
      return checkExport(files, again(person.context), exportId, {
        ...{ contentHash, agrees: true, reason: null, markedSeen },
        agreeing: lines.map(({ line }) => line),
      });
    },
  };
}
