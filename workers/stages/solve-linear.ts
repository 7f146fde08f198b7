import { Matrix, QrDecomposition } from 'ml-matrix';

/** An unknown that the equations hardly touch is not known. */
const LEAST_PIVOT_SHARE = 1e-10;

/** Least squares by QR; `null` where the equations leave an unknown open. */
export function leastSquares(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): number[] | null {
  const unknowns = matrix[0]?.length ?? 0;
  if (unknowns === 0 || matrix.length < unknowns) return null;
  const qr = new QrDecomposition(new Matrix(matrix.map((row) => [...row])));
  const pivots = qr.upperTriangularMatrix.diagonal().map(Math.abs);
  if (Math.min(...pivots) <= LEAST_PIVOT_SHARE * Math.max(...pivots)) return null;
  const solved = qr.solve(Matrix.columnVector([...right])).to1DArray();
  return solved.every(Number.isFinite) ? solved : null;
}
