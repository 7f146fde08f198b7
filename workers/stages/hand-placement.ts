import type { FormTemplate } from '../../schemas/form-template.ts';
import type { FieldReading, Registration, Rotation } from '../../schemas/reading.ts';

type Size = Readonly<{ width: number; height: number }>;

/**
 * The page as wide as its scan, begun at its top and turned as a person says: where to look, undistorted, and nothing
 * to read from.
 */
export function placeByHand(scan: Size, pageMm: Size, rotation: Rotation): Registration {
  return {
    residualMm: Math.hypot(pageMm.width, pageMm.height),
    rotation,
    mmToPx: mapOf(rotation, scan, pageMm),
    byHand: 'place',
  };
}

function mapOf(rotation: Rotation, { width: w, height: h }: Size, pageMm: Size): number[] {
  const s = (rotation === 90 || rotation === 270 ? h : w) / pageMm.width;
  switch (rotation) {
    case 0:
      return [s, 0, 0, 0, s, 0, 0, 0, 1];
    case 90:
      return [0, -s, w, s, 0, 0, 0, 0, 1];
    case 180:
      return [-s, 0, w, 0, -s, h, 0, 0, 1];
    case 270:
      return [0, s, 0, -s, 0, h, 0, 0, 1];
    default:
      return rotation satisfies never;
  }
}

/** Every field of a form, none of it read: people key all of them. */
export function unreadFields(
  { fields }: FormTemplate,
  engineVersion: string,
): Record<string, FieldReading> {
  return Object.fromEntries(
    fields.map(({ id, lookAtMm }) => [
      id,
      {
        value: null,
        state: 'unreadable',
        accepted: false,
        probability: 0,
        candidates: [],
        boxMm: lookAtMm,
        engine: 'none',
        engineVersion,
      },
    ]),
  );
}
