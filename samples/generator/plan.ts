import { type Books, institutionCode, MUNICIPALITY, writtenAddress } from './books.ts';
import { addDays, ageOn } from './dates.ts';
import { HAND_COUNT, hand } from './hand.ts';
import type { Person } from './people.ts';
import type {
  LotEntry,
  Pose,
  ScanConditions,
  Scenario,
  SheetFields,
  SheetPlan,
} from './plan-types.ts';
import { makeRng, type Rng } from './rng.ts';
import { SCENARIOS } from './scenarios.ts';

const QUESTIONS = Array.from({ length: 13 }, (_, i) => `q${String(i + 1).padStart(2, '0')}`);
const SAFE_YES = new Set(['q02', 'q03']);

function item<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('empty list');
  return found;
}

function answersOf(scenario: Scenario, age: number): SheetFields {
  const usual = (question: string): string => {
    if (question === 'q04') return age >= 65 ? 'yes' : 'no';
    return SAFE_YES.has(question) ? 'yes' : 'no';
  };
  return Object.fromEntries(
    QUESTIONS.map((question) => [question, scenario.answers?.[question] ?? usual(question)]),
  );
}

/** The person's own half of the sheet. */
function personFields(scenario: Scenario, person: Person, day: string, rng: Rng): SheetFields {
  const { line1, line2 } = writtenAddress(person);
  const birthDate =
    scenario.problem === 'register_birthdate_mismatch'
      ? addDays(person.birthDate, 10)
      : person.birthDate;
  const hot = scenario.problem === 'temperature_high_but_vaccinated' || scenario.postponed === true;
  const temperature = hot ? rng.pick(['37.8', '38.1', '37.6']) : `36.${rng.int(0, 8)}`;
  return {
    address: line1 + line2,
    kana: `${person.surnameKana} ${person.givenKana}`,
    name: `${person.surname} ${person.given}`,
    phone: scenario.withoutPhone ? '' : person.phone,
    birthDate,
    age: scenario.withoutAge ? '' : String(ageOn(birthDate, day)),
    bodyTemperature: temperature,
    sex: person.sex,
    ...answersOf(scenario, ageOn(birthDate, day)),
    consent: scenario.problem === 'consent_missing' ? 'blank' : 'yes',
    consentDate: scenario.consentDate === 'none' ? '' : day,
    consentSignature: scenario.problem === 'signature_missing' ? 'absent' : 'present',
  };
}

function vaccineFields(scenario: Scenario, lot: LotEntry): SheetFields {
  if (scenario.postponed) {
    return { vaccineName: '', manufacturer: '', lotNumber: '', lotExpiry: '', doseVolumeMl: '' };
  }
  return {
    vaccineName: lot.product,
    manufacturer: lot.manufacturer,
    lotNumber: scenario.problem === 'lot_unknown' ? 'EX7043' : lot.lot,
    lotExpiry: lot.expiry,
    doseVolumeMl: scenario.moderna ? '0.5' : '0.3',
  };
}

function physicianFields(scenario: Scenario, code: string, day: string): SheetFields {
  return {
    physicianDecision: scenario.postponed ? 'postpone' : 'possible',
    underSix: 'false',
    physicianSignature: 'present',
    institutionCode: scenario.problem === 'institution_unknown' ? institutionCode(990_017) : code,
    vaccinationDate: scenario.problem === 'date_in_future' ? day.replace('2021', '2029') : day,
  };
}

function ticketFields(scenario: Scenario, person: Person): SheetFields {
  const ticketType = scenario.postponed ? '1' : '2';
  // One digit away from an issued number, as a misprint would be; no number there ends like this.
  const ticketNumber =
    scenario.problem === 'ticket_not_issued'
      ? `43109${person.ticketNumber.slice(5)}`
      : person.ticketNumber;
  return {
    ticketType,
    doseNumberOnTicket: '2',
    municipalityCode: MUNICIPALITY,
    ticketNumber,
    labelName: `${person.surname} ${person.given}`,
    ocrLine: `${ticketType}2${MUNICIPALITY}${ticketNumber}`,
  };
}

export function scanOf(scenario: Pick<Scenario, 'scan'>, rng: Rng): ScanConditions {
  return {
    dpi: 200,
    colour: 'grey',
    rotation: 0,
    background: 'white',
    jpegQuality: rng.int(55, 78),
    degradations: [],
    ...scenario.scan,
  };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** A scan that cuts off a corner mark is another subject: beyond one degree the scanned area is larger than A4. */
export function poseOf(rng: Rng): Pose {
  const skewDeg = hundredths(rng.between(-2, 2));
  return {
    skewDeg,
    scale: Math.round((1 + rng.normal(0.005)) * 1000) / 1000,
    offsetMm: [hundredths(rng.normal(0.8)), hundredths(rng.normal(0.8))],
    canvasMm: Math.abs(skewDeg) > 1 ? [218, 304] : [210, 297],
  };
}

const sampleId = (index: number): string => `sample-${String(index + 1).padStart(3, '0')}`;

export function planSheet(
  books: Books,
  scenario: Scenario,
  index: number,
  id = sampleId(index),
): SheetPlan {
  const rng = makeRng(`yoshin samples: ${id}`);
  const person = item(books.people, index * 2 + 1);
  const institution = item(books.institutions, index * 3);
  const lots = books.lots.filter(
    (lot) => (lot.manufacturer !== 'ファイザー') === (scenario.moderna === true),
  );
  // However many sheets: all of one summer.
  const day = addDays('2021-07-05', (index % SCENARIOS.length) * 3 + rng.int(0, 2));
  return {
    id,
    scenario,
    person,
    hand: hand(scenario.hand),
    physicianHand: hand((scenario.physicianHand + HAND_COUNT) % HAND_COUNT),
    institution,
    fields: {
      ...personFields(scenario, person, day, rng),
      ...vaccineFields(scenario, item(lots, index)),
      ...physicianFields(scenario, institution.code, day),
      ...ticketFields(scenario, person),
    },
    firstDose: addDays(day, scenario.moderna ? -28 : -21),
    scan: scanOf(scenario, rng),
    pose: poseOf(rng),
    labelDegrees: Math.round(rng.normal(1.3) * 100) / 100,
  };
}

/** The samples; asked for more, the same scenarios happen to other people. */
export const planSheets = (books: Books, count = SCENARIOS.length): SheetPlan[] =>
  Array.from({ length: count }, (_, index) => planSheet(books, item(SCENARIOS, index), index));
