/** A connected piece of ink (8 neighbours). `right` and `bottom` are exclusive. */
export type Component = Readonly<{
  pixels: Int32Array;
  left: number;
  top: number;
  right: number;
  bottom: number;
}>;

/** Largest first. Their pixels are parts of one array: a page's ink has too many pieces for an array each. */
export function componentsOf(mask: Uint8Array, widthPx: number): Component[] {
  const heightPx = Math.floor(mask.length / widthPx);
  let ink = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) ink++;
  const left = mask.slice();
  const queue = new Int32Array(ink);
  const found: Component[] = [];
  let from = 0;
  for (let start = 0; start < left.length && from < ink; start++) {
    if (left[start] === 0) continue;
    const piece = flood(left, queue, from, { start, widthPx, heightPx });
    from += piece.pixels.length;
    found.push(piece);
  }
  return found.sort((a, b) => b.pixels.length - a.pixels.length);
}

type From = { start: number; widthPx: number; heightPx: number };

/** Takes one piece out of `mask` and into `queue`, from there on. */
function flood(
  mask: Uint8Array,
  queue: Int32Array,
  from: number,
  { start, widthPx, heightPx }: From,
): Component {
  let end = from;
  queue[end++] = start;
  mask[start] = 0;
  for (let at = from; at < end; at++) {
    const pixel = queue[at] ?? 0;
    const x = pixel % widthPx;
    const y = (pixel - x) / widthPx;
    const lastX = Math.min(widthPx - 1, x + 1);
    const lastY = Math.min(heightPx - 1, y + 1);
    for (let ny = Math.max(0, y - 1); ny <= lastY; ny++) {
      for (let nx = Math.max(0, x - 1); nx <= lastX; nx++) {
        const next = ny * widthPx + nx;
        if (mask[next] === 0) continue;
        mask[next] = 0;
        queue[end++] = next;
      }
    }
  }
  const pixels = queue.subarray(from, end);
  return { pixels, ...boundsOf(pixels, widthPx) };
}

function boundsOf(pixels: Int32Array, widthPx: number): Omit<Component, 'pixels'> {
  let left = widthPx;
  let right = 0;
  let first = pixels[0] ?? 0;
  let last = first;
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i] ?? 0;
    const x = pixel % widthPx;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    first = Math.min(first, pixel);
    last = Math.max(last, pixel);
  }
  return { left, right, top: Math.floor(first / widthPx), bottom: Math.floor(last / widthPx) + 1 };
}
