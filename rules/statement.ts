import type { StatementLine } from '../schemas/api/statement.ts';
import type { ServiceKind } from '../schemas/inoculation-record.ts';
import type { Fee } from '../schemas/masters.ts';
import type { VaccineMaster } from '../schemas/vaccine-master.ts';
import { vaccineGiven } from './vaccines/given.ts';

/** What a statement needs of an entry that stands. */
export type StatementEntry = Readonly<{
  programme: string;
  /** Of the vaccination, or of the examination that came to none. */
  day: string;
  productName: string | null;
  serviceKind: ServiceKind;
}>;

export type Prices = Readonly<{
  fees: readonly Fee[];
  /** 種別 of the institution in the municipality's words; `null` where it has none. */
  institutionKind: string | null;
}>;

const ANY = 'all';

/**
 * The fee of a vaccine on a day, in yen: that of the vaccine before that of the whole programme, that of the kind of
 * institution before that of all. `null`: none is on file, which is not the same as nothing to pay.
 */
export function feeOn(
  { fees, institutionKind }: Prices,
  { programme, day, serviceKind }: StatementEntry,
  vaccine: string | null,
): number | null {
  const applies = (written: string, own: string | null) => written === ANY || written === own;
  const [fee] = fees
    .filter(
      (each) =>
        each.programme === programme &&
        applies(each.vaccine, vaccine) &&
        applies(each.institutionKind, institutionKind) &&
        each.validFrom <= day &&
        (each.validTo === null || day <= each.validTo),
    )
    .toSorted((one, other) => closeness(other) - closeness(one));
  if (fee === undefined) return null;
  return serviceKind === 'vaccinated' ? fee.vaccinatedYen : fee.examinedOnlyYen;
}

const closeness = ({ vaccine, institutionKind }: Fee): number =>
  (vaccine === ANY ? 0 : 2) + (institutionKind === ANY ? 0 : 1);

/** One line for each vaccine, kind and price, every entry in exactly one of them. */
export function statementLines(
  entries: readonly StatementEntry[],
  prices: Prices,
  master: VaccineMaster,
): StatementLine[] {
  const priced = entries.map((entry) => {
    const { programme, day, productName, serviceKind } = entry;
    const given = vaccineGiven(master, programme, day, productName);
    const vaccine = given.kind === 'one' ? given.vaccine : null;
    const unitYen = feeOn(prices, entry, vaccine?.id ?? null);
    return { programme, vaccine, serviceKind, unitYen };
  });
  const alike = Map.groupBy(priced, ({ programme, vaccine, serviceKind, unitYen }) =>
    [programme, vaccine?.id ?? '', serviceKind, unitYen ?? ''].join('|'),
  );
  return [...alike]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group;
      if (first === undefined) return [];
      const { programme, vaccine, serviceKind, unitYen } = first;
      const named = master.programmes.find(({ id }) => id === programme);
      return [
        {
          ...{ programme, serviceKind, unitYen },
          programmeName: named?.nameJa ?? programme,
          vaccine: vaccine?.id ?? null,
          vaccineName: vaccine?.nameJa ?? null,
          count: group.length,
          amountYen: unitYen === null ? null : unitYen * group.length,
        },
      ];
    });
}
