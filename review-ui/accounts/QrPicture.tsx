/** Modules of quiet around it, as the standard wants. */
const QUIET = 4;

/** Dark on light whatever the screen's colours are: cameras want it so. */
export function QrPicture({ rows, label }: { rows: readonly string[]; label: string }) {
  const across = rows.length + 2 * QUIET;
  const path = rows
    .flatMap((row, y) =>
      [...row].map((module, x) => (module === '1' ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')),
    )
    .join('');
  return (
    <svg
      className="qr-picture"
      viewBox={`0 0 ${across} ${across}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={across} height={across} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
