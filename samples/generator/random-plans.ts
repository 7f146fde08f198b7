import { type Books, inventBooks } from './books.ts';
import { contradicted } from './contradictions.ts';
import { HAND_COUNT } from './hand.ts';
import { planSheet } from './plan.ts';
import type { Answer, ScanConditions, Scenario, SheetPlan } from './plan-types.ts';
import { EXPIRED_LOTS, planted } from './planted.ts';
import { makeRng, type Rng } from './rng.ts';

const QUESTIONS = Array.from({ length: 13 }, (_, i) => `q${String(i + 1).padStart(2, '0')}`);
const ODD_ANSWERS: readonly Answer[] = ['yes', 'yes', 'yes', 'no', 'blank', 'both'];
const DEGRADATIONS = ['uneven brightness', 'ADF streak', 'punch holes', 'pencil smear'];
const FIRST_DELIVERY = '2021-04-05';
const CONSENT_DATES = ['wareki', 'seireki', 'short', 'none'] as const;

/** Any number of sheets of a seed, one at a time. The samples' own sheets and people are not among them. */
export function* randomPlans(seed: string, count: number): Generator<SheetPlan> {
  const books = inventBooks(undefined, `${seed}: books`);
  for (let index = 0; index < count; index++) {
    const id = `${seed}-${String(index + 1).padStart(5, '0')}`;
    yield planSheet(books, randomScenario(makeRng(`${id}: scenario`)), index, id);
  }
}

/** Sheets of people each with one ticket, the books of their town, and on every second sheet something not in them. */
export function randomTown(seed: string, count: number): { books: Books; plans: SheetPlan[] } {
  const books = inventBooks(2 * count, `${seed}: books`);
  const plans = Array.from({ length: count }, (_, index) => {
    const id = `${seed}-${String(index + 1).padStart(5, '0')}`;
    const plan = planSheet(books, randomScenario(makeRng(`${id}: scenario`)), index, id);
    return index % 2 === 0 ? plan : contradicted(plan, books, makeRng(`${id}: contradiction`));
  });
  return { books, plans };
}

/** Sheets of people each with one ticket, and the books of their town: nothing on them is wrong, though much is untidy. */
export function cleanTown(seed: string, count: number): { books: Books; plans: SheetPlan[] } {
  const invented = inventBooks(2 * count, `${seed}: books`);
  // Every lot is on sale all that summer, for the first dose too.
  const lots = invented.lots.map((lot) => ({ ...lot, validFrom: FIRST_DELIVERY }));
  const books = { ...invented, lots };
  const plans = Array.from({ length: count }, (_, index) => {
    const id = `${seed}-${String(index + 1).padStart(5, '0')}`;
    const { problem: _problem, ...scenario } = randomScenario(makeRng(`${id}: scenario`));
    return planSheet(books, scenario, index, id);
  });
  return { books, plans };
}

/** The same with one problem on each sheet, in turn, except where nothing was given. */
export function plantedTown(seed: string, count: number): { books: Books; plans: SheetPlan[] } {
  const { books: clean, plans } = cleanTown(seed, count);
  const books = { ...clean, lots: [...clean.lots, ...EXPIRED_LOTS] };
  return {
    books,
    plans: plans.map((plan, index) => planted(plan, index, books, makeRng(`${plan.id}: problem`))),
  };
}

function randomScenario(rng: Rng): Scenario {
  const chance = (share: number): boolean => rng.between(0, 1) < share;
  return {
    hand: rng.int(0, HAND_COUNT - 1),
    physicianHand: rng.int(0, HAND_COUNT - 1),
    answers: oddAnswers(rng),
    print: chance(0.5) ? 'biz-udgothic' : 'noto-sans-jp',
    moderna: chance(0.3),
    postponed: chance(0.05),
    physicianStamps: chance(0.3),
    printedCode: chance(0.15),
    withoutBars: chance(0.3),
    with2d: chance(0.4),
    withoutAge: chance(0.03),
    withoutPhone: chance(0.1),
    consentDate: rng.pick(CONSENT_DATES),
    ...(chance(0.15) ? { struck: rng.pick(QUESTIONS) } : {}),
    ...(chance(0.03) ? { problem: 'consent_missing' as const } : {}),
    scan: randomScan(rng, chance),
  };
}

function oddAnswers(rng: Rng): Partial<Record<string, Answer>> {
  return Object.fromEntries(
    QUESTIONS.filter(() => rng.between(0, 1) < 0.08).map((question) => [
      question,
      rng.pick(ODD_ANSWERS),
    ]),
  );
}

function randomScan(rng: Rng, chance: (share: number) => boolean): Partial<ScanConditions> {
  return {
    dpi: chance(0.15) ? 300 : 200,
    colour: rng.pick(['colour', 'grey', 'grey', '1-bit']),
    rotation: rng.pick([0, 0, 0, 0, 90, 180, 270]),
    background: chance(0.2) ? 'dark' : 'white',
    degradations: DEGRADATIONS.filter(() => chance(0.15)),
  };
}
