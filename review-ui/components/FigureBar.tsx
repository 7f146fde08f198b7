/** The figure beside it, once more for the eye. */
export function FigureBar({ share }: { share: number }) {
  return (
    <span className="figure-bar" aria-hidden="true">
      <span style={{ width: `${Math.round(share * 100)}%` }} />
    </span>
  );
}
