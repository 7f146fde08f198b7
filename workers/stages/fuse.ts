import type { BoxMm, Candidate, FieldReading, ReadingState } from '../../schemas/reading.ts';

/** What a reader says before it is judged: a value with its probability, or why there is none. */
export type Verdict =
  | { kind: 'read'; value: string; probability: number; candidates: readonly Candidate[] }
  /** Read, but something is odd (a correction, a failed check): never accepted, whatever the probability. */
  | { kind: 'odd'; value: string | null; probability: number; candidates: readonly Candidate[] }
  | { kind: 'blank'; probability: number }
  | { kind: 'unreadable'; candidates: readonly Candidate[] };

export type Evidence = Readonly<{
  boxMm: BoxMm;
  engine: string;
  engineVersion: string;
  acceptFrom: number;
}>;

/** A person chooses among a few; more would only be noise. */
const MOST_CANDIDATES = 4;

/** What is odd is believed no more than this, so that whoever hears of it later knows it for odd. */
const MOST_ODD = 0.5;

/** Turns a verdict into the reading that is stored. Doubt stays doubt: only `certain` is ever accepted. */
export function toReading(verdict: Verdict, evidence: Evidence): FieldReading {
  const { boxMm, engine, engineVersion, acceptFrom } = evidence;
  const base = { boxMm, engine, engineVersion };
  switch (verdict.kind) {
    case 'read':
    case 'odd': {
      const accepted = verdict.kind === 'read' && verdict.probability >= acceptFrom;
      const state: ReadingState = stateOf(accepted, verdict.value);
      const { value } = verdict;
      const most = verdict.kind === 'odd' ? MOST_ODD : 1;
      const probability = Math.min(most, verdict.probability);
      return { ...base, value, state, accepted, probability, candidates: best(verdict.candidates) };
    }
    case 'blank': {
      const accepted = verdict.probability >= acceptFrom;
      const state: ReadingState = accepted ? 'blank' : 'doubtful';
      const { probability } = verdict;
      return { ...base, value: '', state, accepted, probability, candidates: [] };
    }
    case 'unreadable':
      return {
        ...base,
        value: null,
        state: 'unreadable',
        accepted: false,
        probability: 0,
        candidates: best(verdict.candidates),
      };
    default:
      return verdict satisfies never;
  }
}

/** What was read stays to be seen, and is a person's to decide. */
export function inDoubt(verdict: Verdict): Verdict {
  switch (verdict.kind) {
    case 'read':
      return { ...verdict, kind: 'odd', probability: verdict.probability / 2 };
    case 'blank':
      return { kind: 'odd', value: null, probability: 0, candidates: [] };
    case 'odd':
    case 'unreadable':
      return verdict;
    default:
      return verdict satisfies never;
  }
}

/** The same of a reading: read in a place that may not be this field's. */
export function misplaced(reading: FieldReading): FieldReading {
  if (reading.state === 'unreadable') return reading;
  const probability = reading.probability / 2;
  return { ...reading, state: 'doubtful', accepted: false, probability };
}

function stateOf(accepted: boolean, value: string | null): ReadingState {
  if (value === null) return 'unreadable';
  return accepted ? 'certain' : 'doubtful';
}

/**
 * Two readings of one value. When independent readers agree the chance that both made the same mistake is
 * what is left: the product of their errors, of which only one in `sameMistake` falls on the same value.
 */
export function agreeing(probabilities: readonly number[], sameMistake = 10): number {
  const wrong = probabilities.reduce((product, p) => product * (1 - p), 1);
  const extra = Math.max(0, probabilities.length - 1);
  return 1 - wrong / sameMistake ** extra;
}

/** A check digit that passes: only one wrong value in `oneIn` would have passed as well. */
export function afterCheckPassed(probability: number, oneIn = 10): number {
  return probability / (probability + (1 - probability) / oneIn);
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function best(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort((a, b) => b.probability - a.probability).slice(0, MOST_CANDIDATES);
}
