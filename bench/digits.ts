import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { upper95 } from '../rules/clopper-pearson.ts';
import { boxReading } from '../workers/engines/digit-reader.ts';
import { openNetwork } from '../workers/engines/onnx.ts';
import { readCalibration } from '../workers/engines/reading-engines.ts';
import type { Calibration } from '../workers/stages/calibration.ts';
import { framedDigits, type LabelledDigit, mnistDigits } from './digits/sets.ts';

const MODELS = fileURLToPath(new URL('../models/', import.meta.url));
const BATCH = 200;
const MOST_PAIRS = 10;
const USAGE = `usage: npm run bench:digits -- --kocr <folder> [--group numbers] | --mnist <folder>  [--json]

Reads single real digits as the boxes of a form are read, and compares with their labels.
`;

type Told = Readonly<{ label: number; digit: number | null; probability: number }>;

async function readAll(
  digits: AsyncIterable<LabelledDigit>,
  calibration: Calibration,
): Promise<Told[]> {
  const network = await openNetwork(`${MODELS}digits/model.onnx`, [1, 28, 28]);
  const told: Told[] = [];
  let batch: LabelledDigit[] = [];
  const flush = async (): Promise<void> => {
    const images = batch.flatMap(({ ink }) => (ink.image === null ? [] : [ink.image]));
    const logits = await network.run(images);
    let next = 0;
    for (const { label, ink } of batch) {
      const own = ink.image === null ? null : (logits[next++] ?? null);
      told.push({ label, ...best(boxReading(ink, own, calibration)) });
    }
    batch = [];
  };
  for await (const digit of digits) {
    batch.push(digit);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  await network.close();
  return told;
}

function best(box: ReturnType<typeof boxReading>): { digit: number | null; probability: number } {
  if (box.kind === 'empty' || box.notDigit >= 0.5) return { digit: null, probability: 0 };
  const probability = Math.max(...box.digits);
  return { digit: box.digits.indexOf(probability), probability };
}

function report(told: readonly Told[], acceptFrom: number) {
  const wrong = told.filter(({ label, digit }) => digit !== label);
  const at = (threshold: number) => {
    const accepted = told.filter(({ probability }) => probability >= threshold);
    const wrongAccepted = accepted.filter(({ label, digit }) => digit !== label).length;
    return {
      threshold: Number(threshold.toFixed(5)),
      acceptedShare: accepted.length / told.length,
      accepted: accepted.length,
      wrongAmongAccepted: wrongAccepted,
      wrongUpper95: upper95(wrongAccepted, accepted.length),
    };
  };
  const pairs = new Map<string, number>();
  for (const { label, digit } of wrong) {
    const pair = `${label} → ${digit ?? 'none'}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  // Just above the surest mistake: known only after the truth, so no figure to run on.
  const surest = Math.max(0, ...wrong.map(({ probability }) => probability));
  return {
    n: told.length,
    exact: 1 - wrong.length / told.length,
    wrong: wrong.length,
    ofAField: at(acceptFrom),
    ofEightBoxes: at(acceptFrom ** (1 / 8)),
    noAcceptedError: at(surest + 1e-9),
    confusions: [...pairs].sort((a, b) => b[1] - a[1]).slice(0, MOST_PAIRS),
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kocr: { type: 'string' },
      group: { type: 'string', default: 'numbers' },
      mnist: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { kocr, mnist, group } = values;
  if (kocr === undefined && mnist === undefined) {
    process.stderr.write(USAGE);
    return 64;
  }
  const calibration = await readCalibration(MODELS);
  const sets = {
    ...(kocr === undefined ? {} : { [`kocr ${group}`]: framedDigits(kocr, group) }),
    ...(mnist === undefined ? {} : { 'mnist training 1–10,000': mnistDigits(mnist) }),
  };
  for (const [name, digits] of Object.entries(sets)) {
    const told = await readAll(digits, calibration);
    const result = { set: name, ...report(told, calibration.accept.digits.from) };
    process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
  }
  return 0;
}

if (import.meta.main) process.exitCode = await main();
