import { type RawBuilder, sql } from 'kysely';
import { clinicsFor } from '../../rules/authorise.ts';
import { type Column, columnsOf, columnValue } from '../../rules/column-fields.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { Actor } from '../../schemas/accounts.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { BoxMm, FieldReading, Registration } from '../../schemas/reading.ts';
import type { Db, Tx } from '../database.ts';
import type { Templates } from '../review/round.ts';

export type ColumnKey = Readonly<{ template: string; fieldId: string }>;
export type NamedColumn = Column & Readonly<{ template: FormTemplate }>;

/** `resource.not_found` for a field that is not shown by column, whatever the form has. */
export function findColumn(
  templates: Templates,
  { template: id, fieldId }: ColumnKey,
): NamedColumn {
  const template = templates.get(id);
  const column = template && columnsOf(template).find(({ field }) => field.id === fieldId);
  if (template === undefined || column === undefined) {
    throw new RejectedInputError('resource.not_found');
  }
  return { ...column, template };
}

/** The person at the screen: nobody confirms anything under the program's own name. */
export function personOf({ accountId, staffMemberId, municipalityId }: Actor) {
  if (accountId === null || staffMemberId === null) throw new InvariantError('bug.invariant');
  return { accountId, staffMemberId, municipalityId };
}

/** Whoever may look at the sheets of some clinics alone sees those of their batches. `b`: the batch. */
export function ofClinics(actor: Actor): RawBuilder<boolean> {
  const clinics = clinicsFor(actor, 'column.confirm');
  if (clinics === null) return sql<boolean>`true`;
  return sql<boolean>`b.institution_code = any(${[...clinics]}::text[])`;
}

/**
 * Sheets of a form in their first verification. One that was sent back, or whose entry is amended, is looked at
 * as a whole.
 */
export const firstVerifications = (actor: Actor, template: string): RawBuilder<unknown> => sql`
  select r.round_id, r.pass, r.sheet_id, r.opened_at, s.image_hash, s.registration, s.blob_id,
    b.priority, b.institution_code, newest.reading -> 'fields' as fields,
    crops.blob_id as strip_blob_id, crops.boxes_mm as strip_boxes_mm
  from review_rounds r
    join sheets s using (municipality_id, sheet_id)
    join batches b using (municipality_id, batch_id)
    cross join lateral (
      select reading_id, reading from sheet_readings n
      where n.sheet_id = r.sheet_id order by read_at desc limit 1
    ) newest
    left join reading_crops crops on crops.reading_id = newest.reading_id
  where r.municipality_id = ${actor.municipalityId} and r.kind = 'initial' and r.pass = 1
    and r.state = 'awaiting_verification' and s.state in ('checked', 'in_review')
    and s.template = ${template} and s.registration is not null and ${ofClinics(actor)}`;

export const heldByOther = (actor: Actor): RawBuilder<boolean> => sql<boolean>`exists (
  select from leases l where l.round_id = w.round_id and l.expires_at > clock_timestamp()
    and l.account_id <> ${personOf(actor).accountId})`;

/** By this person in any way, or by anybody by column. */
export const answeredAlready = (actor: Actor, fieldId: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`exists (
    select from keyings k left join column_words c using (keying_id)
    where k.round_id = w.round_id and k.pass = w.pass and k.field_id = ${fieldId}
      and k.purpose = 'verify' and k.undone_at is null
      and (c.keying_id is not null or k.staff_member_id = ${personOf(actor).staffMemberId}))`;

export type WaitingSheet = Readonly<{
  roundId: string;
  pass: number;
  sheetId: string;
  imageHash: string;
  registration: Registration;
  blobId: string;
  /** The crops that were cut when it was read. */
  stripBlobId: string | null;
  stripBoxesMm: readonly BoxMm[] | null;
  institutionCode: string | null;
  /** What stands beside the crop; `null` where the readers do not stand behind a value. */
  value: string | null;
  probability: number;
  held: boolean;
  answered: boolean;
}>;

type Wanted = Readonly<{ sheetIds?: readonly string[] }>;

/** The sheets of one column, those of urgent batches first, then the oldest. */
export async function waitingSheets(
  db: Db | Tx,
  actor: Actor,
  { template, field }: NamedColumn,
  { sheetIds }: Wanted = {},
): Promise<WaitingSheet[]> {
  const these =
    sheetIds === undefined ? sql`true` : sql`w.sheet_id = any(${[...sheetIds]}::uuid[])`;
  const id = sql`${field.id}::text`;
  const { rows } = await sql<Omit<WaitingSheet, 'value'> & { read: FieldReading | null }>`
    select w.round_id, w.pass, w.sheet_id, w.image_hash, w.registration, w.blob_id,
      w.strip_blob_id, w.strip_boxes_mm, w.institution_code, w.fields -> ${id} as read,
      ${heldByOther(actor)} as held, ${answeredAlready(actor, id)} as answered
    from (${firstVerifications(actor, template.id)}) w
    where ${these}
    order by w.priority = 'urgent' desc, w.opened_at, w.round_id`.execute(db);
  return rows.map(({ read, ...row }) => ({
    ...row,
    value: columnValue(field, read ?? undefined),
    probability: read?.probability ?? 0,
  }));
}
