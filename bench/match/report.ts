import { upper95 } from '../../rules/clopper-pearson.ts';
import type { Outcomes } from './simulate.ts';

/** Another person offered for confirmation with one key: at most so often, at the upper end of what is still likely. */
const AIM = 1 / 10_000;

export type Runs = Readonly<Record<'digit' | 'family' | 'label' | 'right', Outcomes>>;

type Offered = Readonly<{ offered: number; n: number; share: number; upper95: number }>;

/** Processor time of a match in ms: what it takes on a machine with nothing else to do; drawing the sheet is in it. */
export type Processor = Readonly<{ program: number; database: number }>;

export function matchReport({ digit, family, label, right }: Runs, processor: Processor) {
  return {
    aim: AIM,
    wrongPerson: offered(digit, family),
    wrongInTheFamily: offered(family),
    /** The whole label is another's of the household: the number is right, and the person is not. */
    labelOfTheFamily: offered(label),
    rightPerson: offered(right),
    writerListed: share(digit.listed + family.listed, digit.n + family.n),
    outcomes: {
      digit: digit.outcomes,
      family: family.outcomes,
      label: label.outcomes,
      right: right.outcomes,
    },
    medianMs: median([...digit.ms, ...family.ms, ...label.ms, ...right.ms]),
    medianMsRight: median(right.ms),
    processorMs: {
      program: hundredths(processor.program),
      database: hundredths(processor.database),
    },
  };
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;
const share = (k: number, n: number): number => Math.round((1e6 * k) / n) / 1e6;

function offered(...runs: Outcomes[]): Offered {
  const n = runs.reduce((sum, run) => sum + run.n, 0);
  const k = runs.reduce((sum, { outcomes }) => sum + (outcomes.offered ?? 0), 0);
  return { offered: k, n, share: share(k, n), upper95: upper95(k, n) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(1000 * (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 1000;
}

export function reportLines(report: ReturnType<typeof matchReport>): string[] {
  const { wrongPerson, wrongInTheFamily, labelOfTheFamily, rightPerson } = report;
  return [
    `number a digit off, another's: ${line(wrongPerson)}  (aim: at most ${AIM})`,
    `  … of the same family:        ${line(wrongInTheFamily)}`,
    `label of one of the family:    ${line(labelOfTheFamily)}`,
    `number right (usefulness):     ${line(rightPerson)}`,
    `number a digit off: the writer is among those listed on ${percent(report.writerListed)}`,
    `outcomes: ${JSON.stringify(report.outcomes)}`,
    `median ms a match: ${report.medianMs}, of right numbers ${report.medianMsRight}`,
    `processor ms a match: program ${report.processorMs.program}, PostgreSQL ${report.processorMs.database}`,
  ];
}

const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;
const line = ({ offered: k, n, share: part, upper95: bound }: Offered): string =>
  `offered ${k} of ${n} = ${percent(part)}, 95 % bound ${bound.toExponential(2)}`;
