import type { Vaccine, VolumeRule } from '../../schemas/vaccine-master.ts';
import { holdsOn, isOfAge } from '../vaccines/ages.ts';
import { vaccinesNamed } from '../vaccines/products.ts';
import { birthOf, doseDay, doseNumberOf, knownDose, productOf } from './dose-facts.ts';
import { type Check, type SheetFacts, valueIn } from './facts.ts';
import { found } from './finding-rules.ts';

/** 接種量 for product, dose and age. On the day an age is reached the volumes of both ages are right. */
export const volumeRight: Check = (facts) => {
  const written = valueIn(facts, 'doseVolumeMl');
  const given = givenSomeDay(facts);
  if (given === null || written === null || !/^\d+(\.\d+)?$/.test(written)) return null;
  const rules = given.vaccines.flatMap(({ volumes }) =>
    volumes.filter((rule) => isMeant(facts, given, rule)),
  );
  const right = rules.flatMap(({ ml }) => ml);
  if (right.length === 0 || right.includes(Number(written))) return null;
  return found('volume_wrong', ['doseVolumeMl'], {
    restsOn: [...given.restsOn, ...chosenBy(facts, given)],
    confidence: rules.every(({ confidence }) => confidence === 'C') ? 'C' : 'K',
    detail: {
      vaccine: given.vaccines.map(({ nameJa }) => nameJa).join('、'),
      volumes: [...new Set(right)].join('、'),
    },
  });
};

/** What tells which of the product's volumes are meant: day, dose and age, where the master goes by them. */
function chosenBy(facts: SheetFacts, { vaccines, productIds, day }: GivenSomeDay): string[] {
  const rules = vaccines
    .flatMap(({ volumes }) => volumes)
    .filter((rule) => isOfProduct(rule, productIds));
  const byDay = rules.some(({ from, to, ages }) => (from ?? to ?? ages) !== undefined);
  const byDose = rules.some(({ doses }) => doses !== undefined);
  const byAge = rules.some(({ ages }) => ages !== undefined);
  return [
    ...(byDay && day !== null ? ['vaccinationDate'] : []),
    ...(byDose ? (doseNumberOf(facts)?.restsOn ?? []) : []),
    ...(byAge ? (birthOf(facts)?.restsOn ?? []) : []),
  ];
}

type GivenSomeDay = Readonly<{
  vaccines: readonly Vaccine[];
  productIds: readonly string[];
  day: string | null;
  restsOn: readonly string[];
}>;

/** A volume is judged by the product alone where the day is not known: then by the rules of every day. */
function givenSomeDay(facts: SheetFacts): GivenSomeDay | null {
  const dose = knownDose(facts);
  if (dose !== null) {
    const restsOn = dose.restsOn.filter((field) => field !== 'vaccinationDate');
    const productIds = dose.productId === null ? [] : [dose.productId];
    return { vaccines: [dose.vaccine], productIds, day: dose.day, restsOn };
  }
  const product = productOf(facts);
  const own = facts.vaccines.programmes.find(({ id }) => id === facts.programme)?.vaccines ?? [];
  const named = vaccinesNamed(facts.vaccines, product?.value ?? '').filter(({ vaccine }) =>
    own.includes(vaccine.id),
  );
  if (product === null || named.length === 0 || doseDay(facts) !== null) return null;
  return {
    vaccines: [...new Set(named.map(({ vaccine }) => vaccine))],
    productIds: named.map((each) => each.product.id),
    day: null,
    restsOn: product.restsOn,
  };
}

const isOfProduct = ({ products }: VolumeRule, given: readonly string[]): boolean =>
  products === undefined || given.length === 0 || products.some((id) => given.includes(id));

/** What is not known of a dose excludes no rule. */
function isMeant(facts: SheetFacts, { day, productIds }: GivenSomeDay, rule: VolumeRule): boolean {
  const number = doseNumberOf(facts)?.value;
  const birth = birthOf(facts);
  const { doses, ages } = rule;
  return (
    (day === null || holdsOn(rule, day)) &&
    isOfProduct(rule, productIds) &&
    (doses === undefined || number === undefined || doses.includes(number)) &&
    (ages === undefined || birth === null || day === null || isOfAge(birth.value, day, ages))
  );
}

/** The name of the master for what a form calls a route or site; `null` where it knows no such word. */
const meant = (
  words: Readonly<Record<string, readonly string[]>>,
  written: string,
): string | null =>
  Object.keys(words).find(
    (name) => name === written || words[name]?.includes(written.normalize('NFKC')) === true,
  ) ?? null;

export const routeRight: Check = (facts) => {
  const dose = knownDose(facts);
  const route = meant(facts.vaccines.words.routes, valueIn(facts, 'route') ?? '');
  const { routes, nameJa = '' } = dose?.vaccine ?? {};
  if (dose === null || routes === undefined || route === null || routes.allowed.includes(route))
    return null;
  return found('route_wrong', ['route'], {
    restsOn: dose.restsOn,
    confidence: routes.confidence,
    detail: { vaccine: nameJa },
  });
};

export const siteRight: Check = (facts) => {
  const dose = knownDose(facts);
  const site = meant(facts.vaccines.words.sites, valueIn(facts, 'site') ?? '');
  const { sites, nameJa = '' } = dose?.vaccine ?? {};
  if (dose === null || sites === undefined || site === null || sites.allowed.includes(site))
    return null;
  return found('site_wrong', ['site'], {
    restsOn: dose.restsOn,
    confidence: sites.confidence,
    detail: { vaccine: nameJa },
  });
};
