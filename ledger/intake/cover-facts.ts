import { RejectedInputError } from '../../runtime/errors.ts';
import type { CoverClaim } from '../../schemas/cover.ts';
import { municipalityName } from '../accounts/municipality.ts';
import type { Db } from '../database.ts';
import { findInstitution } from '../masters/lookup.ts';
import { batchView } from './batches.ts';

export type CoverFacts = Readonly<{
  claim: CoverClaim;
  label: string;
  municipalityName: string;
  /** `null` where no institution was given, or the masters do not know it. */
  institutionName: string | null;
}>;

/** What is printed on the cover of a batch. A closed one takes no more paper, so it gets no cover. */
export async function coverFacts(
  db: Db,
  municipalityId: string,
  batchId: string,
): Promise<CoverFacts> {
  const batch = await batchView(db, municipalityId, batchId);
  if (batch.state === 'closed') throw new RejectedInputError('batch.closed');
  const { label, institutionCode, month, declaredSheets } = batch;
  const institution =
    institutionCode === null ? null : await findInstitution(db, municipalityId, institutionCode);
  return {
    claim: { municipalityId, batchId, institutionCode, month, declaredSheets },
    label,
    municipalityName: await municipalityName(db, municipalityId),
    institutionName: institution?.name ?? null,
  };
}
