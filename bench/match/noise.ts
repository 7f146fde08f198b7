import { isIsoDate } from '../../rules/calendar.ts';
import type { Rng } from '../../samples/generator/rng.ts';
import type { FieldReading } from '../../schemas/reading.ts';

/**
 * What readers make of a field, told by how it lies beside the truth, so that it can happen to any other value: which places are
 * read as which other digit (`edits`: place and how much is added, modulo ten), how many characters of a name are others, with
 * the probabilities as the readers gave them. Measured, never made up: `bench/match.ts --measure`.
 */
export type Misreading = Readonly<{ edits: readonly (readonly [at: number, add: number])[] }>;
export type Pattern = Readonly<{
  /** How often it was seen. */
  seen: number;
  accepted: boolean;
  probability: number;
  /** Which candidate is the value; `null`: not read. */
  value: number | null;
  candidates: readonly Readonly<Misreading & { probability: number }>[];
}>;
export type Noise = Readonly<Record<NoisyField, readonly Pattern[]>>;

export const NOISY = ['labelName', 'birthDate', 'age', 'sex', 'ocrLine'] as const;
export type NoisyField = (typeof NOISY)[number];

/** As kept in a file, one pattern a line. */
export const noiseText = (noise: Noise): string =>
  NOISY.flatMap((field) => noise[field].map((each) => JSON.stringify({ field, ...each }))).join(
    '\n',
  );

export function parseNoise(text: string): Noise {
  const noise: Record<NoisyField, Pattern[]> = {
    labelName: [],
    birthDate: [],
    age: [],
    sex: [],
    ocrLine: [],
  };
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const { field, ...pattern }: Pattern & { field: NoisyField } = JSON.parse(line);
    noise[field].push(pattern);
  }
  return noise;
}

/** Readings on lines as `bench:reading --readings` writes them. */
export type ReadLine = Readonly<{
  fields: Readonly<Record<string, FieldReading>>;
  written: Readonly<Record<string, string>>;
}>;

export function measuredNoise(lines: readonly ReadLine[]): Noise {
  const of = (field: NoisyField): Pattern[] => {
    const patterns = new Map<string, Pattern>();
    for (const { fields, written } of lines) {
      const [reading, truth] = [fields[field], written[field]];
      if (reading === undefined || truth === undefined || truth === '') continue;
      const pattern = patternOf(reading, truth);
      const key = JSON.stringify(pattern);
      patterns.set(key, { ...pattern, seen: (patterns.get(key)?.seen ?? 0) + 1 });
    }
    return [...patterns.values()];
  };
  return {
    labelName: of('labelName'),
    birthDate: of('birthDate'),
    age: of('age'),
    sex: of('sex'),
    ocrLine: of('ocrLine'),
  };
}

/** Probabilities to three places: enough, and sheets that read alike count as one pattern. */
const rounded = (probability: number): number => Math.round(probability * 1000) / 1000;
const TOLD = 0.0005;

function patternOf(reading: FieldReading, truth: string): Pattern {
  const told = reading.candidates.filter(({ probability }) => probability >= TOLD);
  const value = told.findIndex((each) => each.value === reading.value);
  return {
    seen: 0,
    accepted: reading.accepted,
    probability: rounded(reading.probability),
    value: value < 0 ? null : value,
    candidates: told.map((each) => ({
      edits: editsBetween(truth, each.value),
      probability: rounded(each.probability),
    })),
  };
}

/** A text of another length is taken for one that is wrong in its last place. */
function editsBetween(truth: string, read: string): Misreading['edits'] {
  const [from, to] = [Array.from(truth), Array.from(read)];
  const edits = from.flatMap((each, at) => {
    const other = to[at] ?? '';
    if (each === other) return [];
    const add = /\d/.test(each + other) ? (10 + Number(other) - Number(each)) % 10 : 1;
    return [[at, Number.isNaN(add) ? 1 : add] as const];
  });
  return from.length === to.length || edits.length > 0 ? edits : [[from.length - 1, 1]];
}

/** A value as the readers would have read it. */
export function throughNoise(
  field: NoisyField,
  truth: string,
  patterns: readonly Pattern[],
  rng: Rng,
): FieldReading {
  const pattern = drawn(patterns, rng);
  const candidates = pattern.candidates
    .map(({ edits, probability }) => ({
      value: edited(field, truth, edits),
      probability,
      source: 'noise',
    }))
    .filter(({ value }) => field !== 'birthDate' || isIsoDate(value));
  const read = pattern.value === null ? undefined : pattern.candidates[pattern.value];
  const value = read === undefined ? null : edited(field, truth, read.edits);
  const holds = value !== null && candidates.some((each) => each.value === value);
  return {
    value: holds ? value : null,
    state: !holds ? 'unreadable' : pattern.accepted ? 'certain' : 'doubtful',
    accepted: holds && pattern.accepted,
    probability: holds ? pattern.probability : 0,
    candidates,
    boxMm: [0, 0, 0, 0],
    engine: 'noise',
    engineVersion: 'measured',
  };
}

function drawn(patterns: readonly Pattern[], rng: Rng): Pattern {
  const total = patterns.reduce((sum, { seen }) => sum + seen, 0);
  let left = rng.next() * total;
  for (const pattern of patterns) {
    left -= pattern.seen;
    if (left < 0) return pattern;
  }
  throw new Error('no pattern was measured');
}

const OTHER_SEX: Readonly<Record<string, string>> = { male: 'female', female: 'male' };
/** Characters that stand for one taken for another; no name of the town has them. */
const MISREAD = Array.from('圀凪凧匂匁枠栃峠畑塀');

function edited(field: NoisyField, truth: string, edits: Misreading['edits']): string {
  if (field === 'sex') return edits.length === 0 ? truth : (OTHER_SEX[truth] ?? truth);
  const letters = Array.from(truth);
  for (const [at, add] of edits) {
    const place = Math.min(at, letters.length - 1);
    const digit = Number(letters[place]);
    const isDigit = field !== 'labelName' && /\d/.test(letters[place] ?? '');
    letters[place] = isDigit ? String((digit + add) % 10) : (MISREAD[add % MISREAD.length] ?? '凪');
  }
  return letters.join('');
}
