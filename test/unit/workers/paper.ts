import type { InkPlane } from '../../../workers/stages/ink-plane.ts';

/** A sheet of synthetic ink on which a test draws in mm. */
export function paper(widthMm: number, heightMm: number, pxPerMm = 8) {
  const widthPx = Math.round(widthMm * pxPerMm);
  const heightPx = Math.round(heightMm * pxPerMm);
  const data = new Uint8Array(widthPx * heightPx);
  const dot = (xMm: number, yMm: number, radiusMm: number, dark: number) => {
    const [cx, cy, r] = [xMm * pxPerMm, yMm * pxPerMm, radiusMm * pxPerMm];
    for (let y = Math.floor(cy - r); y <= cy + r; y++) {
      for (let x = Math.floor(cx - r); x <= cx + r; x++) {
        const inside = (x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2 <= r * r;
        if (inside && x >= 0 && y >= 0 && x < widthPx && y < heightPx) {
          data[y * widthPx + x] = Math.max(data[y * widthPx + x] ?? 0, dark);
        }
      }
    }
  };
  const line = (x0: number, y0: number, x1: number, y1: number, widthMm_ = 0.4, dark = 230) => {
    const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) * pxPerMm * 2));
    for (let i = 0; i <= steps; i++) {
      dot(x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps, widthMm_ / 2, dark);
    }
  };
  /** The printed frame of a box whose inner edges are given. */
  const frame = (x: number, y: number, width: number, height: number, lineMm = 0.3) => {
    const out = lineMm / 2;
    line(x - out, y - out, x + width + out, y - out, lineMm);
    line(x - out, y + height + out, x + width + out, y + height + out, lineMm);
    line(x - out, y - out, x - out, y + height + out, lineMm);
    line(x + width + out, y - out, x + width + out, y + height + out, lineMm);
  };
  const circle = (cx: number, cy: number, radius: number) => {
    for (let a = 0; a < 360; a += 2) {
      const [s, c] = [Math.sin((a * Math.PI) / 180), Math.cos((a * Math.PI) / 180)];
      dot(cx + radius * c, cy + radius * s, 0.2, 220);
    }
  };
  const plane: InkPlane = { widthPx, heightPx, data };
  return { plane, pxPerMm, line, frame, circle, dot };
}
