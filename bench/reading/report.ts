import { KINDS } from './kinds.ts';
import type { Row, Tally } from './tally.ts';

const MOST_PAIRS = 15;

export function readingReport(tally: Tally) {
  const fields = Object.values(KINDS)
    .flat()
    .filter((field) => tally.fields.has(field))
    .map((field) => [field, tally.rowOf([field])] as const);
  return {
    pages: tally.pages,
    refused: tally.refused,
    kinds: tally.kinds(),
    fields: Object.fromEntries(fields),
    confusions: [...tally.pairs]
      .sort((a, b) => b[1] - a[1])
      .slice(0, MOST_PAIRS)
      .map(([pair, times]) => ({ pair, times })),
    wrongAccepted: tally.wrongs.filter(({ accepted }) => accepted),
  };
}

type ReadingReport = ReturnType<typeof readingReport>;
type WithMasters = ReadingReport & Readonly<{ withoutMasters?: ReadingReport }>;

export function reportLines(report: WithMasters): string[] {
  const { withoutMasters } = report;
  if (withoutMasters === undefined) return linesOf(report);
  return ['as read:', ...linesOf(withoutMasters), '', 'with masters:', ...linesOf(report)];
}

function linesOf(report: ReadingReport): string[] {
  const { pages, refused, kinds, fields, confusions, wrongAccepted } = report;
  return [
    `${'kind'.padEnd(22)}${['n', 'exact', 'accept', 'acc.', 'wrong', '<=95%CP'].map((word) => word.padStart(9)).join('')}`,
    ...Object.entries(kinds).map(([kind, row]) => rowLine(kind, row)),
    '',
    ...Object.entries(fields).map(([field, row]) => rowLine(`  ${field}`, row)),
    '',
    `pages ${pages.n}, template right ${pages.templateRight}, not forms ${pages.notForms} (with accepted fields ${pages.notFormsWithAccepted}), refused ${JSON.stringify(refused)}`,
    `confusions: ${confusions.map(({ pair, times }) => `${pair} ×${times}`).join(', ') || 'none'}`,
    ...wrongAccepted.map(
      ({ sheet, field, written, read, probability }) =>
        `WRONG AND ACCEPTED  ${sheet} ${field}: written ${JSON.stringify(written)}, read ${JSON.stringify(read)}, p ${probability.toFixed(4)}`,
    ),
  ];
}

function rowLine(name: string, row: Row): string {
  const percent = (share: number, digits: number): string => `${(100 * share).toFixed(digits)}%`;
  const cells = [
    String(row.n),
    percent(row.exact, 2),
    percent(row.acceptedShare, 1),
    String(row.accepted),
    String(row.wrongAmongAccepted),
    row.accepted === 0 ? '-' : percent(row.wrongUpper95, 3),
  ];
  return name.padEnd(22) + cells.map((cell) => cell.padStart(9)).join('');
}
