import { useElementSize } from '@mantine/hooks';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type ReactZoomPanPinchRef,
  TransformComponent,
  TransformWrapper,
} from 'react-zoom-pan-pinch';
import type { ReviewField, ReviewSheet } from '../../schemas/api/review.ts';
import { SheetControls } from './SheetControls.tsx';
import {
  type QuarterTurns,
  turnedBox,
  turnedSize,
  turnTransform,
  uprightTransform,
  viewOfBox,
  viewOfPage,
} from './sheet-geometry.ts';
import type { SheetImageHandle } from './sheet-image-handle.ts';

/** Resolution of the unzoomed page on screen: A4 becomes 840 × 1188. */
const PX_PER_MM = 4;
const PAN_PX = 80;
const GLIDE_MS = 120;

type Props = {
  sheet: ReviewSheet;
  imageUrl: string;
  field: ReviewField | undefined;
  handle: Ref<SheetImageHandle>;
};

/** The scan, laid upright by its registration, with the current field in the middle and framed. */
export function SheetImage({ sheet, imageUrl, field, handle }: Props) {
  const { t } = useTranslation();
  const pane = useElementSize();
  const zoomer = useRef<ReactZoomPanPinchRef>(null);
  const [turns, setTurns] = useState<QuarterTurns>(0);
  const page = sheet.pageMm;
  const box = field?.lookAtMm;
  const upright = sheet.registration && uprightTransform(sheet.registration.mmToPx, PX_PER_MM);

  const show = (whole: boolean, atMs: number) => {
    if (pane.width === 0 || pane.height === 0) return;
    const view =
      whole || box === undefined || upright === null
        ? viewOfPage(turnedSize(page, turns), pane, PX_PER_MM)
        : viewOfBox(turnedBox(box, page, turns), turnedSize(page, turns), pane, PX_PER_MM);
    void zoomer.current?.setTransform(view.x, view.y, view.scale, atMs);
  };
  const boxKey = box?.join(' ');
  // The zoom library owns its position: it is moved when the field, the turn or the pane changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `show` is made anew by every render
  useEffect(() => show(false, GLIDE_MS), [boxKey, turns, pane.width, pane.height]);

  const commands: SheetImageHandle = {
    zoom: (step) => void zoomer.current?.[step === 1 ? 'zoomIn' : 'zoomOut'](0.35, GLIDE_MS),
    pan: (x, y) => void zoomer.current?.panBy(x * PAN_PX, y * PAN_PX, GLIDE_MS),
    turn: () => setTurns((before) => ((before + 1) % 4) as QuarterTurns),
    wholePage: () => show(true, GLIDE_MS),
    showField: () => show(false, GLIDE_MS),
  };
  useImperativeHandle(handle, () => commands);

  const size = turnedSize(px(page), turns);
  return (
    <section className="sheet-pane" ref={pane.ref} aria-label={t('sheet.label')}>
      <TransformWrapper
        // A turned page has another size, which the library takes in only when it starts.
        key={turns}
        ref={zoomer}
        minScale={0.2}
        maxScale={10}
        limitToBounds={false}
        doubleClick={{ disabled: true }}
        keyboard={{ disabled: true }}
      >
        <TransformComponent wrapperClass="sheet-zoom" contentClass="sheet-zoom-content">
          <div style={{ width: size.width, height: size.height }}>
            <div
              className="sheet-page"
              style={{ ...px(page), transform: turnTransform(px(page), turns) }}
            >
              <img
                src={imageUrl}
                alt={t('sheet.alt')}
                draggable={false}
                className={upright === null ? 'sheet-scan-plain' : 'sheet-scan'}
                style={upright === null ? undefined : { transform: upright }}
              />
              {box && upright !== null ? <Frame box={box} /> : null}
            </div>
          </div>
        </TransformComponent>
      </TransformWrapper>
      <SheetControls commands={commands} />
    </section>
  );
}

const px = (mm: { width: number; height: number }) => ({
  width: mm.width * PX_PER_MM,
  height: mm.height * PX_PER_MM,
});

/** A little larger than the field, so that the frame never covers ink. */
function Frame({ box: [x, y, width, height] }: { box: ReviewField['lookAtMm'] }) {
  const edgeMm = 1;
  return (
    <div
      className="sheet-frame"
      style={{
        left: (x - edgeMm) * PX_PER_MM,
        top: (y - edgeMm) * PX_PER_MM,
        width: (width + 2 * edgeMm) * PX_PER_MM,
        height: (height + 2 * edgeMm) * PX_PER_MM,
      }}
    />
  );
}
