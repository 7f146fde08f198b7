import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Hearing, heard } from '../../../rules/evidence/hearing.ts';
import type { FieldReading } from '../../../schemas/reading.ts';

const ACCEPT_FROM = 0.975;

type Guess = readonly [value: string, probability: number];

function read(first: Guess, ...others: Guess[]): FieldReading {
  const [value, probability] = first;
  const accepted = probability >= ACCEPT_FROM;
  return {
    value,
    state: accepted ? 'certain' : 'doubtful',
    accepted,
    probability,
    candidates: [first, ...others].map(([each, p]) => ({
      value: each,
      probability: p,
      source: 'digit-net',
    })),
    boxMm: [0, 0, 1, 1],
    engine: 'digit-net',
    engineVersion: 'test',
  };
}

const holding = (held: string, more: Partial<Hearing> = {}): Hearing => ({
  master: 'register',
  holds: (value) => value === held,
  leak: 0.05,
  heldBeside: 0,
  ...more,
});

const [WRITTEN, IN_REGISTER] = ['1962-03-08', '1952-03-08'];

test('what is clear in ink stays as written, whatever the master holds, and goes to people', () => {
  const clear = read([WRITTEN, 0.98], [IN_REGISTER, 0.01]);
  const after = heard(clear, holding(IN_REGISTER), ACCEPT_FROM);
  expect(after).toMatchObject({ value: WRITTEN, accepted: false, state: 'doubtful' });
  expect(after.candidates[1]).toMatchObject({ value: IN_REGISTER, source: 'digit-net+register' });
});

test('what the ink leaves open is settled, named as such, and never certain', () => {
  const open = read([WRITTEN, 0.5], [IN_REGISTER, 0.45]);
  const after = heard(open, holding(IN_REGISTER), ACCEPT_FROM);
  expect(after).toMatchObject({ value: IN_REGISTER, accepted: false, state: 'doubtful' });
  expect(after.probability).toBeCloseTo(0.45 / (0.45 + (0.5 + 0.05) * 0.05));
  expect(after.candidates.map(({ value, source }) => [value, source])).toEqual([
    [IN_REGISTER, 'digit-net+register'],
    [WRITTEN, 'digit-net'],
  ]);
});

test('what the ink read first becomes certain by a master that holds it', () => {
  const after = heard(read([WRITTEN, 0.9]), holding(WRITTEN), ACCEPT_FROM);
  expect(after).toMatchObject({ value: WRITTEN, accepted: true, state: 'certain' });
});

test('what is odd is not made certain by any master', () => {
  const odd = { ...read([WRITTEN, 0.9995]), probability: 0.5, accepted: false };
  expect(heard(odd, holding(WRITTEN, { leak: 1e-6 }), ACCEPT_FROM).accepted).toBe(false);
});

test('where the ink proposes nothing the master holds, nothing comes in and less is believed', () => {
  const clear = read([WRITTEN, 0.98], ['1963-03-08', 0.01]);
  const after = heard(clear, holding(IN_REGISTER), ACCEPT_FROM);
  expect(after).toMatchObject({ value: WRITTEN, accepted: false, state: 'doubtful' });
  expect(after.candidates.map(({ value }) => value)).toEqual([WRITTEN, '1963-03-08']);
});

test('an unread field takes a proposal of the ink that the master holds, and only that', () => {
  const guesses = read([WRITTEN, 0.5], [IN_REGISTER, 0.4]);
  const unread: FieldReading = {
    ...guesses,
    value: null,
    state: 'unreadable',
    accepted: false,
    probability: 0,
  };
  expect(heard(unread, holding(IN_REGISTER), ACCEPT_FROM)).toMatchObject({
    value: IN_REGISTER,
    state: 'doubtful',
    accepted: false,
  });
  expect(heard(unread, holding('1950-01-01'), ACCEPT_FROM)).toEqual(unread);
});

test('an empty field stays empty', () => {
  const empty: FieldReading = { ...read(['', 0.99]), state: 'blank', candidates: [] };
  expect(heard(empty, holding(WRITTEN), ACCEPT_FROM)).toEqual(empty);
});

/** Any reading of a few values: read first, raised by a check digit, doubted, or not read at all. */
const anyReading = fc
  .record({
    shares: fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
      minLength: 2,
      maxLength: 5,
    }),
    believed: fc.double({ min: 0, max: 1, noNaN: true }),
    unread: fc.boolean(),
  })
  .map(({ shares, believed, unread }): FieldReading => {
    const total = shares.reduce((sum, share) => sum + share, 0);
    const guesses = shares
      .slice(1)
      .sort((a, b) => b - a)
      .map((share, at): Guess => [String(at), share / total]);
    const [first = ['0', 0.5] as const, ...others] = guesses;
    const reading = read(first, ...others);
    const probability = unread ? 0 : believed;
    const accepted = probability >= ACCEPT_FROM;
    const state = unread ? 'unreadable' : accepted ? 'certain' : 'doubtful';
    return { ...reading, value: unread ? null : reading.value, probability, accepted, state };
  });

const anyHearing = fc
  .record({
    held: fc.subarray(['0', '1', '2', '3', 'elsewhere']),
    leak: fc.double({ min: -6, max: -0.3, noNaN: true }).map((exponent) => 10 ** exponent),
    heldBeside: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ held, ...more }) => holding('', { ...more, holds: (value) => held.includes(value) }));

test('nothing comes in, nothing is lost, and the beliefs are parts of one', () => {
  fc.assert(
    fc.property(anyReading, anyHearing, (reading, hearing) => {
      const after = heard(reading, hearing, ACCEPT_FROM);
      const valuesOf = ({ candidates }: FieldReading) =>
        candidates.map(({ value }) => value).sort();
      expect(valuesOf(after)).toEqual(valuesOf(reading));
      if (after.value !== null) expect(valuesOf(reading)).toContain(after.value);
      const total = after.candidates.reduce((sum, { probability }) => sum + probability, 0);
      expect(total).toBeLessThanOrEqual(1 + 1e-9);
      expect(after.probability).toBeLessThanOrEqual(1);
    }),
  );
});

test('accepted is only what the ink by itself read first, and believed more than not', () => {
  fc.assert(
    fc.property(anyReading, anyHearing, (reading, hearing) => {
      const after = heard(reading, hearing, ACCEPT_FROM);
      expect(after.state === 'certain').toBe(after.accepted);
      if (!after.accepted) return;
      expect(after.value).toBe(reading.value);
      expect(reading.probability).toBeGreaterThan(0.5);
      expect(after.probability).toBeGreaterThanOrEqual(ACCEPT_FROM);
    }),
  );
});

test('what a master moved up is not accepted, even where the ink was accepted before', () => {
  const accepted = read([WRITTEN, 0.98], [IN_REGISTER, 0.02]);
  const after = heard(accepted, holding(IN_REGISTER, { leak: 1e-5 }), ACCEPT_FROM);
  expect(after).toMatchObject({ value: IN_REGISTER, accepted: false, state: 'doubtful' });
  expect(after.probability).toBeGreaterThan(ACCEPT_FROM);
});

test('ink that is 1/leak times surer of a value is never overruled', () => {
  fc.assert(
    fc.property(anyReading, anyHearing, (reading, hearing) => {
      const [first, ...others] = reading.candidates;
      fc.pre(first !== undefined && reading.value === first.value && reading.probability > 0);
      fc.pre(others.every(({ probability }) => probability < hearing.leak * first.probability));
      fc.pre(reading.probability <= first.probability);
      expect(heard(reading, hearing, ACCEPT_FROM).value).toBe(reading.value);
    }),
  );
});
