import type { Selectable } from 'kysely';
import {
  type FieldStatus,
  fieldStatus,
  type Keyed,
  type Keyings,
} from '../../rules/field-closure.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { FormField, FormTemplate } from '../../schemas/form-template.ts';
import type { PageReading } from '../../schemas/reading.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { Db, Tx } from '../database.ts';
import type { Randomness } from '../entries/commitments.ts';
import { findReading, findSheet, type Sheet } from '../intake/stages.ts';
import type { Keyings as KeyingsTable, Leases, ReviewRounds } from '../tables/review-tables.ts';

export type Templates = ReadonlyMap<string, FormTemplate>;

export type ReviewDeps = Readonly<{
  db: Db;
  templates: Templates;
  signer: Signer;
  randomness: Randomness;
}>;

export type Round = Selectable<ReviewRounds>;
export type LeaseRow = Selectable<Leases>;

/** Everything about one review of one sheet that decides what may be shown, keyed and signed. */
export type RoundState = Readonly<{
  round: Round;
  sheet: Sheet;
  template: FormTemplate;
  reading: PageReading;
  /** Whose word counts as person A's: who signed verification, else who holds the sheet to verify it. */
  verifier: string | null;
  keyings: ReadonlyMap<string, Keyings>;
}>;

const NONE: Keyings = { verify: null, approve: null, adjudicate: null };

export async function loadRound(
  tx: Tx,
  templates: Templates,
  lease: LeaseRow,
): Promise<RoundState> {
  const round = await tx
    .selectFrom('reviewRounds')
    .selectAll()
    .where('roundId', '=', lease.roundId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const sheet = await findSheet(tx, round.municipalityId, round.sheetId);
  const template = sheet.template === null ? undefined : templates.get(sheet.template);
  if (template === undefined) throw new InvariantError('bug.invariant');
  const verifier = await verifierOf(tx, round, lease);
  const rows = await tx
    .selectFrom('keyings')
    .selectAll()
    .where('roundId', '=', round.roundId)
    .where('undoneAt', 'is', null)
    .orderBy('sequence')
    .execute();
  const counted = rows.filter((row) =>
    row.purpose === 'verify' ? row.staffMemberId === verifier : row.pass === round.pass,
  );
  return {
    round,
    sheet,
    template,
    reading: await findReading(tx, sheet.sheetId),
    verifier,
    keyings: newestByField(counted),
  };
}

async function verifierOf(tx: Tx, round: Round, lease: LeaseRow): Promise<string | null> {
  const signed = await tx
    .selectFrom('signatures')
    .select('staffMemberId')
    .where('roundId', '=', round.roundId)
    .where('pass', '=', round.pass)
    .where('purpose', '=', 'verify')
    .executeTakeFirst();
  if (signed !== undefined) return signed.staffMemberId;
  return lease.purpose === 'verify' ? lease.staffMemberId : null;
}

function newestByField(rows: ReadonlyArray<Selectable<KeyingsTable>>): Map<string, Keyings> {
  const byField = new Map<string, Keyings>();
  for (const { fieldId, purpose, answer, value, shown } of rows) {
    const before = byField.get(fieldId) ?? NONE;
    byField.set(fieldId, { ...before, [purpose]: { answer, value, shown } });
  }
  return byField;
}

/** Fields people answer, in paper order. A voiding asks nothing about the fields. */
export function askedFields(state: RoundState): FormField[] {
  if (state.round.kind === 'void') return [];
  return state.template.fields.filter((field) => field.keying !== 'derived');
}

export function statusOf(state: RoundState, field: FormField): FieldStatus {
  return fieldStatus(field, state.reading.fields[field.id], state.keyings.get(field.id) ?? NONE);
}

export function keyedBy(state: RoundState, field: FormField, purpose: Purpose): Keyed | null {
  return (state.keyings.get(field.id) ?? NONE)[purpose];
}

/** Must the holder of a lease for `purpose` still answer this field? */
export function mustAnswer(state: RoundState, field: FormField, purpose: Purpose): boolean {
  const status = statusOf(state, field);
  if (purpose === 'verify') return status.kind === 'open';
  return status.kind === 'contested' && status.needs === purpose;
}

/** The live lease of this account on this sheet; `review.lease_lost` when there is none any more. */
export async function requireLease(
  tx: Tx,
  holder: { municipalityId: string; accountId: string | null },
  wanted: { sheetId: string; fencingToken?: string; purpose?: Purpose },
): Promise<LeaseRow> {
  const lease = await tx
    .selectFrom('leases')
    .selectAll()
    .where('municipalityId', '=', holder.municipalityId)
    .where('accountId', '=', holder.accountId ?? '')
    .where('sheetId', '=', wanted.sheetId)
    .where((eb) => eb('expiresAt', '>', eb.fn<Date>('clock_timestamp')))
    .forUpdate()
    .executeTakeFirst();
  const current =
    wanted.fencingToken === undefined || lease?.fencingToken === Number(wanted.fencingToken);
  if (lease === undefined || !current) throw new RejectedInputError('review.lease_lost');
  if (wanted.purpose !== undefined && lease.purpose !== wanted.purpose) {
    throw new RejectedInputError('review.wrong_state');
  }
  return lease;
}
