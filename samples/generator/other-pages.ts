import { groupSvg, INK, linePath, rectPath, type Shape } from './drawing.ts';
import { poseOf } from './plan.ts';
import type { Pose, ScanConditions } from './plan-types.ts';
import { printLine } from './printed.ts';
import { makeRng } from './rng.ts';

/** A page that is no sheet: an empty back, or somebody else's paper. */
export type OtherPage = {
  id: string;
  template: 'blank' | 'other';
  bodies: string[];
  pose: Pose;
  scan: ScanConditions;
};

const scan = (colour: ScanConditions['colour']): ScanConditions => ({
  dpi: 200,
  colour,
  rotation: 0,
  background: 'white',
  jpegQuality: 60,
  degradations: [],
});

/** The back of a sheet: nothing, or what shines through thin paper, mirrored and faint. */
const back = (
  id: string,
  form: string,
  opacity: number,
  colour: ScanConditions['colour'],
): OtherPage => ({
  id,
  template: 'blank',
  bodies: [`<g transform="translate(210 0) scale(-1 1)" opacity="${opacity}">${form}</g>`],
  pose: poseOf(makeRng(`yoshin samples: pose of ${id}`)),
  scan: scan(colour),
});

/** A delivery list that slipped into the pile: a table, but none of our forms. */
function deliveryList(): Shape[] {
  const rows = Array.from({ length: 16 }, (_, i) => 52 + i * 11);
  const rng = makeRng('yoshin samples: delivery list');
  return [
    printLine('ワクチン配送予定表', [62, 30], { sizeMm: 8, weight: 600 }),
    printLine('令和3年8月分　中央保健センター', [24, 42], { sizeMm: 4 }),
    ...[20, 50, 105, 150, 190].map(
      (x): Shape => ({ path: linePath(x, 48, x, 213), stroke: INK, widthMm: 0.25 }),
    ),
    ...[48, ...rows.map((y) => y + 7)]
      .slice(0, 16)
      .map((y): Shape => ({ path: linePath(20, y, 190, y), stroke: INK, widthMm: 0.25 })),
    { path: rectPath(20, 48, 170, 165), stroke: INK, widthMm: 0.6 },
    ...rows
      .slice(0, 14)
      .flatMap((y, i) => [
        printLine(`8月${i + 2}日`, [24, y + 4], { sizeMm: 4 }),
        printLine(
          rng.pick(['若葉クリニック', '青空内科', '緑が丘医院', '北山町会館会場']),
          [54, y + 4],
          { sizeMm: 4 },
        ),
        printLine(`${rng.int(1, 9) * 6}バイアル`, [109, y + 4], { sizeMm: 4 }),
        printLine(rng.pick(['済', '未', '']), [165, y + 4], { sizeMm: 4 }),
      ]),
  ];
}

export const otherPages = (form: string): OtherPage[] => [
  back('sample-x01', form, 0.05, 'grey'),
  back('sample-x02', form, 0, 'colour'),
  back('sample-x03', form, 0.035, 'grey'),
  {
    id: 'sample-x04',
    template: 'other',
    bodies: [groupSvg(deliveryList())],
    pose: poseOf(makeRng('yoshin samples: pose of sample-x04')),
    scan: scan('grey'),
  },
];
