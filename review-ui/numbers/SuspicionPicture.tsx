import type { AreaPx, SuspicionView } from '../../schemas/api/numbers.ts';

type Props = {
  page: Pick<SuspicionView, 'widthPx' | 'heightPx'>;
  area: AreaPx;
  url: string;
  label: string;
};

/** Room round the place, in heights of the writing: enough to see where on the paper it is. */
const ROOM = 1.5;

/** One place of a page, with what stands round it; what runs down the page is laid across. */
export function SuspicionPicture({ page, area, url, label }: Props) {
  const room = ROOM * Math.min(area.width, area.height);
  const left = Math.max(0, area.left - room);
  const top = Math.max(0, area.top - room);
  const right = Math.min(page.widthPx, area.left + area.width + room);
  const bottom = Math.min(page.heightPx, area.top + area.height + room);
  const isUpright = area.height > area.width;
  const viewBox = isUpright
    ? `${top} ${-right} ${bottom - top} ${right - left}`
    : `${left} ${top} ${right - left} ${bottom - top}`;
  return (
    <svg className="suspicion-picture" viewBox={viewBox} role="img" aria-label={label}>
      <g transform={isUpright ? 'rotate(-90)' : undefined}>
        <image href={url} width={page.widthPx} height={page.heightPx} />
        <rect
          className="suspicion-area"
          x={area.left}
          y={area.top}
          width={area.width}
          height={area.height}
        />
      </g>
    </svg>
  );
}
