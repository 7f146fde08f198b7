import { sql } from 'kysely';
import { spellingsOf } from '../../rules/matching/fold-name.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { Resident } from '../../schemas/masters.ts';
import type { Db, Tx } from '../database.ts';

const SPELLINGS = 24;
const MOST = 50;

/** Everybody of the register who bears this name, in any spelling, and was born that day: one may be whom the sheet is of. */
export async function namesakesOf(
  db: Db | Tx,
  municipalityId: string,
  { name, birthDate }: Pick<Resident, 'name' | 'birthDate'>,
): Promise<Resident[]> {
  return db
    .selectFrom('residents')
    .select(['residentId', 'name', 'kana', 'birthDate', 'sex', 'address'])
    .select(['householdId', 'nonRegistered', 'movedInOn', 'movedOutOn', 'diedOn'])
    .where('municipalityId', '=', municipalityId)
    .where('birthDate', '=', birthDate)
    .where(sql<boolean>`plain_name(name) = any(${spellingsOf(name, SPELLINGS)}::text[])`)
    .orderBy('residentId')
    .limit(MOST)
    .execute();
}

/** Somebody of that name and birth date is taken for another only by people who looked at each of them. */
export async function refuseNamesakes(
  tx: Tx,
  municipalityId: string,
  newcomer: Pick<Resident, 'name' | 'birthDate'>,
  apartFrom: readonly string[],
): Promise<void> {
  const namesakes = await namesakesOf(tx, municipalityId, newcomer);
  if (namesakes.every(({ residentId }) => apartFrom.includes(residentId))) return;
  throw new RejectedInputError('review.person_in_register');
}
