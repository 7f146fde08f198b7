import { cropPlane, type InkPlane } from '../stages/ink-plane.ts';
import type { Raster } from '../stages/raster.ts';
import { normaliseLine } from '../stages/text-line.ts';
import type { Language, Layout, TextReader } from './tesseract.ts';

/** A part of the page cut level, as print to be read: dark on white, colours dropped. */
export type TextCut = Readonly<{ plane: InkPlane; pxPerMm: number }>;

/** A window around a word or line, wider by `mm` on all sides. */
export function padded(cut: TextCut, around: Window, mm: number): Window {
  const margin = mm * cut.pxPerMm;
  return {
    leftPx: around.leftPx - margin,
    topPx: around.topPx - margin,
    rightPx: around.rightPx + margin,
    bottomPx: around.bottomPx + margin,
  };
}

/** The cut as tesseract wants it: black on white, grey kept. */
export function asPrint({ plane }: TextCut): Raster {
  return {
    widthPx: plane.widthPx,
    heightPx: plane.heightPx,
    channels: 1,
    data: plane.data.map((dark) => 255 - dark),
  };
}

export type Window = Readonly<{ leftPx: number; topPx: number; rightPx: number; bottomPx: number }>;

/** One line again, by itself: cleaned and brought to the height the engine reads best. */
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
export async function readPlane(
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
