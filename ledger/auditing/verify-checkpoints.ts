import type { Tx } from '../database.ts';
import type { AuditProblem, Kept } from './audit-problem.ts';
import { type AuditCheckpoint, isGenuine } from './checkpoint.ts';

export type Signed = Readonly<{
  checkpoints: number;
  /** Length of the chain → its last hash, as genuine checkpoints have it. */
  heads: ReadonlyMap<number, string>;
  problems: readonly AuditProblem[];
}>;

type Checking = {
  checkpoints: number;
  /** The number that comes next. */
  next: number;
  heads: Map<number, string>;
  problems: AuditProblem[];
};

/** A checkpoint of the database, with the root that the ledger has at its size. */
type Stored = AuditCheckpoint & { rootThere: string | null };

/** Checkpoints of the database and those kept elsewhere: numbered without a gap, genuine, and borne out by the ledger. */
export async function checkCheckpoints(
  tx: Tx,
  municipalityId: string,
  publicKeyPem: string,
  kept: Kept,
): Promise<Signed> {
  const genuine = (checkpoint: AuditCheckpoint) => isGenuine(checkpoint, publicKeyPem);
  const entries = await countEntries(tx, municipalityId);
  const checking: Checking = { checkpoints: 0, next: 0, heads: new Map(), problems: [] };
  for await (const { rootThere, ...checkpoint } of storedCheckpoints(tx, municipalityId)) {
    checking.checkpoints += 1;
    nameMissing(checking, checkpoint.number);
    checking.next = checkpoint.number + 1;
    if (!genuine(checkpoint)) {
      checking.problems.push(named(checkpoint.number, 'checkpoint_forged'));
      continue;
    }
    checking.heads.set(checkpoint.events, checkpoint.headHash);
    checking.problems.push(...notBorneOut(checkpoint, entries, rootThere));
  }
  kept.forEach((checkpoint, index) => {
    if (checkpoint === null || !genuine(checkpoint)) {
      checking.problems.push(named(`kept:${index + 1}`, 'kept_line_unreadable'));
    } else if (checkpoint.municipalityId === municipalityId) {
      checking.heads.set(checkpoint.events, checkpoint.headHash);
      // One that lies behind the last of the database was taken out of it; gaps before that are named above.
      if (checkpoint.number < checking.next) return;
      nameMissing(checking, checkpoint.number + 1);
      checking.problems.push(...notBorneOut(checkpoint, entries, null));
    }
  });
  return checking;
}

/** Names the numbers up to, not including, `to` that did not come. */
function nameMissing(checking: Checking, to: number): void {
  const { next } = checking;
  if (to <= next) return;
  const row = to - next === 1 ? next : `${next}-${to - 1}`;
  checking.problems.push(named(row, 'checkpoint_missing'));
  checking.next = to;
}

/** The tree a checkpoint speaks of must still be there: the ledger cannot be put back to an older state alone. */
function notBorneOut(
  { number, treeSize, rootHash }: AuditCheckpoint,
  entries: number,
  rootThere: string | null,
): AuditProblem[] {
  if (treeSize > entries) return [named(number, 'ledger_cut_off')];
  return rootThere === null || rootThere === rootHash ? [] : [named(number, 'ledger_rewritten')];
}

const named = (row: number | string, problem: AuditProblem['problem']): AuditProblem => ({
  table: 'audit_checkpoints',
  row: String(row),
  problem,
});

async function countEntries(tx: Tx, municipalityId: string): Promise<number> {
  const { entries } = await tx
    .selectFrom('ledgerEntries')
    .select((eb) => eb.fn.countAll<number>().as('entries'))
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return entries;
}

const PAGE = 1_000;

async function* storedCheckpoints(tx: Tx, municipalityId: string): AsyncGenerator<Stored> {
  for (let after = -1; ; ) {
    const rows = await tx
      .selectFrom('auditCheckpoints as audit')
      .leftJoin('ledgerCheckpoints as ledger', (join) =>
        join
          .onRef('ledger.municipalityId', '=', 'audit.municipalityId')
          .onRef('ledger.treeSize', '=', 'audit.treeSize'),
      )
      .selectAll('audit')
      .select('ledger.rootHash as rootThere')
      .where('audit.municipalityId', '=', municipalityId)
      .where('audit.number', '>', after)
      .orderBy('audit.number')
      .limit(PAGE)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.number;
  }
}
