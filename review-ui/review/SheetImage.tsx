import { useElementSize } from '@mantine/hooks';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
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
  turnedSize,
  turnTransform,
  uprightTransform,
} from './sheet-geometry.ts';
import type { SheetImageHandle } from './sheet-image-handle.ts';
import { GLIDE_MS, PX_PER_MM, useSheetView } from './use-sheet-view.ts';

const PAN_PX = 80;

type Props = {
  sheet: Pick<ReviewSheet, 'pageMm' | 'registration'>;
  imageUrl: string;
  field: Pick<ReviewField, 'lookAtMm'> | undefined;
  handle: Ref<SheetImageHandle> | null;
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

  const show = useSheetView(zoomer, { page, box, turns, pane, placed: upright !== null });
  const commands: SheetImageHandle = {
    zoom: (step) => void zoomer.current?.[step === 1 ? 'zoomIn' : 'zoomOut'](0.35, GLIDE_MS),
    pan: (x, y) => void zoomer.current?.panBy(x * PAN_PX, y * PAN_PX, GLIDE_MS),
    turn: () => setTurns((before) => ((before + 1) % 4) as QuarterTurns),
    wholePage: () => show('page'),
    showField: () => show('field'),
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
