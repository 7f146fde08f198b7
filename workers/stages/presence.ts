import type { BoxMm } from '../../schemas/reading.ts';
import type { Calibration } from './calibration.ts';
import { componentsOf } from './components.ts';
import { logistic, type Verdict } from './fuse.ts';
import { cropMm, type InkPlane, inkFrom } from './ink-plane.ts';
import { isPrinted, type Printed } from './printed.ts';

const LEVEL = 80;
const SPECK_MM2 = 0.06;
/** A printed rule that slipped into the zone is long and thin; handwriting is neither that long nor that thin. */
const RULE_SHARE = 0.75;
const RULE_MM = 0.7;

/** mm² of ink in a zone that is not the form's own print, not dust and not a rule. */
export function writtenMm2(
  plane: InkPlane,
  pxPerMm: number,
  boxMm: BoxMm,
  printed: Printed | null,
): number {
  const zone = cropMm(plane, pxPerMm, boxMm);
  const mask = inkFrom(zone.data, LEVEL).map((ink, i) => {
    if (ink === 0) return 0;
    const xMm = boxMm[0] + ((i % zone.widthPx) + 0.5) / pxPerMm;
    const yMm = boxMm[1] + (Math.floor(i / zone.widthPx) + 0.5) / pxPerMm;
    return isPrinted(printed, xMm, yMm) ? 0 : 1;
  });
  const area = pxPerMm * pxPerMm;
  let pixels = 0;
  for (const piece of componentsOf(mask, zone.widthPx)) {
    const width = piece.right - piece.left;
    const height = piece.bottom - piece.top;
    const rule =
      (width > RULE_SHARE * zone.widthPx && height < RULE_MM * pxPerMm) ||
      (height > RULE_SHARE * zone.heightPx && width < RULE_MM * pxPerMm);
    if (!rule && piece.pixels.length >= SPECK_MM2 * area) pixels += piece.pixels.length;
  }
  return pixels / area;
}

export function presenceProbability(inkMm2: number, curve: Calibration['presence']): number {
  return logistic(curve.slope * (Math.log(inkMm2 + 0.1) - curve.middle));
}

/** Signed or stamped, or not. Whose hand it is, is not asked here. */
export function signatureVerdict(inkMm2: number, curve: Calibration['presence']): Verdict {
  const present = presenceProbability(inkMm2, curve);
  const value = present >= 0.5 ? 'present' : 'absent';
  const probability = Math.max(present, 1 - present);
  const other = value === 'present' ? 'absent' : 'present';
  return {
    kind: 'read',
    value,
    probability,
    candidates: [
      { value, probability, source: 'ink' },
      { value: other, probability: 1 - probability, source: 'ink' },
    ],
  };
}

/** Freehand writing is not guessed at: there is ink, and a person reads it, or there is none. */
export function freehandVerdict(inkMm2: number, curve: Calibration['presence']): Verdict {
  const present = presenceProbability(inkMm2, curve);
  if (present >= 0.5) return { kind: 'unreadable', candidates: [] };
  return { kind: 'blank', probability: 1 - present };
}
