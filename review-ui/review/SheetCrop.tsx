import type { BoxMm, Registration } from '../../schemas/reading.ts';
import { uprightTransform } from './sheet-geometry.ts';

type Props = {
  imageUrl: string;
  registration: Registration;
  boxMm: BoxMm;
  maxHeightPx: number;
  maxWidthPx: number;
};

/** The ink itself beside the value, so that confirming is comparing. */
export function SheetCrop({ imageUrl, registration, boxMm, maxHeightPx, maxWidthPx }: Props) {
  const [x, y, width, height] = boxMm;
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
