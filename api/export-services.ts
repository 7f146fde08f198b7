import type { Db } from '../ledger/database.ts';
import { checkExport, exportSample } from '../ledger/exports/check-export.ts';
import {
  archiveExport,
  downloadExport,
  useMedium,
  wipeMedium,
  withdrawExport,
} from '../ledger/exports/hand-over.ts';
import { listExports, profileView, viewExport } from '../ledger/exports/list-exports.ts';
import { exportProfiles } from '../ledger/exports/profiles.ts';
import { decideExport, previewExport, requestExport } from '../ledger/exports/request-export.ts';
import { setExportRules } from '../ledger/exports/rules.ts';
import { writeExport } from '../ledger/exports/write-export.ts';
import type { BlobStore } from '../runtime/blob-store.ts';
import { shippedVaccines } from '../runtime/shipped-vaccines.ts';
import type { TermVault } from '../runtime/term-vault.ts';
import { type Comparing, copyServices } from './copy-services.ts';
import type { Services } from './services.ts';

type Exporting = Pick<
  Services,
  | 'exportProfiles'
  | 'exports'
  | 'export'
  | 'previewExport'
  | 'requestExport'
  | 'decideExport'
  | 'writeExport'
  | 'exportSample'
  | 'checkExport'
  | 'archiveExport'
  | 'downloadExport'
  | 'withdrawExport'
  | 'useMedium'
  | 'wipeMedium'
  | 'setExportRules'
>;

type Deps = Readonly<{
  db: Db;
  vault: TermVault;
  blobs: BlobStore;
  /** Where an installation keeps profiles of its own. */
  ownExportProfiles?: string | undefined;
}>;

/** What leaves the ledger in files, and what they became elsewhere. */
export function exportServices(deps: Deps): Exporting & Comparing {
  const { db, blobs, ownExportProfiles } = deps;
  const profiles = () => exportProfiles(ownExportProfiles ?? null);
  const asking = { db, profiles };
  const files = { db, blobs };
  return {
    ...copyServices(deps),
    exportProfiles: async () => ({
      items: (await profiles()).map(profileView),
      programmes: (await shippedVaccines()).programmes.map(({ id, nameJa, nameEn }) => ({
        ...{ id, nameJa, nameEn },
      })),
    }),
    exports: (context, { offset }) => listExports(db, context, offset),
    export: (context, exportId) => viewExport(db, context, exportId),
    previewExport: (context, body) => previewExport(asking, context, body),
    requestExport: (context, body) => requestExport(asking, context, body),
    decideExport: (context, exportId, body) => decideExport(db, context, exportId, body),
    writeExport: (context, exportId) => writeExport(files, context, exportId),
    exportSample: (context, exportId) => exportSample(files, context, exportId),
    checkExport: (context, exportId, body) => checkExport(files, context, exportId, body),
    archiveExport: (context, exportId) => archiveExport(files, context, exportId),
    downloadExport: (context, exportId) => downloadExport(files, context, exportId),
    withdrawExport: (context, exportId, { reason }) =>
      withdrawExport(files, context, exportId, reason),
    useMedium: (context, exportId, { medium }) => useMedium(db, context, exportId, medium),
    wipeMedium: (context, { exportId, exportMediaId }, { how }) =>
      wipeMedium(db, context, { exportId, exportMediaId, how }),
    setExportRules: (context, rules) => setExportRules(db, context, rules),
  };
}
