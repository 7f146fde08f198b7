/** Runs `work` on items, at most `ahead` at a time, and gives the results in the order of the items. */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for await (const item of items) {
    const done = work(item);
    // Awaited below, perhaps after an earlier one has failed: that failure must not look unhandled.
    done.catch(() => undefined);
    running.push(done);
    const first = running.length >= ahead ? running.shift() : undefined;
    if (first) yield await first;
  }
  for (const done of running) yield await done;
}
