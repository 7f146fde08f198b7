import type { LoadedTemplate } from '../../workers/engines/templates.ts';
import { classify } from '../../workers/stages/classify.ts';
import { mapPoint } from '../../workers/stages/homography.ts';
import { distance, type Point } from '../../workers/stages/point.ts';
import type { Condition } from './conditions.ts';
import { type DrawnPage, photograph } from './photograph.ts';

export type Placed = Readonly<{
  form: string;
  condition: string;
  /** What the page was taken for. */
  found: string;
  /** What the registration says of itself, and how far it is off in truth at its worst point, mm. */
  residualMm: number | null;
  worstMm: number | null;
  rotationRight: boolean;
  ms: number;
}>;

/** Photographs a page under a condition and compares where the registration puts it with where it is. */
export function place(
  form: string,
  page: DrawnPage,
  condition: Condition,
  forms: readonly LoadedTemplate[],
): Placed {
  const { raster, mmToPx, pxPerMm } = photograph(page, condition);
  const start = process.cpuUsage();
  const found = classify(raster, forms);
  const { user, system } = process.cpuUsage(start);
  const { registration } = found;
  const { width, height } = page.pageMm;
  const probes = [0.06, 0.5, 0.94].flatMap((x) =>
    [0.04, 0.5, 0.96].map((y): Point => [x * width, y * height]),
  );
  const worst = registration
    ? Math.max(
        ...probes.map(
          (mm) => distance(mapPoint(registration.mmToPx, mm), mapPoint(mmToPx, mm)) / pxPerMm,
        ),
      )
    : null;
  return {
    form,
    condition: condition.name,
    found: found.template,
    residualMm: registration?.residualMm ?? null,
    worstMm: worst,
    rotationRight: registration?.rotation === condition.quarterTurns * 90,
    ms: Math.round((user + system) / 1000),
  };
}
