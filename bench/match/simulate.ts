import { ageOn } from '../../rules/calendar.ts';
import type { MatchLookup, Registered } from '../../rules/matching/match-lookup.ts';
import { matchPerson } from '../../rules/matching/match-person.ts';
import { otherDigits } from '../../rules/matching/ticket-lines.ts';
import { makeRng, type Rng } from '../../samples/generator/rng.ts';
import type { IssuedTicket } from '../../schemas/masters.ts';
import type { MatchOutcome } from '../../schemas/person-match.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { type Noise, type NoisyField, throughNoise } from './noise.ts';
import type { Town } from './town.ts';

/** The day of every dose. */
const DOSE = '2021-09-12';
/** How often a person writes a digit of the own birth date otherwise than the register has it. */
const SLIP = 0.01;

/** Who filled in the sheet, whose label is on it, and the number that is read. */
export type Sheet = Readonly<{ writer: Registered; label: Registered; line: string }>;

/** Outcomes of sheets of one kind, how near the writer and whom the number names are, and how long a match took. */
export type Outcomes = Readonly<{
  n: number;
  outcomes: Readonly<Partial<Record<MatchOutcome, number>>>;
  /** The writer was among those listed beside whom the number names. */
  listed: number;
  ms: readonly number[];
}>;

const lineOf = ({ ticketType, doseNumber, municipalityCode, ticketNumber }: IssuedTicket): string =>
  ticketType + doseNumber + municipalityCode + ticketNumber;

type Draw = (rng: Rng) => Sheet | null;

/** Sheets by what is wrong with them. */
export function sheetsOf({
  residents,
  tickets,
}: Town): Record<'right' | 'digit' | 'family' | 'label', Draw> {
  const byLine = new Map(tickets.map((each, at) => [lineOf(each), residents[at]]));
  const lines = [...byLine];
  const houses = new Map<string, Registered[]>();
  for (const each of residents) {
    const house = houses.get(each.householdId ?? '');
    if (house === undefined) houses.set(each.householdId ?? '', [each]);
    else house.push(each);
  }
  const lineOfPerson = new Map(lines.map(([line, person]) => [person?.residentId, line]));
  const anybody = (rng: Rng): readonly [string, Registered] => {
    const [line, writer] = rng.pick(lines);
    if (writer === undefined) throw new Error('a ticket of nobody');
    return [line, writer];
  };
  const oneDigitOff = (line: string, writer: Registered): Array<readonly [string, Registered]> =>
    Array.from({ length: 10 }, (_, at) => otherDigits(line, 8 + at))
      .flat()
      .flatMap((other) => {
        const owner = byLine.get(other);
        return owner === undefined || owner === writer ? [] : [[other, owner] as const];
      });
  const misread = (
    rng: Rng,
    isMeant: (owner: Registered, writer: Registered) => boolean,
  ): Sheet | null => {
    const [line, writer] = anybody(rng);
    const wrong = oneDigitOff(line, writer).filter(([, owner]) => isMeant(owner, writer));
    if (wrong.length === 0) return null;
    return { writer, label: writer, line: rng.pick(wrong)[0] };
  };
  return {
    right: (rng) => {
      const [line, writer] = anybody(rng);
      return { writer, label: writer, line };
    },
    digit: (rng) => misread(rng, () => true),
    family: (rng) => misread(rng, (owner, writer) => owner.householdId === writer.householdId),
    label: (rng) => {
      const [, writer] = anybody(rng);
      const others = (houses.get(writer.householdId ?? '') ?? []).filter((each) => each !== writer);
      if (others.length === 0) return null;
      const label = rng.pick(others);
      return { writer, label, line: lineOfPerson.get(label.residentId) ?? '' };
    },
  };
}

/** Draws sheets, reads them through the noise, and asks whose they are. */
export async function simulate(
  draw: Draw,
  count: number,
  noise: Noise,
  masters: MatchLookup,
  seed: string,
): Promise<Outcomes> {
  const rng = makeRng(seed);
  const outcomes: Partial<Record<MatchOutcome, number>> = {};
  const ms: number[] = [];
  let listed = 0;
  while (ms.length < count) {
    const sheet = draw(rng);
    if (sheet === null) continue;
    const fields = readSheet(sheet, noise, rng);
    const from = performance.now();
    const match = await matchPerson({ fields }, masters);
    ms.push(performance.now() - from);
    outcomes[match.outcome] = (outcomes[match.outcome] ?? 0) + 1;
    if (match.others.some(({ residentId }) => residentId === sheet.writer.residentId)) listed += 1;
  }
  return { n: count, outcomes, listed, ms };
}

function readSheet(
  { writer, label, line }: Sheet,
  noise: Noise,
  rng: Rng,
): Record<string, FieldReading> {
  const slipped = rng.next() < SLIP;
  const birthDate = slipped ? slip(writer.birthDate, rng) : writer.birthDate;
  const read = (field: NoisyField, truth: string): FieldReading =>
    throughNoise(field, truth, noise[field], rng);
  return {
    ocrLine: read('ocrLine', line),
    labelName: read('labelName', label.name.replace('　', ' ')),
    birthDate: read('birthDate', birthDate),
    age: read('age', String(ageOn(birthDate, DOSE))),
    sex: read('sex', writer.sex ?? ''),
    vaccinationDate: throughNoise('ocrLine', DOSE, [CERTAIN], rng),
  };
}

const CERTAIN = {
  seen: 1,
  accepted: true,
  probability: 0.999,
  value: 0,
  candidates: [{ edits: [], probability: 0.999 }],
};

function slip(day: string, rng: Rng): string {
  const year = Number(day.slice(0, 4)) + rng.pick([-10, -1, 1]);
  return `${year}${day.slice(4, 8)}${rng.pick(['08', '17', '26'])}`;
}
