import { sql } from 'kysely';
import { kanaSkeleton } from '../../rules/matching/fold-kana.ts';
import type { MatchLookup, Registered } from '../../rules/matching/match-lookup.ts';
import type { Db, Tx } from '../database.ts';

/** The register of a municipality, asked for persons a sheet may be about (`rules/matching/match-person.ts`). */
export function databasePersons(db: Db | Tx, municipalityId: string): MatchLookup {
  const residents = () =>
    db
      .selectFrom('residents')
      .select(['residentId', 'name', 'kana', 'birthDate', 'sex', 'address', 'householdId'])
      .where('municipalityId', '=', municipalityId);
  return {
    holders: (lines) => holdersOf(db, municipalityId, lines),
    household: async ({ householdId }) =>
      householdId === null
        ? []
        : residents().where('householdId', '=', householdId).limit(MOST_OF_A_HOUSEHOLD).execute(),
    bornOn: (days) =>
      residents()
        .where('birthDate', '=', sql<string>`any(${[...days]}::date[])`)
        .execute(),
    named: async (names, kana, days) => {
      const skeletons = [...new Set(kana.map(kanaSkeleton))].filter((each) => each !== '');
      const written = db
        .selectFrom('residentNames')
        .select('residentId')
        .where('municipalityId', '=', municipalityId)
        .where(
          sql<boolean>`(plain_name(name) = any(${[...names]}::text[])
            or kana_skeleton(kana) = any(${skeletons}::text[]))`,
        );
      const onDays = sql<string>`any(${[...days]}::date[])`;
      const asked = days.length === 0 ? written : written.where('birthDate', '=', onDays);
      return residents().where('residentId', 'in', asked.limit(MOST_OF_A_NAME)).execute();
    },
    population: () => populationOf(db),
  };
}

/** Homes for the aged are one household too. Of a name without a birth date nobody looks at more. */
const MOST_OF_A_HOUSEHOLD = 300;
const MOST_OF_A_NAME = 200;

async function holdersOf(
  db: Db | Tx,
  municipalityId: string,
  lines: readonly string[],
): Promise<ReadonlyMap<string, Registered>> {
  const part = (from: number, to: number): string[] => lines.map((line) => line.slice(from, to));
  const { rows } = await sql<Registered & { line: string }>`
    select asked.line, r.resident_id, r.name, r.kana, r.birth_date, r.sex, r.address, r.household_id
    from unnest(${[...lines]}::text[], ${part(0, 1)}::text[], ${part(1, 2)}::text[],
      ${part(2, 8)}::text[], ${part(8, 18)}::text[])
      as asked(line, ticket_type, dose_number, municipality_code, ticket_number)
    join issued_tickets t using (ticket_type, dose_number, municipality_code, ticket_number)
    join residents r using (municipality_id, resident_id)
    where municipality_id = ${municipalityId}`.execute(db);
  return new Map(rows.map(({ line, ...resident }) => [line, resident]));
}

/** Taken where the database has not counted yet: more than most municipalities have, so that less is concluded. */
const SUPPOSED = 400_000;

/** As the database last counted, which takes no time; of all municipalities together, which errs on the safe side. */
async function populationOf(db: Db | Tx): Promise<number> {
  const { rows } = await sql<{ rows: number }>`
    select reltuples as rows from pg_class where oid = 'residents'::regclass`.execute(db);
  const counted = rows[0]?.rows ?? 0;
  return counted > 0 ? counted : SUPPOSED;
}
