/** Everything the generator draws is outlines in millimetres; SVG and PDF are written from the same list. */
export type Shape = {
  /** SVG path data, mm from the top-left corner of the page. */
  path: string;
  fill?: string;
  stroke?: string;
  widthMm?: number;
  dashMm?: [number, number];
  roundCaps?: boolean;
  opacity?: number;
};

export const INK = '#231f20';
export const GREY = '#808285';

const round = (value: number): number => Math.round(value * 1000) / 1000;

export const rectPath = (x: number, y: number, w: number, h: number): string =>
  `M${round(x)} ${round(y)}h${round(w)}v${round(h)}h${round(-w)}z`;

export const linePath = (x1: number, y1: number, x2: number, y2: number): string =>
  `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`;

export const polyPath = (points: readonly (readonly [number, number])[], closed = false): string =>
  `${points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')}${closed ? 'z' : ''}`;

function shapeSvg(shape: Shape): string {
  const attributes = [`d="${shape.path}"`, `fill="${shape.fill ?? 'none'}"`];
  if (shape.stroke) attributes.push(`stroke="${shape.stroke}"`);
  if (shape.widthMm !== undefined) attributes.push(`stroke-width="${round(shape.widthMm)}"`);
  if (shape.dashMm) attributes.push(`stroke-dasharray="${shape.dashMm.join(' ')}"`);
  if (shape.roundCaps) attributes.push('stroke-linecap="round" stroke-linejoin="round"');
  if (shape.opacity !== undefined) attributes.push(`opacity="${shape.opacity}"`);
  return `<path ${attributes.join(' ')}/>`;
}

/** A group of shapes, moved, turned about its own origin and scaled; used for pasted labels and single glyphs. */
export type Placement = { xMm: number; yMm: number; degrees?: number };

export const groupSvg = (shapes: readonly Shape[], at?: Placement): string => {
  const body = shapes.map(shapeSvg).join('\n');
  if (!at) return body;
  return `<g transform="translate(${round(at.xMm)} ${round(at.yMm)}) rotate(${round(at.degrees ?? 0)})">\n${body}\n</g>`;
};

export const pageSvg = (
  bodies: readonly string[],
  page: { width: number; height: number },
  pxPerMm: number,
): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(page.width * pxPerMm)}" height="${Math.round(page.height * pxPerMm)}" viewBox="0 0 ${page.width} ${page.height}">
${bodies.join('\n')}
</svg>`;
