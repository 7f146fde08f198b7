export type Spread = Readonly<{
  n: number;
  median: number;
  mean: number;
  p95: number;
  max: number;
}>;

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return {
    n: values.length,
    median: at(0.5),
    mean: values.length === 0 ? 0 : round(mean(values)),
    p95: at(0.95),
    max: at(1),
  };
}

export const median = (values: readonly number[]): number => spread(values).median;

export const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

export const round = (value: number): number => Number(value.toPrecision(4));
