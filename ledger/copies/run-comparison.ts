import { sql } from 'kysely';
import { copyKeys } from '../../rules/exports/copy-key.ts';
import type { BlobRef, BlobStore } from '../../runtime/blob-store.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { TermVault } from '../../runtime/term-vault.ts';
import type { ReconciliationView } from '../../schemas/api/copies.ts';
import type { CsvProfile, ExportProfile } from '../../schemas/export-profile.ts';
import { authorise, performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { concealTerm } from '../auditing/terms.ts';
import type { Db, Tx } from '../database.ts';
import { ledgerStatus } from '../entries/list-entries.ts';
import { copyReader } from '../exports/csv-format.ts';
import type { Selection } from '../exports/standing-entries.ts';
import { recordBlob } from '../intake/blobs.ts';
import { UnreadableCsv } from '../masters/csv-rows.ts';
import { type Compared, compareCopy, type Found } from './compare-copy.ts';
import { stageCopyLines } from './copy-lines.ts';
import { type ReconciliationRow, viewOf } from './list-reconciliations.ts';
import { copyRules } from './rules.ts';

export type CopyDeps = Readonly<{
  db: Db;
  blobs: BlobStore;
  vault: TermVault;
  profiles: () => Promise<readonly ExportProfile[]>;
}>;

export const EVERYTHING = {
  ...{ batchId: null, institutionCode: null, from: null, to: null, programme: null },
};

/** Those whose lines say of which record they are. */
export const comparable = (profiles: readonly ExportProfile[]): CsvProfile[] =>
  profiles.filter(
    (profile): profile is CsvProfile => profile.format === 'csv' && copyKeys(profile) !== null,
  );

type Copy = Readonly<{ profileId: string; stream: AsyncIterable<Uint8Array> }>;
const DAY_MS = 86_400_000;

/**
 * Compares a file of the copy with the entries that stand now. The file is kept encrypted until the comparison is closed or its
 * days are over; of what differs only columns, digests and lines are.
 */
export async function compareWithCopy(
  deps: CopyDeps,
  context: ActContext,
  { profileId, stream }: Copy,
): Promise<ReconciliationView> {
  const { db, blobs } = deps;
  const { municipalityId } = context.actor;
  authorise(context.actor, 'copies.manage', { municipalityId });
  const profile = comparable(await deps.profiles()).find(({ id }) => id === profileId);
  if (profile === undefined) {
    throw new RejectedInputError('input.invalid', { fields: ['profileId'] });
  }
  const ref = await blobs.put(municipalityId, stream);
  try {
    const row = await recordComparison(deps, context, { profile, ref });
    return await viewOf(db, context, row);
  } catch (error) {
    // Nothing knows its key: the file is of no use to anybody.
    await blobs.erase(ref);
    if (error instanceof UnreadableCsv) {
      throw new RejectedInputError('copies.unreadable', { cause: error });
    }
    throw error;
  }
}

async function recordComparison(
  deps: CopyDeps,
  context: ActContext,
  copy: Readonly<{ profile: CsvProfile; ref: BlobRef }>,
): Promise<ReconciliationRow> {
  const reconciliationId = context.newId();
  const target = {
    action: 'copies.manage',
    resourceKind: 'reconciliation',
    resourceId: reconciliationId,
    detailOf: (row: ReconciliationRow) => ({
      step: 'compared' as const,
      ...{ number: row.reconciliationNumber, profile: row.profile.id },
      ...{ fileHash: row.fileHash, treeSize: row.treeSize, entries: row.entries, lines: row.lines },
      ...{ onlyLedger: row.onlyLedger, onlyCopy: row.onlyCopy, differing: row.differing },
    }),
  } as const;
  return performAct(deps.db, context, target, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`yoshin.copies.${context.actor.municipalityId}`}))`.execute(
      tx,
    );
    return compareIn(tx, deps, context, { ...copy, reconciliationId });
  });
}

async function compareIn(
  tx: Tx,
  { blobs, vault }: CopyDeps,
  context: ActContext,
  {
    profile,
    ref,
    reconciliationId,
  }: Readonly<{ profile: CsvProfile; ref: BlobRef; reconciliationId: string }>,
): Promise<ReconciliationRow> {
  const { municipalityId } = context.actor;
  const keys = copyKeys(profile);
  if (keys === null) throw new InvariantError('bug.invariant');
  const { treeSize, rootHash } = await ledgerStatus(tx, municipalityId);
  const marksAt = context.now;
  const selection: Selection = { municipalityId, treeSize, marksAt, filter: EVERYTHING, profile };
  const reader = await copyReader(profile);
  const lines = await stageCopyLines(
    tx,
    keys,
    reader.lines(() => blobs.getStream(ref)),
  );
  const kept = keeper(tx, context, vault, reconciliationId);
  await kept.begin();
  const compared = await compareCopy({ tx, selection, keys, reader, lines }, kept.keep);
  const fileBlobId = await recordBlob(tx, context, ref, 'text/csv');
  const row = await insertReconciliation(tx, context, {
    ...{ reconciliationId, profile, ref, fileBlobId, treeSize, rootHash, compared },
    counts: kept.counts,
  });
  await kept.settle();
  return followUp(tx, row);
}

type Counts = Record<Found['kind'], number>;

/** Differences wait in a table of the transaction until the comparison they belong to is counted. */
function keeper(tx: Tx, context: ActContext, vault: TermVault, reconciliationId: string) {
  const { municipalityId } = context.actor;
  const counts: Counts = { only_ledger: 0, only_copy: 0, differing: 0, twice: 0 };
  let position = 0;
  const digest = (use: string, words: string) =>
    vault.digest(`${municipalityId}|copy-${use}`, words);
  const keep = async (found: readonly Found[]) => {
    if (found.length === 0) return;
    const rows = found.map((each) => {
      counts[each.kind] += 1;
      position += 1;
      const { kind, entryId, entryNumber, residentId, columns, copyLine } = each;
      return {
        ...{ differenceId: context.newId(), position, kind, entryId, entryNumber, columns },
        copyLine,
        residentDigest:
          residentId === null
            ? null
            : concealTerm(vault, municipalityId, 'residentId', residentId).reference,
        identity: digest('identity', each.identity),
        fingerprint: digest('fingerprint', `${kind} ${each.content}`),
      };
    });
    await sql`insert into found_differences select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as f("differenceId" uuid, position integer, kind text, "entryId" uuid, "entryNumber" bigint,
        columns text[], "copyLine" integer, "residentDigest" text, identity text, fingerprint text)`.execute(
      tx,
    );
  };
  return {
    ...{ counts, keep },
    begin: async () => {
      await sql`create temporary table found_differences (difference_id uuid, position integer, kind text,
        entry_id uuid, entry_number bigint, columns text[], copy_line integer, resident_digest text,
        identity text, fingerprint text) on commit drop`.execute(tx);
    },
    settle: async () => {
      await sql`insert into copy_differences (municipality_id, reconciliation_id, difference_id, position, kind,
          entry_id, entry_number, columns, copy_line, resident_digest, identity, fingerprint)
        select ${municipalityId}, ${reconciliationId}::uuid, f.* from found_differences f`.execute(
        tx,
      );
    },
  };
}

type Result = Readonly<{
  reconciliationId: string;
  profile: CsvProfile;
  ref: BlobRef;
  fileBlobId: string;
  treeSize: number;
  rootHash: string | null;
  compared: Compared;
  counts: Counts;
}>;

async function insertReconciliation(
  tx: Tx,
  context: ActContext,
  { profile, ref, compared, counts, ...known }: Result,
): Promise<ReconciliationRow> {
  const { municipalityId, staffMemberId } = context.actor;
  const last = await tx
    .selectFrom('reconciliations')
    .select(['reconciliationId', 'reconciliationNumber'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('reconciliationNumber', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { keepDays } = await copyRules(tx, municipalityId);
  // The program compares nothing in its own name.
  if (staffMemberId === null) throw new InvariantError('bug.invariant');
  return tx
    .insertInto('reconciliations')
    .values({
      ...{ ...known, ...compared, municipalityId, gone: 0 },
      reconciliationNumber: (last?.reconciliationNumber ?? 0) + 1,
      previousId: last?.reconciliationId ?? null,
      profile: JSON.stringify(profile),
      ...{ fileHash: ref.contentHash, byteSize: ref.byteSize },
      ...{ onlyLedger: counts.only_ledger, onlyCopy: counts.only_copy },
      ...{ differing: counts.differing, twice: counts.twice },
      ...{ comparedBy: staffMemberId, comparedAt: context.now },
      keepUntil: new Date(context.now.getTime() + keepDays * DAY_MS),
      ...{ closedBy: null, closedAt: null, erasedAt: null },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Says which differences were there before. What was accepted stays so while it is the same; all else is open again. */
async function followUp(tx: Tx, row: ReconciliationRow): Promise<ReconciliationRow> {
  const { reconciliationId, previousId } = row;
  if (previousId === null) return row;
  await sql`update copy_differences d set same_as = p.difference_id,
      state = case when p.state = 'accepted' and p.fingerprint = d.fingerprint then p.state else 'open' end,
      state_by = case when p.state = 'accepted' and p.fingerprint = d.fingerprint then p.state_by end,
      state_at = case when p.state = 'accepted' and p.fingerprint = d.fingerprint then p.state_at end
    from (select distinct on (identity) * from copy_differences where reconciliation_id = ${previousId}::uuid
      order by identity, position) p
    where d.reconciliation_id = ${reconciliationId}::uuid and d.identity = p.identity`.execute(tx);
  const { rows } = await sql<{ gone: number }>`select count(*)::int as gone from copy_differences p
    where p.reconciliation_id = ${previousId}::uuid and not exists (select from copy_differences d
      where d.reconciliation_id = ${reconciliationId}::uuid and d.identity = p.identity)`.execute(
    tx,
  );
  return tx
    .updateTable('reconciliations')
    .set({ gone: rows[0]?.gone ?? 0 })
    .where('reconciliationId', '=', reconciliationId)
    .returningAll()
    .executeTakeFirstOrThrow();
}
