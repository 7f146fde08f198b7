import type { Schedule, Vaccine, VaccineMaster } from '../../schemas/vaccine-master.ts';
import { holdsOn, isOfAge } from './ages.ts';
import { vaccinesNamed } from './products.ts';

/** What the books say of a dose. */
export type BookedDose = Readonly<{
  vaccinationDate: string;
  programme?: string | null;
  product?: string | null;
}>;

const shares = (one: Vaccine, other: Vaccine): boolean =>
  one.series.some((name) => other.series.includes(name));

/** The vaccines a dose in the books may have been of. Nothing: nobody can tell. */
export function vaccinesOfDose(master: VaccineMaster, dose: BookedDose): Vaccine[] {
  const ids = master.programmes.find(({ id }) => id === dose.programme)?.vaccines;
  const named = vaccinesNamed(master, dose.product ?? '').map(({ vaccine }) => vaccine);
  const possible = ids === undefined ? named : master.vaccines.filter(({ id }) => ids.includes(id));
  const precise = possible.filter((vaccine) => named.length === 0 || named.includes(vaccine));
  const then = (precise.length > 0 ? precise : possible).filter(({ inForce }) =>
    holdsOn(inForce, dose.vaccinationDate),
  );
  return then.length > 0 ? then : precise;
}

/** Does a dose in the books count with those of a vaccine? One of which nobody can tell what it was does. */
export function countsWith(master: VaccineMaster, vaccine: Vaccine, dose: BookedDose): boolean {
  if (!dose.programme && !dose.product) return true;
  return vaccinesOfDose(master, dose).some((other) => shares(vaccine, other));
}

/** The schedule for a product and the day of the first dose; `null` where that cannot be told. */
export function scheduleOf(
  vaccine: Vaccine,
  known: Readonly<{ productId: string | null; birth: string | null; firstDose: string | null }>,
): Schedule | null {
  const { productId, birth, firstDose } = known;
  const fits = vaccine.schedules.filter(
    ({ products }) =>
      products === undefined || (productId !== null && products.includes(productId)),
  );
  const decided = fits.find((schedule) => {
    if (schedule.firstDose === undefined) return true;
    if (birth === null || firstDose === null) return false;
    return isOfAge(birth, firstDose, schedule.firstDose);
  });
  // A schedule for other ages is no answer where the first dose is not known.
  const isOpen = firstDose === null && fits.some((schedule) => schedule.firstDose !== undefined);
  return isOpen ? null : (decided ?? null);
}
