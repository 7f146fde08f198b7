import type { Vaccine, VaccineMaster } from '../../schemas/vaccine-master.ts';
import { holdsOn } from './ages.ts';
import { type FoundProduct, vaccinesNamed } from './products.ts';

/** What was given, as far as form, product and day tell. */
export type Given =
  | Readonly<{ kind: 'one'; vaccine: Vaccine; product: FoundProduct['product'] | null }>
  /** The form may be of any of these on that day, and the product does not say of which. */
  | Readonly<{ kind: 'open'; vaccines: readonly Vaccine[] }>
  /** The programme had no vaccine yet, or has none any more. */
  | Readonly<{ kind: 'not_in_force'; vaccines: readonly Vaccine[] }>
  /** The product belongs to another programme, or is not used in this one on that day. */
  | Readonly<{ kind: 'other_product'; vaccines: readonly Vaccine[]; product: FoundProduct }>
  | Readonly<{ kind: 'unknown_programme' }>;

/** Which vaccine of a programme was given on a day. `product`: as written, `null` where that is not known. */
export function vaccineGiven(
  master: VaccineMaster,
  programme: string,
  day: string,
  product: string | null,
): Given {
  const ids = master.programmes.find(({ id }) => id === programme)?.vaccines;
  if (ids === undefined) return { kind: 'unknown_programme' };
  const vaccines = master.vaccines.filter(({ id }) => ids.includes(id));
  const inForce = vaccines.filter((vaccine) => holdsOn(vaccine.inForce, day));
  if (inForce.length === 0) return { kind: 'not_in_force', vaccines };
  const named = product === null ? [] : vaccinesNamed(master, product);
  const [other] = named;
  const own = named.filter(
    (found) => inForce.includes(found.vaccine) && holdsOn(found.product, day),
  );
  const [first] = own;
  if (first !== undefined) return { kind: 'one', vaccine: first.vaccine, product: first.product };
  if (other !== undefined) return { kind: 'other_product', vaccines: inForce, product: other };
  const [only, ...more] = inForce;
  if (only !== undefined && more.length === 0) return { kind: 'one', vaccine: only, product: null };
  return { kind: 'open', vaccines: inForce };
}
