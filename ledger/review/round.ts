import { effectiveKeying, type FieldStatus, fieldStatus } from '../../rules/field-closure.ts';
import { isNumberInDoubt, withNumberInDoubt } from '../../rules/matching/number-in-doubt.ts';
import { KEYED_BY_TWO, personField } from '../../rules/person-field.ts';
import { registerValueOf } from '../../rules/register-values.ts';
import { sameWriting } from '../../rules/same-writing.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { TermVault } from '../../runtime/term-vault.ts';
import type { FormField, FormTemplate } from '../../schemas/form-template.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { Db, Tx } from '../database.ts';
import type { Randomness } from '../entries/commitments.ts';
import { findReading, findSheet } from '../intake/stages.ts';
import { countedKeyings } from './counted-keyings.ts';
import { matchOutcomeOf } from './match-outcome.ts';
import { namingOf } from './person-named.ts';
import { keyingsOf, type LeaseRow, type RoundState } from './round-state.ts';

export type Templates = ReadonlyMap<string, FormTemplate>;

export type ReviewDeps = Readonly<{
  db: Db;
  templates: Templates;
  signer: Signer;
  randomness: Randomness;
  /** Hides in the audit log whom somebody looked for. */
  vault: TermVault;
}>;

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
  const read = await findReading(tx, sheet.sheetId);
  const numberInDoubt = isNumberInDoubt(await matchOutcomeOf(tx, sheet.sheetId));
  const reading = numberInDoubt ? withNumberInDoubt(read) : read;
  const counted = await countedKeyings(tx, round, lease);
  const state = { round, sheet, template, reading, ...counted, numberInDoubt };
  return { ...state, naming: await namingOf(tx, state) };
}

/** Fields people answer, in paper order, and last whose sheet it is. A voiding asks nothing about the fields. */
export function askedFields(state: Pick<RoundState, 'round' | 'template' | 'naming'>): FormField[] {
  if (state.round.kind === 'void') return [];
  const fields = state.template.fields.filter((field) => field.keying !== 'derived');
  return state.naming.asked ? [...fields, personField(state.template)] : fields;
}

export function statusOf(state: RoundState, field: FormField): FieldStatus {
  const { person, said } = state.naming;
  const keyings = keyingsOf(state, field);
  const reading = state.reading.fields[field.id];
  if (said?.kind === 'not_registered' && KEYED_BY_TWO.has(field.id)) {
    const witness = { reading, registerValue: null };
    return fieldStatus({ ...field, keying: 'unseen' }, witness, keyings, sameWriting(field.id));
  }
  return fieldStatus(field, { reading, registerValue: registerValueOf(field.id, person) }, keyings);
}

/** Must the holder of a lease for `purpose` still answer this field? */
export function mustAnswer(state: RoundState, field: FormField, purpose: Purpose): boolean {
  const status = statusOf(state, field);
  if (purpose === 'verify') return status.kind === 'open';
  return status.kind === 'contested' && status.needs === purpose;
}

/** Is the reading still to be kept from this person? */
export function isHidden(state: RoundState, field: FormField, purpose: Purpose): boolean {
  const keying = effectiveKeying(field, state.reading.fields[field.id]);
  if (purpose === 'verify') return keying === 'unseen' && !state.mine.has(field.id);
  return statusOf(state, field).kind !== 'closed';
}

/** What is open to this person at all: A answers everything; B and C only what is theirs to settle. */
export function mayAnswer(state: RoundState, field: FormField, purpose: Purpose): boolean {
  return purpose === 'verify' || mustAnswer(state, field, purpose) || state.mine.has(field.id);
}

/**
 * The live lease of this account on this sheet; `review.lease_lost` when there is none any more, and
 * `review.opened_elsewhere` when this person has since opened the sheet at another desk.
 */
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
  if (lease === undefined) throw new RejectedInputError('review.lease_lost');
  if (!current) throw new RejectedInputError('review.opened_elsewhere');
  if (wanted.purpose !== undefined && lease.purpose !== wanted.purpose) {
    throw new RejectedInputError('review.wrong_state');
  }
  return lease;
}
