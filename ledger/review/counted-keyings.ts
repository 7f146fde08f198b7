import { type Selectable, sql } from 'kysely';
import type { Keyed, Keyings } from '../../rules/field-closure.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { Tx } from '../database.ts';
import type { Keyings as KeyingsTable, Leases, ReviewRounds } from '../tables/review-tables.ts';

type Row = Selectable<KeyingsTable> & Readonly<{ byColumn: boolean }>;
type Round = Selectable<ReviewRounds>;
type Lease = Selectable<Leases>;

type Counted = Readonly<{
  keyings: ReadonlyMap<string, Keyings>;
  mine: ReadonlyMap<string, Keyed>;
  /** Fields whose word for verification is somebody else's, given by column. */
  byColumn: ReadonlySet<string>;
}>;

/**
 * Whose words count. For A and for C those of the one who signed, else of the one who holds the sheet: nobody
 * signs for somebody else's answers. What was confirmed by column in this pass stands for A too, until A says
 * otherwise (ADR 0014). For B every word of this pass: one that differs is not undone by the next.
 */
export async function countedKeyings(tx: Tx, round: Round, lease: Lease): Promise<Counted> {
  const rows = await tx
    .selectFrom('keyings')
    .selectAll()
    .select(sql<boolean>`keying_id in (select keying_id from column_words)`.as('byColumn'))
    .where('roundId', '=', round.roundId)
    .where('undoneAt', 'is', null)
    .orderBy('sequence')
    .execute();
  const verifier = await authorOf(tx, round, lease, 'verify');
  const adjudicator = await authorOf(tx, round, lease, 'adjudicate');
  const own = newest(
    rows.filter((row) => row.purpose === 'verify' && row.staffMemberId === verifier),
  );
  const ofThisPass = rows.filter((row) => row.pass === round.pass);
  const verify = new Map([...newest(ofThisPass.filter((row) => row.byColumn)), ...own]);
  const adjudicate = newest(
    ofThisPass.filter((row) => row.purpose === 'adjudicate' && row.staffMemberId === adjudicator),
  );
  const approve = newestPerPerson(ofThisPass.filter((row) => row.purpose === 'approve'));
  const keyings = new Map<string, Keyings>();
  for (const fieldId of new Set(rows.map((row) => row.fieldId))) {
    keyings.set(fieldId, {
      verify: verify.get(fieldId) ?? null,
      approve: approve.get(fieldId) ?? [],
      adjudicate: adjudicate.get(fieldId) ?? null,
    });
  }
  return {
    keyings,
    mine: newest(rows.filter((row) => isMine(row, round, lease))),
    byColumn: new Set([...verify.keys()].filter((fieldId) => !own.has(fieldId))),
  };
}

const isMine = (row: Row, round: Round, lease: Lease): boolean =>
  row.purpose === lease.purpose &&
  row.staffMemberId === lease.staffMemberId &&
  (row.purpose === 'verify' || row.pass === round.pass);

async function authorOf(
  tx: Tx,
  round: Round,
  lease: Lease,
  purpose: Purpose,
): Promise<string | null> {
  const signed = await tx
    .selectFrom('signatures')
    .select('staffMemberId')
    .where('roundId', '=', round.roundId)
    .where('pass', '=', round.pass)
    .where('purpose', '=', purpose)
    .orderBy('signedAt', 'desc')
    .executeTakeFirst();
  if (signed !== undefined) return signed.staffMemberId;
  return lease.purpose === purpose ? lease.staffMemberId : null;
}

const keyedOf = ({ answer, value, shown }: Row): Keyed => ({ answer, value, shown });

const newest = (rows: readonly Row[]): Map<string, Keyed> =>
  new Map(rows.map((row) => [row.fieldId, keyedOf(row)]));

function newestPerPerson(rows: readonly Row[]): Map<string, Keyed[]> {
  const latest = new Map(rows.map((row) => [`${row.fieldId} ${row.staffMemberId}`, row]));
  const byField = new Map<string, Keyed[]>();
  for (const row of latest.values()) {
    byField.set(row.fieldId, [...(byField.get(row.fieldId) ?? []), keyedOf(row)]);
  }
  return byField;
}
