import type { BoxMm, Registration } from '../../schemas/reading.ts';
import { uprightTransform } from './sheet-geometry.ts';

type Props = {
  imageUrl: string;
  registration: Registration;
  boxMm: BoxMm;
  maxHeightPx: number;
  maxWidthPx: number;
};

/** So that a stroke over the edge of its box is seen. */
const AROUND_MM = 1.5;

/** The ink itself beside the value, so that confirming is comparing. */
export function SheetCrop({ imageUrl, registration, boxMm, maxHeightPx, maxWidthPx }: Props) {
  const [left, top, inkWidth, inkHeight] = boxMm;
  const [x, y] = [left - AROUND_MM, top - AROUND_MM];
  const [width, height] = [inkWidth + 2 * AROUND_MM, inkHeight + 2 * AROUND_MM];
  const pxPerMm = Math.min(maxHeightPx / height, maxWidthPx / width);
  const transform = uprightTransform(registration.mmToPx, pxPerMm);
  if (transform === null || !Number.isFinite(pxPerMm)) return null;
  return (
    <span
      className="crop"
      style={{ width: width * pxPerMm, height: height * pxPerMm }}
      aria-hidden="true"
    >
      <img
        src={imageUrl}
        alt=""
        draggable={false}
        style={{
          transform: `translate(${-x * pxPerMm}px, ${-y * pxPerMm}px) ${transform}`,
        }}
      />
    </span>
  );
}
