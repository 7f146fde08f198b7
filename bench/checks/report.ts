import { upper95 } from '../../rules/clopper-pearson.ts';
import type { FindingTally, Seen } from './tally.ts';

const perHundred = (count: number, sheets: number): number =>
  sheets === 0 ? 0 : Number(((100 * count) / sheets).toFixed(2));

export function checksReport({ sheets, planted, right, wrong }: FindingTally) {
  const sheetsWrong = new Set(wrong.map(({ sheet }) => sheet)).size;
  return {
    sheets,
    planted: {
      n: planted.length,
      found: planted.filter(({ found }) => found !== null).length,
      asDoubt: planted.filter(({ found }) => found?.kind === 'reading_doubt').length,
      /** Once people have keyed what stands on the paper. */
      foundAfterKeying: planted.filter(({ byKeying }) => byKeying).length,
      missed: planted
        .filter(({ found }) => found === null)
        .map(({ sheet, code, byKeying }) => ({ sheet, code, foundAfterKeying: byKeying })),
    },
    rightUnplanted: right,
    falseFindings: {
      n: wrong.length,
      sheets: sheetsWrong,
      perHundredSheets: perHundred(wrong.length, sheets),
      sheetsUpper95Percent: Number((100 * upper95(sheetsWrong, sheets)).toFixed(2)),
      /** A practice finding accuses somebody: none of these may be false. */
      accusing: wrong.filter(({ kind }) => kind === 'practice').length,
      list: wrong,
    },
  };
}

type Report = ReturnType<typeof checksReport>;

export function reportLines(report: Report): string[] {
  const { sheets, planted, rightUnplanted, falseFindings } = report;
  return [
    `sheets ${sheets}`,
    `planted ${planted.n}, found ${planted.found} (${planted.asDoubt} as a reading doubt), found once keyed ${planted.foundAfterKeying}`,
    ...planted.missed.map(
      ({ sheet, code, foundAfterKeying }) =>
        `MISSED  ${sheet} ${code}${foundAfterKeying ? ' (found once people have keyed it)' : ''}`,
    ),
    `right though not planted ${rightUnplanted.length}`,
    ...rightUnplanted.map((each) => `  right  ${lineOf(each)}`),
    `false ${falseFindings.n} on ${falseFindings.sheets} sheets, ${falseFindings.perHundredSheets} per 100; sheets with one <= ${falseFindings.sheetsUpper95Percent} % (95 %); accusing ${falseFindings.accusing}`,
    ...falseFindings.list.map((each) => `  FALSE  ${lineOf(each)}`),
  ];
}

function lineOf({ sheet, code, kind, severity, fields }: Seen): string {
  const values = Object.entries(fields).map(
    ([id, { written, read, accepted }]) =>
      `${id}: written ${JSON.stringify(written)}, read ${JSON.stringify(read)}${accepted ? '' : ' in doubt'}`,
  );
  return `${sheet} ${code} (${kind}, ${severity})  ${values.join('; ')}`;
}
