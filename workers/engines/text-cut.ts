import { cropPlane, type InkPlane } from '../stages/ink-plane.ts';
import { normaliseLine } from '../stages/text-line.ts';
import type { Language, Layout, TextReader } from './tesseract.ts';

/** A part of the page cut level, as print to be read: dark on white, colours dropped. */
export type TextCut = Readonly<{ plane: InkPlane; pxPerMm: number }>;

export type Window = Readonly<{ leftPx: number; topPx: number; rightPx: number; bottomPx: number }>;

/** One line by itself, by tesseract: cleaned and brought to the height the engine reads best. */
export function readLine(
  cut: TextCut,
  window: Window,
  text: TextReader,
  language: Language,
  alphabet?: string,
): Promise<Read | null> {
  return readPlane({ ...cut, plane: windowOf(cut, window) }, text, language, alphabet);
}

export type Read = Readonly<{ text: string; confidence: number }>;

/** A cut that holds one line and nothing else. */
async function readPlane(
  cut: TextCut,
  text: TextReader,
  language: Language,
  alphabet?: string,
): Promise<Read | null> {
  const line = normaliseLine(cut.plane, cut.pxPerMm);
  if (line === null) return null;
  const layout: Layout = language === 'jpn' ? 'raw-line' : 'line';
  const found = await text.read(line, language, {
    layout,
    ...(alphabet === undefined ? {} : { alphabet }),
  });
  const joined = found.map((part) => part.text).join('');
  if (joined === '') return null;
  return { text: joined, confidence: Math.min(...found.map((part) => part.confidence)) };
}

function windowOf({ plane }: TextCut, { leftPx, topPx, rightPx, bottomPx }: Window): InkPlane {
  const left = Math.max(0, Math.floor(leftPx));
  const top = Math.max(0, Math.floor(topPx));
  const width = Math.max(1, Math.min(plane.widthPx, Math.ceil(rightPx)) - left);
  const height = Math.max(1, Math.min(plane.heightPx, Math.ceil(bottomPx)) - top);
  return cropPlane(plane, left, top, width, height);
}
