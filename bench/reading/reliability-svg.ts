import type { Tally } from './tally.ts';

const SIDE = 320;
const MARGIN = 46;
const PER_ROW = 3;

/** One diagram per kind: what the readings believed of themselves against how often they were right. */
export function reliabilitySvg(tally: Tally): string {
  const kinds = [...tally.bins];
  const cell = SIDE + 2 * MARGIN;
  const rows = Math.ceil(kinds.length / PER_ROW);
  const body = kinds.map(([kind, bins], at) => {
    const [x, y] = [(at % PER_ROW) * cell + MARGIN, Math.floor(at / PER_ROW) * cell + MARGIN];
    const total = bins.reduce((sum, { n }) => sum + n, 0);
    const dots = bins.map(({ n, right, sum }) => {
      if (n === 0) return '';
      const [px, py] = [(sum / n) * SIDE, SIDE - (right / n) * SIDE];
      const title = `n ${n}, believed ${(sum / n).toFixed(3)}, right ${(right / n).toFixed(3)}`;
      const radius = 2 + 9 * Math.sqrt(n / total);
      return `<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="${radius.toFixed(1)}" fill="#2563a8" fill-opacity="0.6"><title>${title}</title></circle>`;
    });
    return `<g transform="translate(${x} ${y})"><rect width="${SIDE}" height="${SIDE}" fill="none" stroke="#999"/>
<path d="M0 ${SIDE}L${SIDE} 0" stroke="#999" stroke-dasharray="4 4"/>
<text x="0" y="-10" font-size="15">${kind} (n ${total})</text>
<text x="0" y="${SIDE + 18}" font-size="11">believed 0</text><text x="${SIDE}" y="${SIDE + 18}" font-size="11" text-anchor="end">1</text>
<text x="-6" y="${SIDE}" font-size="11" text-anchor="end">0</text><text x="-6" y="10" font-size="11" text-anchor="end">right 1</text>
${dots.join('\n')}</g>`;
  });
  const [width, height] = [PER_ROW * cell, Math.max(1, rows) * cell];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">
<rect width="100%" height="100%" fill="#fff"/>
${body.join('\n')}
</svg>
`;
}
