/** Solves `matrix · x = right` by Gaussian elimination with row pivoting; `null` where it has no single solution. */
function solveLinear(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): number[] | null {
  const n = right.length;
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  for (let column = 0; column < n; column++) {
    if (!pivot(rows, column)) return null;
    eliminateBelow(rows, column);
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = at(rows, i, n);
    for (let j = i + 1; j < n; j++) sum -= at(rows, i, j) * (x[j] ?? 0);
    x[i] = sum / at(rows, i, i);
  }
  return x.every(Number.isFinite) ? x : null;
}

/** Least squares by the normal equations; the callers normalise coordinates, so they stay well conditioned. */
export function leastSquares(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): number[] | null {
  const unknowns = [...(matrix[0]?.keys() ?? [])];
  const column = (i: number): number[] => matrix.map((row) => row[i] ?? 0);
  const columns = unknowns.map(column);
  return solveLinear(
    columns.map((left) => columns.map((other) => dot(left, other))),
    columns.map((left) => dot(left, right)),
  );
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function at(rows: number[][], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}

function pivot(rows: number[][], column: number): boolean {
  let best = column;
  for (let i = column + 1; i < rows.length; i++) {
    if (Math.abs(at(rows, i, column)) > Math.abs(at(rows, best, column))) best = i;
  }
  if (Math.abs(at(rows, best, column)) < 1e-12) return false;
  const upper = rows[column];
  const lower = rows[best];
  if (!upper || !lower) return false;
  rows[column] = lower;
  rows[best] = upper;
  return true;
}

function eliminateBelow(rows: number[][], column: number): void {
  for (let i = column + 1; i < rows.length; i++) {
    const factor = at(rows, i, column) / at(rows, column, column);
    const row = rows[i];
    if (factor === 0 || !row) continue;
    for (let j = column; j < row.length; j++)
      row[j] = at(rows, i, j) - factor * at(rows, column, j);
  }
}
