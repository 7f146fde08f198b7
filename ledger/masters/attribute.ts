import { sql } from 'kysely';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';

/** Who writes masters of a municipality does so alone: what was compared stays true until it is written. */
export async function lockMasters(tx: Tx, municipalityId: string): Promise<void> {
  const lock = `yoshin.masters.${municipalityId}`;
  await sql`select pg_advisory_xact_lock(hashtext(${lock}))`.execute(tx);
}

/** Says for the rest of the transaction who changes masters and why; the database writes it beside every change. */
export async function attributeChanges(
  tx: Tx,
  { actor, now, requestId }: ActContext,
  why: Readonly<{ origin: 'import' | 'edit' | 'review'; reason: string | null }>,
): Promise<void> {
  const { kind: actorKind, accountId, staffMemberId } = actor;
  const act = { at: now, actorKind, accountId, staffMemberId, requestId, ...why };
  await sql`select set_config('yoshin.change', ${JSON.stringify(act)}, true)`.execute(tx);
}

/** The number of the last change; 0 before the first. */
export async function lastChange(tx: Tx, municipalityId: string): Promise<number> {
  const { last } = await tx
    .selectFrom('masterChanges')
    .select(({ fn }) => fn.max('changeNumber').as('last'))
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return last ?? 0;
}
