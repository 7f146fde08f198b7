import type { BatchView, Imbalance } from '../schemas/api/intake.ts';
import type { CoverClaim } from '../schemas/cover.ts';

/** What a supervisor may sign for with a reason. What is pending, nobody may. */
const SIGNABLE: ReadonlySet<Imbalance> = new Set<Imbalance>([
  'empty',
  'refused_file',
  'declared_count',
  'cover_differs',
  'cover_unknown',
  'rescan_requested',
  'page_missing',
]);

export const maySignFor = (cause: Imbalance): boolean => SIGNABLE.has(cause);

type Said = Pick<CoverClaim, 'institutionCode' | 'month' | 'declaredSheets'>;

/** Every count that the record of the batch or one of its covers declares, each once. */
export function declaredCounts(
  record: Pick<BatchView, 'declaredSheets'>,
  covers: readonly Pick<Said, 'declaredSheets'>[],
): number[] {
  const said = [record, ...covers].map(({ declaredSheets }) => declaredSheets);
  return [...new Set(said.filter((count) => count !== null))];
}

/** A cover was printed from the record: where two of them say different things, paper or record was changed. */
export function coversDiffer(record: Said, covers: readonly Said[]): boolean {
  const items = ['institutionCode', 'month', 'declaredSheets'] as const;
  return items.some((item) => {
    const said = [record, ...covers].map((one) => one[item]).filter((value) => value !== null);
    return new Set<string | number>(said).size > 1;
  });
}
