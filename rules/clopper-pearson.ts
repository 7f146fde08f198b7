/** Upper end of the two-sided 95 % Clopper–Pearson interval for `k` of `n`. */
export function upper95(k: number, n: number): number {
  if (n === 0 || k >= n) return 1;
  let [low, high] = [k / n, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (atMost(k, n, middle) > 0.025) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X ≤ k) for n trials of probability p. */
function atMost(k: number, n: number, p: number): number {
  let total = 0;
  let logChoose = 0;
  for (let i = 0; i <= k; i++) {
    total += Math.exp(logChoose + i * Math.log(p) + (n - i) * Math.log1p(-p));
    logChoose += Math.log(n - i) - Math.log(i + 1);
  }
  return Math.min(1, total);
}
