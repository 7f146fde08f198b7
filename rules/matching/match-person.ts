import type {
  MatchOutcome,
  PersonCandidate,
  PersonField,
  PersonMatch,
} from '../../schemas/person-match.ts';
import type { FieldReading, PageReading } from '../../schemas/reading.ts';
import { beliefs } from '../evidence/hearing.ts';
import { foundByWitnesses } from './found-by-witnesses.ts';
import type { MatchLookup, Registered } from './match-lookup.ts';
import { posterior, type Suspect } from './posterior.ts';
import { oneDigitAway, TICKET_LINE } from './ticket-lines.ts';
import { witnessesOf } from './witnesses.ts';

/** Another person is offered less than once in ten thousand wrong numbers; `npm run bench:match` measures it. */
const OFFERED_FROM = 0.9999;
/** Fields of which one that differs says that it is somebody else, however much else agrees. */
const IDENTITY: ReadonlySet<PersonField> = new Set([
  'labelName',
  'name',
  'kana',
  'birthDate',
  'sex',
]);
/** A line less probable than this is not asked about. */
const LIKELY_LINE = 0.001;
const MOST_OTHERS = 5;
/** Somebody less probable than this is nobody to look at. */
const WORTH_A_LOOK = 0.001;

/**
 * Whose sheet a page is: number → issued list → resident, held beside what is written. The masters' word goes into
 * nothing here but whose sheet it may be; values stay as they are read.
 */
export async function matchPerson(
  { fields }: Pick<PageReading, 'fields'>,
  masters: MatchLookup,
): Promise<PersonMatch> {
  const witnesses = witnessesOf(fields);
  const { named, repairs } = await numberSays(fields['ocrLine'], masters);
  const population = await masters.population();
  const near = [...repairs, ...(await householdOf(named, masters))];
  const asked = { named, others: unique(named, near), population, searched: false };
  const first = posterior(witnesses, asked);
  const outcome = outcomeOf(fields['ocrLine'], first);
  if (outcome === 'offered') return { outcome, named: ofNumber(first), others: [] };
  const found = (await foundByWitnesses(witnesses, masters)).map(byWitnesses);
  const others = unique(named, [...near, ...found]);
  const all = posterior(witnesses, { ...asked, others, searched: true });
  return {
    outcome,
    named: ofNumber(all),
    others: all
      .filter(({ foundBy, probability }) => foundBy !== 'number' && probability >= WORTH_A_LOOK)
      .slice(0, MOST_OTHERS),
  };
}

type NumberSays = Readonly<{ named: Registered | null; repairs: Suspect[] }>;

/** Whom the line as it was read names, and whom the lines it may have been taken for. */
async function numberSays(
  reading: FieldReading | undefined,
  masters: MatchLookup,
): Promise<NumberSays> {
  if (reading === undefined) return { named: null, repairs: [] };
  const read = beliefs(reading).filter(
    ({ value, probability }) => TICKET_LINE.test(value) && probability >= LIKELY_LINE,
  );
  const line = reading.value ?? '';
  const beliefIn = new Map(read.map(({ value, probability }) => [value, probability]));
  const lines = new Set([line, ...beliefIn.keys(), ...oneDigitAway(line)]);
  const holders = await masters.holders([...lines].filter((each) => TICKET_LINE.test(each)));
  const beside = [...holders].filter(([each]) => each !== line);
  const weightOf = (each: string): number => Math.max(LIKELY_LINE, beliefIn.get(each) ?? 0);
  const total = beside.reduce((sum, [each]) => sum + weightOf(each), 0);
  return {
    named: holders.get(line) ?? null,
    repairs: beside.map(([each, resident]) => ({
      resident,
      foundBy: 'number_repaired',
      repairedShare: weightOf(each) / total,
      householdShare: 0,
    })),
  };
}

async function householdOf(named: Registered | null, masters: MatchLookup): Promise<Suspect[]> {
  if (named === null) return [];
  const all = await masters.household(named);
  const others = all.filter(({ residentId }) => residentId !== named.residentId);
  return others.map((resident) => ({
    resident,
    foundBy: 'household',
    repairedShare: 0,
    householdShare: 1 / others.length,
  }));
}

const byWitnesses = (resident: Registered): Suspect => ({
  resident,
  foundBy: 'name_and_birth_date',
  repairedShare: 0,
  householdShare: 0,
});

/** Once each, called by what they were found by first; who was found in two ways may be meant in both. */
function unique(named: Registered | null, suspects: readonly Suspect[]): Suspect[] {
  const found = new Map<string, Suspect>();
  for (const suspect of suspects) {
    const { residentId } = suspect.resident;
    if (residentId === named?.residentId) continue;
    const before = found.get(residentId);
    found.set(residentId, {
      ...(before ?? suspect),
      repairedShare: suspect.repairedShare + (before?.repairedShare ?? 0),
      householdShare: suspect.householdShare + (before?.householdShare ?? 0),
    });
  }
  return [...found.values()];
}

const ofNumber = (all: readonly PersonCandidate[]): PersonCandidate | null =>
  all.find(({ foundBy }) => foundBy === 'number') ?? null;

function outcomeOf(
  reading: FieldReading | undefined,
  all: readonly PersonCandidate[],
): MatchOutcome {
  if (reading === undefined) return 'no_number';
  if (!TICKET_LINE.test(reading.value ?? '')) return 'unread';
  const named = ofNumber(all);
  if (named === null) return 'not_issued';
  const differs = named.evidence.some(
    ({ field, agrees }) => agrees === 'differs' && IDENTITY.has(field),
  );
  if (differs) return 'contradicted';
  return reading.accepted && named.probability >= OFFERED_FROM ? 'offered' : 'unsure';
}
