import { compareDates } from '../calendar.ts';
import { vaccinesNamed } from '../vaccines/products.ts';
import { doseDay, productOf } from './dose-facts.ts';
import { type Check, valueIn } from './facts.ts';
import { found } from './finding-rules.ts';

export const lotKnown: Check = (facts) =>
  facts.lots?.length === 0 && valueIn(facts, 'lotNumber') !== null
    ? found('lot_unknown', ['lotNumber'])
    : null;

/** The lot master overrides the sticker: a maker may have extended the printed expiry (DOMAIN.md §5). */
export const lotNotExpired: Check = (facts) => {
  const day = doseDay(facts);
  if (day === null) return null;
  const expiries = facts.lots?.map((lot) => lot.expiry) ?? [];
  const printed = valueIn(facts, 'lotExpiry');
  const latest = [...expiries].sort().at(-1) ?? printed;
  if (latest === null || compareDates(day, latest) <= 0) return null;
  return {
    ...found('lot_expired', ['lotNumber', 'lotExpiry', 'vaccinationDate'], {
      detail: { expiry: latest },
    }),
    // The printed expiry is read only where no list knows the lot.
    restsOn: ['vaccinationDate', expiries.length > 0 ? 'lotNumber' : 'lotExpiry'],
  };
};

/** Given before the lot was delivered, or after it was called back. */
export const lotInWindow: Check = (facts) => {
  const day = doseDay(facts);
  const lots = facts.lots ?? [];
  if (day === null || lots.length === 0) return null;
  const isOpen = lots.some(({ validFrom, validTo }) => validFrom <= day && day <= validTo);
  const hasExpired = lots.every(({ expiry }) => day > expiry);
  const [lot] = lots;
  if (isOpen || hasExpired || lot === undefined) return null;
  return found('lot_outside_window', ['lotNumber', 'vaccinationDate'], {
    detail: { from: lot.validFrom, to: lot.validTo },
  });
};

/** The list of lots has this number under another product than the sticker says. */
export const lotOfProduct: Check = (facts) => {
  const written = valueIn(facts, 'vaccineName');
  const [lot, ...others] = facts.lots ?? [];
  if (written === null || lot === undefined || facts.doubtful.has('vaccineName')) return null;
  const own = vaccinesNamed(facts.vaccines, written).map(({ product }) => product.id);
  const isAmong = [lot, ...others].some(({ product }) => {
    const listed = vaccinesNamed(facts.vaccines, product).map((each) => each.product.id);
    // What neither list of products knows cannot be told apart.
    return own.length === 0 || listed.length === 0 || listed.some((id) => own.includes(id));
  });
  return isAmong
    ? null
    : found('lot_of_other_product', ['lotNumber', 'vaccineName'], {
        detail: { product: lot.product },
      });
};

/** A lot that no list knows, in a shape its maker does not use. */
export const lotShaped: Check = (facts) => {
  const written = valueIn(facts, 'lotNumber');
  const product = productOf(facts);
  if (written === null || product === null || (facts.lots?.length ?? 0) > 0) return null;
  const shapes = vaccinesNamed(facts.vaccines, product.value).flatMap(
    (named) => named.product.lotShapes ?? [],
  );
  const isUsual = shapes.some(({ patterns }) =>
    patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(written)),
  );
  if (shapes.length === 0 || isUsual) return null;
  const isSure = shapes.every(({ confidence }) => confidence === 'C');
  return found('lot_shape_unusual', ['lotNumber'], {
    severity: isSure ? 'warn' : 'note',
    detail: { product: product.value },
  });
};
