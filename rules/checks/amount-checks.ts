import type { VolumeRule } from '../../schemas/vaccine-master.ts';
import { holdsOn, isOfAge } from '../vaccines/ages.ts';
import { birthOf, doseNumberOf, type KnownDose, knownDose } from './dose-facts.ts';
import { type Check, type SheetFacts, valueIn } from './facts.ts';
import { found } from './finding-rules.ts';

/** 接種量 for product, dose and age. On the day an age is reached the volumes of both ages are right. */
export const volumeRight: Check = (facts) => {
  const written = valueIn(facts, 'doseVolumeMl');
  const dose = knownDose(facts);
  if (dose === null || written === null || !/^\d+(\.\d+)?$/.test(written)) return null;
  const rules = dose.vaccine.volumes.filter((rule) => isMeant(facts, dose, rule));
  const right = rules.flatMap(({ ml }) => ml);
  if (right.length === 0 || right.includes(Number(written))) return null;
  const restsOn = rules.some(({ ages }) => ages !== undefined) ? birthOf(facts)?.restsOn : [];
  return found('volume_wrong', ['doseVolumeMl'], {
    restsOn: [...dose.restsOn.filter((field) => field !== 'vaccinationDate'), ...(restsOn ?? [])],
    confidence: rules.every(({ confidence }) => confidence === 'C') ? 'C' : 'K',
    detail: { vaccine: dose.vaccine.nameJa, volumes: [...new Set(right)].join('、') },
  });
};

/** What is not known of a dose excludes no rule. */
function isMeant(facts: SheetFacts, { day, productId }: KnownDose, rule: VolumeRule): boolean {
  const number = doseNumberOf(facts)?.value;
  const birth = birthOf(facts);
  return (
    holdsOn(rule, day) &&
    (rule.products === undefined || productId === null || rule.products.includes(productId)) &&
    (rule.doses === undefined || number === undefined || rule.doses.includes(number)) &&
    (rule.ages === undefined || birth === null || isOfAge(birth.value, day, rule.ages))
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
