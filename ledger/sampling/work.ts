import { sql } from 'kysely';
import { type GivenAnswer, givenAnswer } from '../../rules/given-answer.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { SampledField, SampledSheet } from '../../schemas/api/sampling.ts';
import type { FormField } from '../../schemas/form-template.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { findSheet } from '../intake/stages.ts';
import type { Templates } from '../review/round.ts';
import { translateRefusal } from '../review/sign.ts';
import { closedInEntry } from './closed-in-entry.ts';

type Deps = Readonly<{ db: Db; templates: Templates }>;

/** A sheet that is keyed for a sample stays with one person so long. */
const CLAIM_MINUTES = 10;

/** The sheet's history is not this person's: neither keyed, signed, nor looked at, on the sheet or by column. */
export const unknownTo = (staffMemberId: string) => sql<boolean>`not exists (
    select from keyings k where k.sheet_id = sampled_fields.sheet_id and k.staff_member_id = ${staffMemberId})
  and not exists (
    select from signatures s where s.sheet_id = sampled_fields.sheet_id and s.staff_member_id = ${staffMemberId})
  and not exists (
    select from sheet_views v where v.sheet_id = sampled_fields.sheet_id and v.staff_member_id = ${staffMemberId})
  and not exists (
    select from column_views c where c.sheet_id = sampled_fields.sheet_id and c.staff_member_id = ${staffMemberId})`;

export const isFree = (staffMemberId: string) => sql<boolean>`(claimed_until is null
  or claimed_until <= clock_timestamp() or claimed_by = ${staffMemberId})`;

/** Nobody is at another field of the same sheet. */
const noneElseAt = (staffMemberId: string) => sql<boolean>`not exists (
    select from sampled_fields o where o.sheet_id = sampled_fields.sheet_id and o.keyed_at is null
    and o.claimed_until > clock_timestamp() and o.claimed_by <> ${staffMemberId})`;

/** The next sheet with something to key, what an error recalled first. Nothing of reading or ledger is handed out. */
export async function nextSample(
  { db, templates }: Deps,
  context: ActContext,
): Promise<SampledSheet> {
  const { municipalityId } = context.actor;
  const staffMemberId = personOf(context);
  const target = { action: 'sampling.key', resourceKind: 'sheet', resourceId: null } as const;
  const resourceOf = ({ sheetId }: SampledSheet) => sheetId;
  return performAct(db, context, { ...target, resourceOf }, async (tx) => {
    // One at a time: a sheet is taken with all its rows or not at all.
    await sql`select pg_advisory_xact_lock(hashtext(${`yoshin.sampling.${municipalityId}`}))`.execute(
      tx,
    );
    const next = await tx
      .selectFrom('sampledFields')
      .select('sheetId')
      .where('municipalityId', '=', municipalityId)
      .where('keyedAt', 'is', null)
      .where(isFree(staffMemberId))
      .where(unknownTo(staffMemberId))
      .where(noneElseAt(staffMemberId))
      .orderBy((eb) => eb('cause', '=', 'recalled'), 'desc')
      .orderBy('drawnAt')
      .orderBy('sampledFieldId')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (next === undefined) throw new RejectedInputError('review.none_waiting');
    const rows = await tx
      .updateTable('sampledFields')
      .set({
        claimedBy: staffMemberId,
        claimedUntil: sql<Date>`clock_timestamp() + make_interval(mins => ${CLAIM_MINUTES})`,
      })
      .where('sheetId', '=', next.sheetId)
      .where('keyedAt', 'is', null)
      .returning(['sampledFieldId', 'fieldId'])
      .execute();
    return sampledSheet(tx, templates, municipalityId, next.sheetId, rows);
  });
}

async function sampledSheet(
  tx: Tx,
  templates: Templates,
  municipalityId: string,
  sheetId: string,
  rows: readonly { sampledFieldId: string; fieldId: string }[],
): Promise<SampledSheet> {
  const { imageHash, registration, template: id } = await findSheet(tx, municipalityId, sheetId);
  const template = templates.get(id ?? '');
  if (template === undefined) throw new InvariantError('bug.invariant');
  const { pageMm, titleJa: templateTitleJa, titleEn: templateTitleEn } = template;
  const fields = template.fields.flatMap((field) => {
    const row = rows.find(({ fieldId }) => fieldId === field.id);
    return row === undefined ? [] : [sampledField(field, row.sampledFieldId)];
  });
  return { sheetId, imageHash, registration, pageMm, templateTitleJa, templateTitleEn, fields };
}

export function sampledField(field: FormField, sampledFieldId: string): SampledField {
  const { id: fieldId, labelJa, labelEn, type, options, digits, unit, lookAtMm } = field;
  return {
    ...{ sampledFieldId, fieldId, labelJa, labelEn, type, lookAtMm },
    ...(options === undefined ? {} : { options }),
    ...(digits === undefined ? {} : { digits }),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** One word, and no second one: whether it agrees with the ledger is told, what the ledger has is not. */
export async function keySample(
  { db, templates }: Deps,
  context: ActContext,
  { sampledFieldId, ...said }: GivenAnswer & { sampledFieldId: string },
): Promise<{ agrees: boolean }> {
  const { municipalityId } = context.actor;
  const staffMemberId = personOf(context);
  const target = {
    action: 'sampling.key',
    resourceKind: 'sampled_field',
    resourceId: sampledFieldId,
  } as const;
  try {
    return await performAct(db, context, target, async (tx) => {
      const row = await tx
        .selectFrom('sampledFields')
        .select(['entryId', 'fieldId', 'template'])
        .where('municipalityId', '=', municipalityId)
        .where('sampledFieldId', '=', sampledFieldId)
        .where('keyedAt', 'is', null)
        .where('claimedBy', '=', staffMemberId)
        .where(unknownTo(staffMemberId))
        .forUpdate()
        .executeTakeFirst();
      if (row === undefined) throw new RejectedInputError('resource.not_found');
      const field = fieldOf(templates, row);
      const given = givenAnswer(field, said.answer, said.value);
      if (given === null) {
        throw new RejectedInputError('review.invalid_value', { fields: [field.id] });
      }
      const closed = await closedInEntry(tx, row.entryId, row.fieldId);
      const agrees = closed.answer === given.answer && closed.value === given.value;
      await tx
        .updateTable('sampledFields')
        .set({ ...given, agrees, keyedBy: staffMemberId, keyedAt: context.now })
        .where('sampledFieldId', '=', sampledFieldId)
        .execute();
      return { agrees };
    });
  } catch (error) {
    throw translateRefusal(error);
  }
}

/** The field of the form a sample is of; forms stay as long as their sheets. */
export function fieldOf(
  templates: Templates,
  { template: versioned, fieldId }: { template: string; fieldId: string },
): FormField {
  const template = templates.get(versioned.split('@')[0] ?? '');
  const field = template?.fields.find(({ id }) => id === fieldId);
  if (field === undefined) throw new InvariantError('bug.invariant');
  return field;
}

/** Nothing is sampled under the program's own name. */
export function personOf({ actor: { staffMemberId } }: ActContext): string {
  if (staffMemberId === null) throw new InvariantError('bug.invariant');
  return staffMemberId;
}
