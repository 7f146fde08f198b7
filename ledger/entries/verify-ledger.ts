import type { Selectable } from 'kysely';
import { isSignedBy } from '../../runtime/signer.ts';
import { LedgerContent } from '../../schemas/inoculation-record.ts';
import { canonicalJson } from '../canonical.ts';
import type { Db } from '../database.ts';
import type { LedgerCheckpoints, LedgerContents, LedgerEntries } from '../tables/entry-tables.ts';
import type { Keyings, Signatures } from '../tables/review-tables.ts';
import { checkpointBytes } from './checkpoint.ts';
import { commitmentsOf, itemsOf } from './commitments.ts';
import { keyingsHashOf, leafHashOf, signaturesHashOf } from './leaf.ts';
import { appendLeaf, type Frontier, rootOf } from './merkle.ts';

/** What is wrong, and in which row: enough for an auditor to lay a finger on it. */
export type LedgerProblem = Readonly<{
  table:
    | 'ledger_entries'
    | 'ledger_contents'
    | 'ledger_checkpoints'
    | 'signatures'
    | 'keyings'
    | 'review_rounds';
  /** Entry id, or tree size of a checkpoint. */
  row: string;
  problem:
    | 'leaf_hash_differs'
    | 'leaf_missing'
    | 'content_missing'
    | 'content_without_entry'
    | 'content_differs'
    | 'signatures_differ'
    | 'keyings_differ'
    | 'entry_missing'
    | 'checkpoint_missing'
    | 'root_differs'
    | 'frontier_differs'
    | 'signature_invalid';
}>;

export type LedgerReport = Readonly<{
  municipalityId: string;
  entries: number;
  checkpoints: number;
  rootHash: string | null;
  problems: readonly LedgerProblem[];
}>;

type Entry = Selectable<LedgerEntries>;
type Content = Selectable<LedgerContents>;
type Checkpoint = Selectable<LedgerCheckpoints>;

/**
 * Recomputes everything from the rows alone: commitments from contents and salts, leaves from entries, roots
 * from leaves, signatures under the given public key. Reads; never writes.
 */
export async function verifyLedger(
  db: Db,
  municipalityId: string,
  publicKeyPem: string,
): Promise<LedgerReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const entries = await tx
        .selectFrom('ledgerEntries')
        .selectAll()
        .where('municipalityId', '=', municipalityId)
        .orderBy('leafIndex')
        .execute();
      const contents = await tx
        .selectFrom('ledgerContents')
        .selectAll()
        .where('municipalityId', '=', municipalityId)
        .execute();
      const checkpoints = await tx
        .selectFrom('ledgerCheckpoints')
        .selectAll()
        .where('municipalityId', '=', municipalityId)
        .orderBy('treeSize')
        .execute();
      const signatures = await tx
        .selectFrom('signatures')
        .selectAll()
        .where('municipalityId', '=', municipalityId)
        .execute();
      const keyings = await tx
        .selectFrom('keyings')
        .selectAll()
        .where('municipalityId', '=', municipalityId)
        .execute();
      const rounds = await tx
        .selectFrom('reviewRounds')
        .select('roundId')
        .where('municipalityId', '=', municipalityId)
        .where('state', '=', 'committed')
        .execute();
      const problems = [
        ...contentProblems(entries, contents),
        ...boundProblems(entries, signatures, keyings),
        ...roundProblems(entries, rounds),
        ...treeProblems(entries, checkpoints, publicKeyPem),
      ];
      return {
        municipalityId,
        entries: entries.length,
        checkpoints: checkpoints.length,
        rootHash: checkpoints.at(-1)?.rootHash ?? null,
        problems,
      };
    });
}

function* contentProblems(
  entries: readonly Entry[],
  contents: readonly Content[],
): Generator<LedgerProblem> {
  const byEntry = new Map(contents.map((content) => [content.entryId, content]));
  for (const entry of entries) {
    const content = byEntry.get(entry.entryId);
    byEntry.delete(entry.entryId);
    const row = { table: 'ledger_contents', row: entry.entryId } as const;
    if (content === undefined) yield { ...row, problem: 'content_missing' };
    else if (!isCommitted(entry, content)) yield { ...row, problem: 'content_differs' };
  }
  for (const entryId of byEntry.keys()) {
    yield { table: 'ledger_contents', row: entryId, problem: 'content_without_entry' };
  }
}

