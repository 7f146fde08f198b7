import { type RefObject, useCallback, useEffect } from 'react';
import type { ReactZoomPanPinchRef } from 'react-zoom-pan-pinch';
import type { BoxMm } from '../../schemas/reading.ts';
import {
  type QuarterTurns,
  type Size,
  turnedBox,
  turnedSize,
  viewOfBox,
  viewOfPage,
} from './sheet-geometry.ts';

/** Resolution of the unzoomed page on screen: A4 becomes 840 × 1188. */
export const PX_PER_MM = 4;
export const GLIDE_MS = 120;

const NOWHERE: BoxMm = [0, 0, 0, 0];

type Looking = {
  page: Size;
  box: BoxMm | undefined;
  turns: QuarterTurns;
  pane: Size;
  /** Whether millimetres are known on this scan. */
  placed: boolean;
};

/** The zoom library owns its position: it is moved when the field, the turn or the pane changes, and when asked. */
export function useSheetView(zoomer: RefObject<ReactZoomPanPinchRef | null>, looking: Looking) {
  const { turns, placed } = looking;
  const { width: paneWidth, height: paneHeight } = looking.pane;
  const { width: pageWidth, height: pageHeight } = looking.page;
  // By number: an answer brings the same box as another object, and the person's own view must stay.
  const [x, y, width, height] = looking.box ?? NOWHERE;
  const show = useCallback(
    (what: 'page' | 'field') => {
      if (paneWidth === 0 || paneHeight === 0) return;
      const page = { width: pageWidth, height: pageHeight };
      const pane = { width: paneWidth, height: paneHeight };
      const turned = turnedSize(page, turns);
      const view =
        what === 'page' || width === 0 || !placed
          ? viewOfPage(turned, pane, PX_PER_MM)
          : viewOfBox(turnedBox([x, y, width, height], page, turns), turned, pane, PX_PER_MM);
      void zoomer.current?.setTransform(view.x, view.y, view.scale, GLIDE_MS);
    },
    [zoomer, pageWidth, pageHeight, paneWidth, paneHeight, x, y, width, height, turns, placed],
  );
  useEffect(() => show('field'), [show]);
  return show;
}
