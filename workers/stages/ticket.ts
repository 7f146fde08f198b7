import { isValidMunicipalityCode } from '../../rules/check-digits.ts';
import type { Candidate } from '../../schemas/reading.ts';
import type { Calibration } from './calibration.ts';
import { agreeing, type Verdict } from './fuse.ts';

/** One independent sight of the 18 digits of a 接種券. */
export type TicketSight = Readonly<{
  digits: string;
  source: 'qr' | 'nw-7' | 'ocr-line';
  /** 0..1 of the reader itself; bar codes check themselves and have 1. */
  confidence: number;
}>;

export type TicketParts = Readonly<{
  ticketType: string;
  doseNumberOnTicket: string;
  municipalityCode: string;
  ticketNumber: string;
}>;

const LINE = /^\d{18}$/;

/** 券種(1) + 回数(1) + 市町村コード(6) + 券番号(10); `null` for anything else. */
export function ticketParts(digits: string): TicketParts | null {
  if (!LINE.test(digits)) return null;
  return {
    ticketType: digits.slice(0, 1),
    doseNumberOnTicket: digits.slice(1, 2),
    municipalityCode: digits.slice(2, 8),
    ticketNumber: digits.slice(8),
  };
}

/** Fuses the sights: agreement raises the probability, a contradiction or a failed check digit is never accepted. */
export function fuseTicket(
  sights: readonly TicketSight[],
  sources: Calibration['sources'],
): Verdict {
  const candidates = candidatesOf(sights, sources);
  const [first] = candidates;
  if (first === undefined) return { kind: 'unreadable', candidates: [] };
  const valid = isValidMunicipalityCode(first.value.slice(2, 8));
  if (candidates.length > 1 || !valid) {
    const probability = first.probability / (valid ? 2 : 4);
    return { kind: 'odd', value: first.value, probability, candidates };
  }
  // Its check digit covers six of the eighteen digits: it can refute the line, but hardly confirms it.
  return { kind: 'read', value: first.value, probability: first.probability, candidates };
}

/** The same verdict for one part of the line. */
export function partVerdict(line: Verdict, part: keyof TicketParts): Verdict {
  if (line.kind !== 'read' && line.kind !== 'odd') return line;
  const parts = line.value === null ? null : ticketParts(line.value);
  if (parts === null) return { kind: 'unreadable', candidates: [] };
  const candidates = line.candidates.flatMap((candidate) => {
    const own = ticketParts(candidate.value);
    return own === null ? [] : [{ ...candidate, value: own[part] }];
  });
  return { ...line, value: parts[part], candidates };
}

function candidatesOf(
  sights: readonly TicketSight[],
  sources: Calibration['sources'],
): Candidate[] {
  const groups = new Map<string, TicketSight[]>();
  for (const sight of sights.filter(({ digits }) => LINE.test(digits))) {
    groups.set(sight.digits, [...(groups.get(sight.digits) ?? []), sight]);
  }
  return [...groups]
    .map(([value, group]) => ({
      value,
      probability: believed(group, sources),
      source: group.map(({ source }) => source).join('+'),
    }))
    .sort((a, b) => b.probability - a.probability);
}

/** Readers of one print may share its mistake; a bar code and the line below it are two prints. */
function believed(group: readonly TicketSight[], sources: Calibration['sources']): number {
  const bySource = Map.groupBy(group, ({ source }) => source);
  const prints = [...bySource.values()].map((sights) =>
    agreeing(
      sights.map((sight) => trust(sight, sources)),
      1,
    ),
  );
  return agreeing(prints);
}

function trust(sight: TicketSight, sources: Calibration['sources']): number {
  return sight.source === 'ocr-line' ? sources.ocrLine * sight.confidence : sources.barcode;
}
