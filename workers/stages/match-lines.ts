import { invert } from '../../rules/projective.ts';
import { type AxisFit, alignAxis, type Stripe } from './align-axis.ts';
import { fitCrossings } from './fit-crossings.ts';
import type { FormRules } from './form-rules.ts';
import { mapPoint, multiply } from './homography.ts';
import { levelling } from './level-lines.ts';
import { likeliest, type MarkMatch } from './mark-match.ts';
import type { Homography } from './raster.ts';
import type { RuledLine, RuledLines } from './ruled-lines.ts';

/** Below so many rules each way, lines cannot tell where a form lies. */
const LEAST_RULES = 3;
/** The paper fills at least this share of the image's shorter edge; a tight crop cuts a little off it. */
const PAPER_SHARE = { min: 0.48, max: 1.14 };
/** A camera held at an angle shortens one direction. */
const STRETCH = 0.2;
/** Placements whose rules agree less than this share of the best are not looked at. */
const WORTH_A_LOOK = 0.6;
const LOOKED_AT = 10;
/** A rule of the form lies on one of the page when they are this close. */
const ON_RULE_MM = 1.6;

/** All ways a form may lie on a page by its ruled lines, likeliest first; print decides between them. */
export function matchLines(
  page: RuledLines,
  size: { widthPx: number; heightPx: number },
  form: FormRules,
): MarkMatch[] {
  const { lines, pageMm } = form;
  if (lines.across.length + lines.down.length < 2 * LEAST_RULES) return [];
  const pxToLevel = levelling(page, [size.widthPx / 2, size.heightPx / 2]);
  const levelToPx = pxToLevel && invert(pxToLevel);
  if (!pxToLevel || !levelToPx) return [];
  const seen = stripesOf(page, pxToLevel);
  const paper = Math.min(size.widthPx, size.heightPx) / Math.min(pageMm.width, pageMm.height);
  const scales = { from: paper * PAPER_SHARE.min, to: paper * PAPER_SHARE.max };
  const placed = [0, 1, 2, 3].flatMap((quarter) => {
    const turn = quarterTurn(quarter, pageMm);
    const stripes = stripesOf(turnedLines(lines, turn, quarter), IDENTITY);
    return bestPlacements(seen, stripes, scales).map(({ level, score, scale }) => ({
      score,
      scale,
      mmToPx: multiply(levelToPx, multiply(level, turn)),
    }));
  });
  const best = Math.max(0, ...placed.map(({ score }) => score));
  const matches = placed
    .filter(({ score }) => score >= best * WORTH_A_LOOK)
    .sort((a, b) => b.score - a.score)
    .slice(0, LOOKED_AT)
    .flatMap(({ mmToPx, scale }) => fitCrossings(mmToPx, scale, page, lines) ?? []);
  return likeliest(matches);
}

type Stripes = { across: Stripe[]; down: Stripe[] };
type Placed = { level: Homography; score: number; scale: number };

function bestPlacements(
  page: Stripes,
  form: Stripes,
  scales: { from: number; to: number },
): Placed[] {
  const rows = alignAxis(page.across, form.across, scales);
  const columns = alignAxis(page.down, form.down, scales);
  return columns
    .flatMap((x) =>
      rows.flatMap((y) => {
        if (Math.abs(Math.log(x.scale / y.scale)) > STRETCH) return [];
        const level = [x.scale, 0, x.shift, 0, y.scale, y.shift, 0, 0, 1];
        const scale = Math.sqrt(x.scale * y.scale);
        return [{ level, scale, score: agreement(page, form, x, y) }];
      }),
    )
    .sort((a, b) => b.score - a.score)
    .slice(0, LOOKED_AT);
}

/** mm of the form's rules that lie on rules of the page. */
function agreement(page: Stripes, form: Stripes, x: AxisFit, y: AxisFit): number {
  return covered(page.across, form.across, y, x) + covered(page.down, form.down, x, y);
}

function covered(
  page: readonly Stripe[],
  form: readonly Stripe[],
  place: AxisFit,
  reach: AxisFit,
): number {
  let sum = 0;
  for (const rule of form) {
    const at = rule.at * place.scale + place.shift;
    const from = rule.from * reach.scale + reach.shift;
    const to = rule.to * reach.scale + reach.shift;
    let best = 0;
    for (const seen of page) {
      if (Math.abs(seen.at - at) > ON_RULE_MM * place.scale) continue;
      best = Math.max(best, Math.min(to, seen.to) - Math.max(from, seen.from));
    }
    sum += best / reach.scale;
  }
  return sum;
}

const IDENTITY: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1];

function stripesOf(lines: RuledLines, map: Homography): Stripes {
  const mapped = ({ from, to }: RuledLine) => [mapPoint(map, from), mapPoint(map, to)] as const;
  return {
    across: lines.across.map((line) => {
      const [a, b] = mapped(line);
      return { at: (a[1] + b[1]) / 2, from: Math.min(a[0], b[0]), to: Math.max(a[0], b[0]) };
    }),
    down: lines.down.map((line) => {
      const [a, b] = mapped(line);
      return { at: (a[0] + b[0]) / 2, from: Math.min(a[1], b[1]), to: Math.max(a[1], b[1]) };
    }),
  };
}

/** Turns a page of the form clockwise about its corner, so that it lies right of and below the origin again. */
function quarterTurn(quarter: number, page: { width: number; height: number }): Homography {
  if (quarter === 1) return [0, -1, page.height, 1, 0, 0, 0, 0, 1];
  if (quarter === 2) return [-1, 0, page.width, 0, -1, page.height, 0, 0, 1];
  if (quarter === 3) return [0, 1, 0, -1, 0, page.width, 0, 0, 1];
  return IDENTITY;
}

function turnedLines(lines: RuledLines, turn: Homography, quarter: number): RuledLines {
  const move = ({ from, to }: RuledLine): RuledLine => ({
    from: mapPoint(turn, from),
    to: mapPoint(turn, to),
  });
  const [across, down] = [lines.across.map(move), lines.down.map(move)];
  return quarter % 2 === 0 ? { across, down } : { across: down, down: across };
}
