import type { Likeness, PersonEvidence, PersonField } from '../../schemas/person-match.ts';
import type { Candidate, PageReading } from '../../schemas/reading.ts';
import { ageOn, isIsoDate } from '../calendar.ts';
import { beliefs } from '../evidence/hearing.ts';
import { sameAddress } from './fold-address.ts';
import { foldKana } from './fold-kana.ts';
import { foldName, plainName } from './fold-name.ts';
import type { Registered } from './match-lookup.ts';
import { type FieldModel, isNear, rounded, unknown, weighField } from './weigh-field.ts';

type Fields = PageReading['fields'];

type Spellings = ReadonlyMap<string, Readonly<{ plain: string; folded: string }>>;

/** What the sheet says of whom it is about, as candidates with probabilities; empty where nothing was read. */
export type Witnesses = Readonly<{
  labelName: readonly Candidate[];
  name: readonly Candidate[];
  kana: readonly Candidate[];
  birthDate: readonly Candidate[];
  sex: readonly Candidate[];
  age: readonly Candidate[];
  address: readonly Candidate[];
  /** The names and kana above as they are compared, folded once for everybody they are held beside. */
  spelled: Readonly<{ names: Spellings; kana: Spellings }>;
  /** Days the age may be of. */
  ageDays: readonly string[];
}>;

/** So many days before the dose the sheet may have been filled in. */
const FILLED_IN_DAYS = 31;
/** A day less probable than this is none to reckon an age with. */
const LIKELY_DAY = 0.05;

export function witnessesOf(fields: Fields): Witnesses {
  const of = (id: string): Candidate[] => {
    const reading = fields[id];
    return reading === undefined ? [] : beliefs(reading).filter(({ value }) => value !== '');
  };
  const [labelName, name, kana] = [of('labelName'), of('name'), of('kana')];
  const years = fields['age'] === undefined ? 'ageYears' : 'age';
  return {
    labelName,
    name,
    kana,
    spelled: {
      names: spellings([...labelName, ...name], foldName),
      kana: spellings(kana, foldKana),
    },
    birthDate: of('birthDate').filter(({ value }) => isIsoDate(value)),
    sex: of('sex').filter(({ value }) => value === 'male' || value === 'female'),
    age: of(years).filter(({ value }) => /^\d{1,3}$/.test(value)),
    address: of('address'),
    ageDays: of('vaccinationDate')
      .filter(({ value, probability }) => isIsoDate(value) && probability >= LIKELY_DAY)
      .map(({ value }) => value),
  };
}

/**
 * Set by hand above what any town has, so that a field convinces less than it could: more than one in 20,000 shares no
 * birthday by chance, the commonest full names of Japan are one in some 20,000 (docs/matching.md).
 */
const OF_NAMES = { commonness: 1 / 500, neighbours: 10, near: { leak: 0.1, unread: 0.3 } };
const OF_DIGITS = { near: { leak: 0.3, unread: 0.5 } };
const NOTHING_NEAR = { neighbours: 1, near: { leak: 0, unread: 0 } };
const MODELS = {
  labelName: { ...OF_NAMES, leak: 0.01 },
  name: { ...OF_NAMES, leak: 0.03 },
  kana: { ...OF_NAMES, leak: 0.03 },
  birthDate: { ...OF_DIGITS, commonness: 1 / 10_000, leak: 0.03, neighbours: 70 },
  age: { ...OF_DIGITS, commonness: 1 / 60, leak: 0.1, neighbours: 18 },
  sex: { ...NOTHING_NEAR, commonness: 1 / 2, leak: 0.02 },
  address: { ...NOTHING_NEAR, commonness: 1 / 300, leak: 0.3 },
} as const satisfies Partial<Record<PersonField, FieldModel>>;

/** What each field says of one resident. What repeats another field (the age a birth date, a name its kana) adds nothing to it. */
export function evidenceFor(witnesses: Witnesses, resident: Registered): PersonEvidence[] {
  const likeName = nameLike(resident.name, foldName, witnesses.spelled.names);
  const names = [
    weigh('labelName', witnesses.labelName, likeName),
    weigh('name', witnesses.name, likeName),
    resident.kana === ''
      ? unknown('kana')
      : weigh('kana', witnesses.kana, nameLike(resident.kana, foldKana, witnesses.spelled.kana)),
  ];
  const birth = [
    weigh('birthDate', witnesses.birthDate, (written) => dateLike(written, resident.birthDate)),
    ageEvidence(witnesses, resident),
  ];
  const { sex } = resident;
  return [
    ...onceOnly(names),
    ...onceOnly(birth),
    sex === null
      ? unknown('sex')
      : weigh('sex', witnesses.sex, (written) => (written === sex ? 'same' : 'other')),
    weigh('address', witnesses.address, (written) =>
      sameAddress(written, resident.address) ? 'same' : 'other',
    ),
  ];
}

const weigh = (
  field: keyof typeof MODELS,
  candidates: readonly Candidate[],
  compare: (written: string) => Likeness,
): PersonEvidence => weighField(field, MODELS[field], candidates, compare);

const spellings = (candidates: readonly Candidate[], fold: (name: string) => string): Spellings =>
  new Map(candidates.map(({ value }) => [value, { plain: plainName(value), folded: fold(value) }]));

function nameLike(
  registered: string,
  fold: (name: string) => string,
  spelled: Spellings,
): (written: string) => Likeness {
  const plain = spelled.size === 0 ? '' : plainName(registered);
  const folded = spelled.size === 0 ? '' : fold(registered);
  return (written) => {
    const other = spelled.get(written);
    if (other?.plain === plain) return 'same';
    if (other?.folded === folded) return 'variant';
    const near = folded.length > 1 && isNear(folded, other?.folded ?? '');
    return near ? 'near' : 'other';
  };
}

const dateLike = (written: string, registered: string): Likeness =>
  written === registered ? 'same' : isNear(written, registered) ? 'near' : 'other';

function ageEvidence({ age, ageDays }: Witnesses, resident: Registered): PersonEvidence {
  const ages = ageDays.flatMap((day) =>
    [0, FILLED_IN_DAYS].map((before) => String(ageOn(resident.birthDate, day, before))),
  );
  if (ages.length === 0) return unknown('age');
  return weigh('age', age, (written) => {
    const years = String(Number(written));
    if (ages.includes(years)) return 'same';
    return ages.some((each) => isNear(each, years)) ? 'near' : 'other';
  });
}

/** Somebody of that name has it wherever it is written: the strongest word for counts once, every word against counts. */
function onceOnly(evidence: readonly PersonEvidence[]): PersonEvidence[] {
  const best = evidence.reduce((top, each) => (each.weight > top.weight ? each : top));
  return evidence.map((each) =>
    each === best ? each : { ...each, weight: rounded(Math.min(0, each.weight)) },
  );
}
