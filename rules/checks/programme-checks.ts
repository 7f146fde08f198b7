import { holdsOn, isInSeason } from '../vaccines/ages.ts';
import { vaccinesNamed } from '../vaccines/products.ts';
import { vaccinesOfDose } from '../vaccines/series.ts';
import { doseNumberOf, doseOf, dosesOfSeries, type KnownDose, knownDose } from './dose-facts.ts';
import { type Check, type RecordedDose, type SheetFacts, valueIn, wasVaccinated } from './facts.ts';
import { found } from './finding-rules.ts';

const names = (vaccines: readonly Readonly<{ nameJa: string }>[]): string =>
  vaccines.map(({ nameJa }) => nameJa).join('、');

/** What is not checked is said: nobody may take silence for a sheet that is in order. */
export const programmeKnown: Check = (facts) => {
  const { programme, vaccines } = facts;
  if (programme === null || !wasVaccinated(facts)) return null;
  return vaccines.programmes.some(({ id }) => id === programme)
    ? null
    : found('programme_unknown', [], { detail: { programme } });
};

/** The dose came before the vaccine existed, or after it was given up. */
export const programmeInForce: Check = (facts) => {
  const dose = doseOf(facts);
  if (dose?.given.kind !== 'not_in_force') return null;
  const { vaccines } = dose.given;
  const isSure = vaccines.every(({ inForce }) => inForce.confidence === 'C');
  return found('programme_not_in_force', ['vaccinationDate'], {
    confidence: isSure ? 'C' : 'K',
    detail: {
      vaccine: names(vaccines),
      from: vaccines.map(({ inForce }) => inForce.from).sort()[0] ?? '',
    },
  });
};

export const inSeason: Check = (facts) => {
  const dose = knownDose(facts);
  const season = dose?.vaccine.season;
  if (dose === null || season === undefined || isInSeason(dose.day, season)) return null;
  return found('out_of_season', ['vaccinationDate'], {
    restsOn: dose.restsOn,
    confidence: season.confidence,
    detail: { vaccine: dose.vaccine.nameJa, from: season.from, to: season.to },
  });
};

/** 製品・事業・日付: another programme's product, or one that was not in use yet or any more. */
export const productOfProgramme: Check = (facts) => {
  const dose = doseOf(facts);
  if (dose?.given.kind !== 'other_product') return null;
  const { product, vaccine } = dose.given.product;
  const isOwn = dose.given.vaccines.includes(vaccine);
  // A product that does belong here, only not on that day: the day may be a guess.
  const rule = isOwn && !holdsOn(product, dose.day) ? product : vaccine.inForce;
  return found('product_not_of_programme', ['vaccineName', 'vaccinationDate'], {
    restsOn: dose.product?.restsOn ?? [],
    confidence: rule.confidence,
    detail: { product: product.names[0] ?? '', vaccine: names(dose.given.vaccines) },
  });
};

/** A name in no list of products: a new product, or a misread one. Volume and interval cannot be judged by it. */
export const productKnown: Check = (facts) => {
  const written = valueIn(facts, 'vaccineName');
  if (facts.programme === null || written === null || facts.doubtful.has('vaccineName'))
    return null;
  return vaccinesNamed(facts.vaccines, written).length > 0
    ? null
    : found('product_unknown', ['vaccineName']);
};

/** Doses that are to be of one maker, and vaccines of which a person is given one or the other. */
export const productKept: Check = (facts) => {
  const dose = knownDose(facts);
  if (dose === null) return null;
  const { exclusiveWith, sameProduct } = dose.vaccine;
  const other = exclusiveWith === undefined ? undefined : insteadOf(facts, dose);
  const mixed =
    sameProduct === undefined ? undefined : ofOtherMaker(facts, dose, sameProduct.doses);
  const earlier = other ?? mixed;
  const grounds = other === undefined ? sameProduct : exclusiveWith;
  if (earlier === undefined || grounds === undefined) return null;
  return found('product_switched', ['vaccineName'], {
    restsOn: [...dose.restsOn, 'ocrLine'],
    confidence: grounds.confidence,
    detail: { product: earlier.product ?? '', previous: earlier.vaccinationDate },
  });
};

const isBefore = ({ day }: KnownDose, { vaccinationDate }: RecordedDose): boolean =>
  vaccinationDate < day;

function insteadOf(facts: SheetFacts, dose: KnownDose): RecordedDose | undefined {
  const others = dose.vaccine.exclusiveWith?.vaccines ?? [];
  return facts.doses?.find((each) => {
    const kinds = vaccinesOfDose(facts.vaccines, each);
    const isOther = kinds.length > 0 && kinds.every(({ id }) => others.includes(id));
    return isOther && isBefore(dose, each);
  });
}

/** An earlier dose of whose maker the books say that it was another. */
function ofOtherMaker(
  facts: SheetFacts,
  dose: KnownDose,
  numbers: readonly number[],
): RecordedDose | undefined {
  const number = doseNumberOf(facts)?.value ?? 0;
  const maker = dose.vaccine.products.find(({ id }) => id === dose.productId)?.manufacturer;
  if (!numbers.includes(number) || maker === undefined) return undefined;
  return dosesOfSeries(facts, dose.vaccine)?.find((each) => {
    const makers = vaccinesNamed(facts.vaccines, each.product ?? '')
      .filter(({ vaccine }) => vaccine.id === dose.vaccine.id)
      .map(({ product }) => product.manufacturer);
    const isCounted = numbers.includes(Number(each.doseNumber)) && Number(each.doseNumber) < number;
    return isCounted && makers.length > 0 && !makers.includes(maker) && isBefore(dose, each);
  });
}
