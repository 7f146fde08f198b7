import type { IssuedTicket } from '../../schemas/masters.ts';
import { foldKana } from './fold-kana.ts';
import { plainName } from './fold-name.ts';
import type { MatchLookup, Registered } from './match-lookup.ts';

/** A register held in memory, asked like the one in the database: masters in files, benches, tests. */
export function registerLookup(
  residents: readonly Registered[],
  tickets: readonly IssuedTicket[],
): MatchLookup {
  const byId = new Map(residents.map((each) => [each.residentId, each]));
  const byBirth = groupedBy(residents, ({ birthDate }) => birthDate);
  const byHousehold = groupedBy(residents, ({ householdId }) => householdId ?? '');
  const byName = groupedBy(residents, ({ name }) => plainName(name));
  const byKana = groupedBy(residents, ({ kana }) => foldKana(kana));
  const holders = new Map(
    tickets.map((each) => [
      each.ticketType + each.doseNumber + each.municipalityCode + each.ticketNumber,
      byId.get(each.residentId),
    ]),
  );
  return {
    holders: async (lines) =>
      new Map(
        lines.flatMap((line) => {
          const resident = holders.get(line);
          return resident === undefined ? [] : [[line, resident] as const];
        }),
      ),
    household: async ({ householdId }) =>
      (householdId === null ? [] : byHousehold.get(householdId)) ?? [],
    bornOn: async (days) => days.flatMap((day) => byBirth.get(day) ?? []),
    named: async (names, kana, days) => {
      const all = [
        ...names.flatMap((name) => byName.get(name) ?? []),
        ...kana.flatMap((each) => byKana.get(each) ?? []),
      ];
      return days.length === 0 ? all : all.filter(({ birthDate }) => days.includes(birthDate));
    },
    population: async () => residents.length,
  };
}

function groupedBy(
  residents: readonly Registered[],
  keyOf: (resident: Registered) => string,
): ReadonlyMap<string, Registered[]> {
  const groups = new Map<string, Registered[]>();
  for (const resident of residents) {
    const key = keyOf(resident);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [resident]);
    else group.push(resident);
  }
  return groups;
}
