import { isSignedBy } from '../../runtime/signer.ts';
import { LedgerContent } from '../../schemas/inoculation-record.ts';
import { canonicalJson } from '../canonical.ts';
import type { Db, Tx } from '../database.ts';
import { disposedSheets } from '../retention/statement.ts';
import { checkpointBytes } from './checkpoint.ts';
import { commitmentsOf, itemsOf } from './commitments.ts';
import { keyingsHashOf, leafHashOf, signaturesHashOf } from './leaf.ts';
import { appendLeaf, type Frontier, rootOf } from './merkle.ts';
import {
  type Checkpoint,
  type Content,
  checkpointSummary,
  contentsWithoutEntry,
  type Entry,
  roundsWithoutEntry,
  type Stretch,
  sizesWithoutLeaf,
  stretches,
} from './rows-to-verify.ts';

/** What is wrong, and in which row: enough for an auditor to lay a finger on it. */
export type LedgerProblem = Readonly<{
  table:
    | 'ledger_entries'
    | 'ledger_contents'
    | 'ledger_checkpoints'
    | 'signatures'
    | 'keyings'
    | 'review_rounds'
    | 'disposals';
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
  /** Of which two people let content and salts go at the end of their retention. */
  disposed: number;
  checkpoints: number;
  rootHash: string | null;
  problems: readonly LedgerProblem[];
}>;

/** Entries looked at together: a ledger of any length is verified in the same memory. */
const STRETCH = 500;

/**
 * Recomputes everything from the rows alone: commitments from contents and salts, leaves from entries, roots
 * from leaves, signatures under the given public key. Reads; never writes.
 */
export async function verifyLedger(
  db: Db,
  municipalityId: string,
  publicKeyPem: string,
  stretch = STRETCH,
): Promise<LedgerReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const { sheets: gone, forged } = await disposedSheets(tx, municipalityId, publicKeyPem);
      const problems = forged.map((row) => problem('disposals', row, 'signature_invalid'));
      let disposed = 0;
      let tree: Tree = { frontier: [], size: 0 };
      for await (const rows of stretches(tx, municipalityId, stretch)) {
        const followed = followTree(tree, rows, publicKeyPem);
        const kept = withoutDisposed(rows, gone);
        disposed += rows.entries.length - kept.entries.length;
        problems.push(...contentProblems(kept), ...boundProblems(kept), ...followed.problems);
        tree = followed.tree;
      }
      problems.push(...(await problemsWithoutEntry(tx, municipalityId, tree.size)));
      const summary = await checkpointSummary(tx, municipalityId);
      return { municipalityId, entries: tree.size, disposed, ...summary, problems };
    });
}

/** An entry may lack what it binds only where a signed disposal names its sheet, and then it lacks all of it. */
function withoutDisposed(rows: Stretch, gone: ReadonlySet<string>): Stretch {
  const there = new Set(rows.contents.map(({ entryId }) => entryId));
  const entries = rows.entries.filter(
    (entry) => there.has(entry.entryId) || !gone.has(entry.sheetId),
  );
  return { ...rows, entries };
}

async function problemsWithoutEntry(
  tx: Tx,
  municipalityId: string,
  entries: number,
): Promise<LedgerProblem[]> {
  const contents = await contentsWithoutEntry(tx, municipalityId);
  const rounds = await roundsWithoutEntry(tx, municipalityId);
  const sizes = await sizesWithoutLeaf(tx, municipalityId, entries);
  return [
    ...contents.map((row) => problem('ledger_contents', row, 'content_without_entry')),
    ...rounds.map((row) => problem('review_rounds', row, 'entry_missing')),
    ...sizes.map((size) => problem('ledger_checkpoints', String(size), 'leaf_missing')),
  ];
}

const problem = (
  table: LedgerProblem['table'],
  row: string,
  what: LedgerProblem['problem'],
): LedgerProblem => ({ table, row, problem: what });

function* contentProblems({ entries, contents }: Stretch): Generator<LedgerProblem> {
  const byEntry = new Map(contents.map((content) => [content.entryId, content]));
  for (const entry of entries) {
    const content = byEntry.get(entry.entryId);
    const row = { table: 'ledger_contents', row: entry.entryId } as const;
    if (content === undefined) yield { ...row, problem: 'content_missing' };
    else if (!isCommitted(entry, content)) yield { ...row, problem: 'content_differs' };
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

function* boundProblems({ entries, signatures, keyings }: Stretch): Generator<LedgerProblem> {
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

type Tree = Readonly<{ frontier: Frontier; size: number }>;

/** Appends the leaves of a stretch and compares every checkpoint on the way. */
function followTree(
  before: Tree,
  { entries, checkpoints }: Stretch,
  publicKeyPem: string,
): { tree: Tree; problems: LedgerProblem[] } {
  const bySize = new Map(checkpoints.map((checkpoint) => [checkpoint.treeSize, checkpoint]));
  const problems: LedgerProblem[] = [];
  let { frontier, size } = before;
  for (const entry of entries) {
    const { leafHash, verifyPurpose, approvePurpose, ...rest } = entry;
    const named = (what: LedgerProblem['problem']) =>
      problems.push(problem('ledger_entries', entry.entryId, what));
    if (entry.leafIndex !== size) named('leaf_missing');
    const leaf = leafHashOf(rest);
    const purposes = verifyPurpose === 'verify' && approvePurpose === 'approve';
    if (leaf.toString('hex') !== leafHash || !purposes) named('leaf_hash_differs');
    // The tree is followed with the hash as stored, so that one changed row is named once and not for ever after.
    frontier = appendLeaf(frontier, size, Buffer.from(leafHash, 'hex'));
    size += 1;
    const checkpoint = bySize.get(size);
    if (checkpoint === undefined) {
      problems.push(problem('ledger_checkpoints', String(size), 'checkpoint_missing'));
    } else problems.push(...checkpointProblems(checkpoint, frontier, publicKeyPem));
  }
  return { tree: { frontier, size }, problems };
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