function isCommitted(entry: Entry, { content, salts, residentId }: Content): boolean {
  const parsed = LedgerContent.safeParse(content);
  return (
    parsed.success &&
    residentId === parsed.data.record.residentId &&
    Object.keys(salts).length === Object.keys(entry.commitments).length &&
    Object.keys(itemsOf(parsed.data)).every((name) => name in salts) &&
    // Exactly as written: a hex decoder forgives what an auditor must not.
    Object.values(salts).every((salt) => /^[0-9a-f]{64}$/.test(salt)) &&
    canonicalJson(commitmentsOf(parsed.data, salts)) === canonicalJson(entry.commitments)
  );
}

function* boundProblems(
  entries: readonly Entry[],
  signatures: ReadonlyArray<Selectable<Signatures>>,
  keyings: ReadonlyArray<Selectable<Keyings>>,
): Generator<LedgerProblem> {
  const signed = Map.groupBy(signatures, (row) => `${row.roundId} ${row.pass}`);
  const keyed = Map.groupBy(keyings, (row) => row.roundId);
  for (const { entryId, roundId, pass, signaturesHash, keyingsHash } of entries) {
    if (signaturesHashOf(signed.get(`${roundId} ${pass}`) ?? []) !== signaturesHash) {
      yield { table: 'signatures', row: entryId, problem: 'signatures_differ' };
    }
    if (keyingsHashOf(keyed.get(roundId) ?? []) !== keyingsHash) {
      yield { table: 'keyings', row: entryId, problem: 'keyings_differ' };
    }
  }
}

/** A review that ended in a commitment has its entry: the newest leaf cannot be cut off unnoticed. */
function* roundProblems(
  entries: readonly Entry[],
  rounds: ReadonlyArray<{ roundId: string }>,
): Generator<LedgerProblem> {
  const present = new Set(entries.map((entry) => entry.roundId));
  for (const { roundId } of rounds) {
    if (!present.has(roundId)) {
      yield { table: 'review_rounds', row: roundId, problem: 'entry_missing' };
    }
  }
}

function* treeProblems(
  entries: readonly Entry[],
  checkpoints: readonly Checkpoint[],
  publicKeyPem: string,
): Generator<LedgerProblem> {
  const bySize = new Map(checkpoints.map((checkpoint) => [checkpoint.treeSize, checkpoint]));
  let frontier: Frontier = [];
  let size = 0;
  for (const entry of entries) {
    const { leafHash, verifyPurpose, approvePurpose, ...rest } = entry;
    const named = { table: 'ledger_entries', row: entry.entryId } as const;
    if (entry.leafIndex !== size) yield { ...named, problem: 'leaf_missing' };
    const leaf = leafHashOf(rest);
    const purposes = verifyPurpose === 'verify' && approvePurpose === 'approve';
    if (leaf.toString('hex') !== leafHash || !purposes) {
      yield { ...named, problem: 'leaf_hash_differs' };
    }
    // The tree is followed with the hash as stored, so that one changed row is named once and not for ever after.
    frontier = appendLeaf(frontier, size, Buffer.from(leafHash, 'hex'));
    size += 1;
    const checkpoint = bySize.get(size);
    bySize.delete(size);
    if (checkpoint === undefined) {
      yield { table: 'ledger_checkpoints', row: String(size), problem: 'checkpoint_missing' };
    } else yield* checkpointProblems(checkpoint, frontier, publicKeyPem);
  }
  for (const treeSize of bySize.keys()) {
    yield { table: 'ledger_checkpoints', row: String(treeSize), problem: 'leaf_missing' };
  }
}

function* checkpointProblems(
  checkpoint: Checkpoint,
  frontier: Frontier,
  publicKeyPem: string,
): Generator<LedgerProblem> {
  const row = { table: 'ledger_checkpoints', row: String(checkpoint.treeSize) } as const;
  if (rootOf(frontier).toString('hex') !== checkpoint.rootHash) {
    yield { ...row, problem: 'root_differs' };
  }
  const hashes = frontier.map((hash) => hash.toString('hex'));
  if (canonicalJson(hashes) !== canonicalJson(checkpoint.frontier)) {
    yield { ...row, problem: 'frontier_differs' };
  }
  const signature = Buffer.from(checkpoint.signature, 'base64');
  const exact = signature.toString('base64') === checkpoint.signature;
  if (!exact || !isSignedBy(publicKeyPem, checkpointBytes(checkpoint), signature)) {
    yield { ...row, problem: 'signature_invalid' };
  }
}
