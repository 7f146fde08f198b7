import { describe, expect, it } from 'vitest';
import { toReading } from '../../../workers/stages/fuse.ts';
import { fuseTicket, partVerdict, type TicketSight } from '../../../workers/stages/ticket.ts';

const SOURCES = { barcode: 0.999, gs1: 0.99, ocrLine: 0.98, lexicon: 0.99, text: 0.9, line: 0.96 };
// 131016 is a valid 市町村コード (DOMAIN.md §3).
const DIGITS = '211310160000000001';
const sight = (source: TicketSight['source'], digits = DIGITS, confidence = 1): TicketSight => ({
  source,
  digits,
  confidence,
});
const reading = (sights: TicketSight[]) =>
  toReading(fuseTicket(sights, SOURCES), {
    boxMm: [0, 0, 1, 1],
    engine: 'test',
    engineVersion: 'test',
    acceptFrom: 0.985,
  });

describe('the 18 digits of a ticket', () => {
  it('are certain when a bar code and the OCR line agree', () => {
    expect(reading([sight('qr'), sight('ocr-line', DIGITS, 0.8)])).toMatchObject({
      value: DIGITS,
      state: 'certain',
      accepted: true,
    });
  });

  it('are more probable the more readers agree', () => {
    const alone = reading([sight('ocr-line', DIGITS, 0.6)]).probability;
    const together = reading([sight('ocr-line', DIGITS, 0.6), sight('nw-7')]).probability;
    expect(together).toBeGreaterThan(alone);
  });

  it('gain more from a second print than from a second reader of the same print', () => {
    const first = sight('ocr-line', DIGITS, 0.5);
    const samePrint = reading([first, sight('ocr-line', DIGITS, 0.5)]).probability;
    // Two chances of a half that may err alike, trusted to 0.98: the product of their errors and no more.
    expect(samePrint).toBeCloseTo(1 - (1 - 0.49) ** 2);
    expect(reading([first, sight('nw-7', DIGITS)]).probability).toBeGreaterThan(samePrint);
  });

  it('are never accepted when two readers contradict each other', () => {
    const other = '211310160000000002';
    const read = reading([sight('qr'), sight('ocr-line', other)]);
    expect(read).toMatchObject({ value: DIGITS, state: 'doubtful', accepted: false });
    expect(read.candidates.map(({ value }) => value)).toEqual([DIGITS, other]);
  });

  it('are never accepted with a municipality code whose check digit fails', () => {
    expect(reading([sight('qr', '211310170000000001')])).toMatchObject({ accepted: false });
  });

  it('are unreadable when no reader saw eighteen digits', () => {
    expect(reading([sight('ocr-line', '2113101600000001')])).toMatchObject({
      value: null,
      state: 'unreadable',
      accepted: false,
    });
  });

  it.each([
    ['ticketType', '2'],
    ['doseNumberOnTicket', '1'],
    ['municipalityCode', '131016'],
    ['ticketNumber', '0000000001'],
  ] as const)('hold the %s', (part, value) => {
    const line = fuseTicket([sight('qr'), sight('nw-7')], SOURCES);
    expect(partVerdict(line, part)).toMatchObject({ kind: 'read', value });
  });
});
