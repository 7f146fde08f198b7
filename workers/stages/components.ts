/** A connected piece of ink (8 neighbours). `right` and `bottom` are exclusive. */
export type Component = Readonly<{
  pixels: readonly number[];
  left: number;
  top: number;
  right: number;
  bottom: number;
}>;

/** Largest first. */
export function componentsOf(mask: Uint8Array, widthPx: number): Component[] {
  const heightPx = Math.floor(mask.length / widthPx);
  const seen = new Uint8Array(mask.length);
  const found: Component[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] === 1) continue;
    found.push(flood(mask, seen, start, widthPx, heightPx));
  }
  return found.sort((a, b) => b.pixels.length - a.pixels.length);
}

function flood(
  mask: Uint8Array,
  seen: Uint8Array,
  start: number,
  widthPx: number,
  heightPx: number,
): Component {
  const pixels = [start];
  seen[start] = 1;
  const box = { left: widthPx, top: heightPx, right: 0, bottom: 0 };
  for (let at = 0; at < pixels.length; at++) {
    const pixel = pixels[at] ?? 0;
    const x = pixel % widthPx;
    const y = (pixel - x) / widthPx;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x + 1);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y + 1);
    for (let ny = Math.max(0, y - 1); ny <= Math.min(heightPx - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(widthPx - 1, x + 1); nx++) {
        const next = ny * widthPx + nx;
        if (mask[next] === 0 || seen[next] === 1) continue;
        seen[next] = 1;
        pixels.push(next);
      }
    }
  }
  return { pixels, ...box };
}
