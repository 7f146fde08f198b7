import { closeComparison } from '../ledger/copies/close-comparison.ts';
import { differenceValues } from '../ledger/copies/difference-values.ts';
import { listDifferences, setDifferenceState } from '../ledger/copies/differences.ts';
import { listReconciliations, viewReconciliation } from '../ledger/copies/list-reconciliations.ts';
import { setCopyRules } from '../ledger/copies/rules.ts';
import { comparable, compareWithCopy } from '../ledger/copies/run-comparison.ts';
import { profileView } from '../ledger/exports/list-exports.ts';
import { exportProfiles } from '../ledger/exports/profiles.ts';
import type { ReviewDeps } from '../ledger/review/round.ts';
import type { BlobStore } from '../runtime/blob-store.ts';
import type { Services } from './services.ts';

export type Comparing = Pick<
  Services,
  | 'reconciliations'
  | 'reconciliation'
  | 'compareCopy'
  | 'copyDifferences'
  | 'setDifferenceState'
  | 'differenceValues'
  | 'closeComparison'
  | 'setCopyRules'
>;

type Deps = Pick<ReviewDeps, 'db' | 'vault'> &
  Readonly<{ blobs: BlobStore; ownExportProfiles?: string | undefined }>;

/** 正本 and 副本, compared. */
export function copyServices({ db, vault, blobs, ownExportProfiles }: Deps): Comparing {
  const profiles = () => exportProfiles(ownExportProfiles ?? null);
  const deps = { db, vault, blobs, profiles };
  return {
    reconciliations: async (context, { offset }) => ({
      ...(await listReconciliations(db, context, offset)),
      profiles: comparable(await profiles()).map(profileView),
    }),
    reconciliation: (context, reconciliationId) =>
      viewReconciliation(db, context, reconciliationId),
    compareCopy: (context, { profileId, file }) =>
      compareWithCopy(deps, context, { profileId, stream: file.stream }),
    copyDifferences: (context, reconciliationId, query) =>
      listDifferences(db, context, reconciliationId, query),
    setDifferenceState: (context, reconciliationId, body) =>
      setDifferenceState(db, context, { reconciliationId, ...body }),
    differenceValues: (context, asked) => differenceValues(deps, context, asked),
    closeComparison: (context, reconciliationId) =>
      closeComparison({ db, blobs }, context, reconciliationId),
    setCopyRules: (context, rules) => setCopyRules(db, context, rules),
  };
}
