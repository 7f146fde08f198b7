/** However often it is called, it runs once, and every caller gets that run's outcome. */
export function once<T>(run: () => Promise<T>): () => Promise<T> {
  let outcome: Promise<T> | undefined;
  return () => {
    outcome ??= run();
    return outcome;
  };
}
