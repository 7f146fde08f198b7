import { sql } from 'kysely';
import { keyOf, wrongFields } from '../../rules/master-row.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import { MASTERS, type Master, type MasterRow } from '../../schemas/master-kinds.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import { sqlState, type Tx } from '../database.ts';
import { attributeChanges, lockMasters } from './attribute.ts';
import { rowInLog } from './master-terms.ts';
import type { MasterDeps } from './search-masters.ts';
import { tableOf } from './staging.ts';

type Edit = Readonly<{ before: MasterRow | null; after: MasterRow; reason: string }>;

/**
 * Adds or changes one row as somebody saw it, with the reason in its history. Throws `input.invalid` with the fields that
 * cannot be so, and `masters.changed_meanwhile` where the row is not as it was seen.
 */
export async function editMaster(
  { db, vault }: MasterDeps,
  context: ActContext,
  master: ShownMaster,
  { before, after, reason }: Edit,
): Promise<{ row: MasterRow }> {
  const wrong = wrongFields(master, after);
  const key = keyOf(master, after);
  if (before !== null && keyOf(master, before).join('\n') !== key.join('\n')) {
    wrong.push(...MASTERS[master].key);
  }
  if (wrong.length > 0) throw new RejectedInputError('input.invalid', { fields: wrong });
  const detail: AuditDetail = {
    step: before === null ? 'add' : 'edit',
    master,
    fields: changed(before, after),
  };
  const { municipalityId } = context.actor;
  const target = {
    action: 'masters.manage',
    resourceKind: master === 'residents' ? 'resident' : master,
    ...rowInLog({ vault, municipalityId }, master, key),
    detail,
  } as const;
  try {
    return await performAct(db, context, target, async (tx) => {
      await lockMasters(tx, municipalityId);
      const there = await rowOf(tx, municipalityId, master, after);
      if (!isSame(master, there, before)) throw new RejectedInputError('masters.changed_meanwhile');
      await attributeChanges(tx, context, { origin: 'edit', reason });
      await write(tx, municipalityId, master, after);
      return { row: after };
    });
  } catch (error) {
    throw refusedByDatabase(error, master);
  }
}

const changed = (before: MasterRow | null, after: MasterRow): string[] =>
  Object.keys(after).filter((field) => before === null || before[field] !== after[field]);

function isSame(master: ShownMaster, there: MasterRow | null, seen: MasterRow | null): boolean {
  if (there === null || seen === null) return there === seen;
  return Object.keys(MASTERS[master].fields).every((field) => there[field] === seen[field]);
}

const FOREIGN_KEY = '23503';
const EXCLUSION = '23P01';

/** What only the database knows: that what is named is not there, or that another fee is. */
function refusedByDatabase(error: unknown, master: ShownMaster): unknown {
  const { refersTo }: Master = MASTERS[master];
  const state = sqlState(error);
  const fields = state === FOREIGN_KEY && refersTo !== null ? [refersTo.field] : ['validFrom'];
  if (state !== FOREIGN_KEY && state !== EXCLUSION) return error;
  return new RejectedInputError('input.invalid', { fields, cause: error });
}

async function rowOf(
  tx: Tx,
  municipalityId: string,
  master: ShownMaster,
  of: MasterRow,
): Promise<MasterRow | null> {
  const { fields }: Master = MASTERS[master];
  const { rows } = await sql<MasterRow>`
    select ${sql.join(Object.keys(fields).map((field) => sql.ref(field)))} from ${tableOf(master)}
    where ${isRow(municipalityId, master, of)}`.execute(tx);
  return rows[0] ?? null;
}

const isRow = (municipalityId: string, master: ShownMaster, row: MasterRow) => {
  const { key }: Master = MASTERS[master];
  const equal = key.map((field) => sql`${sql.ref(field)} = ${row[field]}`);
  return sql.join([sql`municipality_id = ${municipalityId}`, ...equal], sql` and `);
};

async function write(
  tx: Tx,
  municipalityId: string,
  master: ShownMaster,
  row: MasterRow,
): Promise<void> {
  const { fields, key }: Master = MASTERS[master];
  const names = Object.keys(fields);
  const columns = sql.join(names.map((field) => sql.ref(field)));
  const set = names
    .filter((field) => !key.includes(field))
    .map((field) => sql`${sql.ref(field)} = excluded.${sql.ref(field)}`);
  await sql`insert into ${tableOf(master)} (municipality_id, ${columns})
    values (${municipalityId}, ${sql.join(names.map((field) => row[field]))})
    on conflict (municipality_id, ${sql.join(key.map((field) => sql.ref(field)))})
    do update set ${sql.join(set)}`.execute(tx);
}
