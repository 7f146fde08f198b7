import { sql } from 'kysely';
import { newcomerOf, PERSON, personField } from '../../rules/person-field.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { ClosedField } from '../../schemas/inoculation-record.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { NamedPerson } from '../../schemas/person-word.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { attributeChanges, lockMasters } from '../masters/attribute.ts';
import { refuseNamesakes } from '../review/namesakes.ts';
import { statusOf } from '../review/round.ts';
import type { RoundState } from '../review/round-state.ts';

type Word = Readonly<{
  keyingId: string;
  staffMemberId: string;
  reason: string | null;
  apartFrom: readonly string[];
}>;
type Values = Readonly<Record<string, string | null>>;

/** Whom two people named, and the words it rests on. */
export type SettledPerson = Readonly<{
  resident: Resident;
  named: NamedPerson;
  namedKeyingId: string;
  agreedKeyingId: string | null;
}>;

/**
 * The person two people said it is. Somebody whom the register does not have is written into it here, as 住登外, in the
 * transaction that commits the entry. Refuses with `review.person_incomplete`, `review.person_in_register`.
 */
export async function settlePerson(
  tx: Tx,
  context: ActContext,
  state: RoundState,
  values: Values,
): Promise<SettledPerson> {
  const { said, person } = state.naming;
  const status = statusOf(state, personField(state.template));
  if (said === null || status.kind !== 'closed') throw new InvariantError('bug.invariant');
  const { naming, agreeing } = await wordsBehind(tx, state, status.field);
  const agreedBy = agreeing?.staffMemberId ?? context.actor.staffMemberId;
  if (agreedBy === null) throw new InvariantError('bug.invariant');
  const resident = said.kind === 'registered' ? person : await takeIn(tx, context, values, naming);
  if (resident === null)
    throw new RejectedInputError('review.person_unknown', { fields: [PERSON] });
  const reasons = [naming.reason, agreeing?.reason ?? null].filter((each) => each !== null);
  return {
    resident,
    named: { kind: said.kind, namedBy: naming.staffMemberId, agreedBy, reasons },
    namedKeyingId: naming.keyingId,
    agreedKeyingId: agreeing?.keyingId ?? null,
  };
}

/** Whose word names the person and whose agrees. Where a third settled it, whoever approves the entry agrees by signing it. */
async function wordsBehind(
  tx: Tx,
  { round }: RoundState,
  { value, evidence }: Pick<ClosedField, 'value' | 'evidence'>,
): Promise<Readonly<{ naming: Word; agreeing: Word | null }>> {
  const said = await tx
    .selectFrom('keyings as k')
    .innerJoin('personWords as w', 'w.keyingId', 'k.keyingId')
    .select(['k.keyingId', 'k.staffMemberId', 'k.purpose', 'k.pass', 'w.reason', 'w.apartFrom'])
    .where('k.roundId', '=', round.roundId)
    .where('k.fieldId', '=', PERSON)
    .where('k.value', '=', value)
    .where('k.undoneAt', 'is', null)
    .orderBy('k.sequence', 'desc')
    .execute();
  const ofPass = said.filter(({ pass }) => pass === round.pass);
  const isSettledByThird = evidence === 'adjudicated';
  const verifier = await verifierOf(tx, round);
  const naming = isSettledByThird
    ? ofPass.find(({ purpose }) => purpose === 'adjudicate')
    : said.find(({ purpose, staffMemberId }) => purpose === 'verify' && staffMemberId === verifier);
  if (naming === undefined) throw new InvariantError('bug.invariant');
  const agreeing = ofPass.find(({ purpose }) => purpose === 'approve') ?? null;
  return { naming, agreeing: isSettledByThird ? null : agreeing };
}

async function verifierOf(tx: Tx, { roundId, pass }: RoundState['round']): Promise<string> {
  const { staffMemberId } = await tx
    .selectFrom('signatures')
    .select('staffMemberId')
    .where('roundId', '=', roundId)
    .where('pass', '=', pass)
    .where('purpose', '=', 'verify')
    .executeTakeFirstOrThrow();
  return staffMemberId;
}

/** Numbers of our own begin here: fifteen digits, which no municipality's own 宛名番号 is known to fill. */
const BEFORE_FIRST = 900_000_000_000_000;

async function takeIn(
  tx: Tx,
  context: ActContext,
  values: Values,
  { apartFrom, reason }: Word,
): Promise<Resident> {
  const { municipalityId } = context.actor;
  const newcomer = newcomerOf(values);
  if (newcomer === null) throw new RejectedInputError('review.person_incomplete');
  // Two sheets of one newcomer, approved at one moment: the second finds whom the first took in.
  await lockMasters(tx, municipalityId);
  await refuseNamesakes(tx, municipalityId, newcomer, apartFrom);
  const { next } = await tx
    .selectFrom('residents')
    .select(sql<string>`(coalesce(max(resident_id::bigint), ${BEFORE_FIRST}) + 1)::text`.as('next'))
    .where('municipalityId', '=', municipalityId)
    .where(sql<boolean>`resident_id ~ '^9[0-9]{14}$'`)
    .executeTakeFirstOrThrow();
  await attributeChanges(tx, context, { origin: 'review', reason });
  const resident: Resident = { residentId: next, ...newcomer };
  await tx
    .insertInto('residents')
    .values({ municipalityId, ...resident })
    .execute();
  return resident;
}

/** Beside the entry, for the database to look at: it refuses what two natural persons did not say. */
export async function recordPerson(
  tx: Tx,
  municipalityId: string,
  entryId: string,
  { resident, named, namedKeyingId, agreedKeyingId }: SettledPerson,
): Promise<void> {
  const { kind, namedBy, agreedBy } = named;
  const { residentId } = resident;
  await tx
    .insertInto('entryPersons')
    .values({
      ...{ entryId, municipalityId, residentId, kind },
      ...{ namedBy, agreedBy, namedKeyingId, agreedKeyingId },
    })
    .execute();
}
