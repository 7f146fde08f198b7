import { expect, test } from 'vitest';
import { type Evidence, toReading, type Verdict } from '../../../workers/stages/fuse.ts';

const EVIDENCE: Evidence = {
  boxMm: [0, 0, 1, 1],
  engine: 'test',
  engineVersion: 'test',
  acceptFrom: 0.5,
};

const verdict = (kind: 'read' | 'odd'): Verdict => ({
  kind,
  value: '7',
  probability: 0.99,
  candidates: [{ value: '7', probability: 0.99, source: 'test' }],
});

test('what is odd is never accepted, nor believed more than not, however sure its reader is', () => {
  const odd = toReading(verdict('odd'), EVIDENCE);
  expect(odd).toMatchObject({ value: '7', state: 'doubtful', accepted: false, probability: 0.5 });
  const read = toReading(verdict('read'), EVIDENCE);
  expect(read).toMatchObject({ value: '7', state: 'certain', accepted: true, probability: 0.99 });
});
