/** Many at once, or one alone: whoever asks to be alone waits for the others, and they for it. */
export type Turns = Readonly<{
  take(alone: boolean, signal: AbortSignal | undefined): Promise<() => void>;
}>;

type Waiting = { alone: boolean; go(): void };

export function createTurns(): Turns {
  const inside = { count: 0, alone: false };
  const waiting: Waiting[] = [];
  const free = (alone: boolean): boolean => (alone ? inside.count === 0 : !inside.alone);
  const enter = (alone: boolean): void => {
    inside.count += 1;
    inside.alone = alone;
  };
  /** In the order they came, so that nobody who wants to be alone waits for ever. */
  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined && free(next.alone); next = waiting[0]) {
      waiting.shift();
      enter(next.alone);
      next.go();
    }
  };
  const leave = (): void => {
    inside.count -= 1;
    inside.alone = false;
    admit();
  };
  const line = (alone: boolean, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const abandon = (): void => {
        waiting.splice(waiting.indexOf(waiter), 1);
        reject(signal?.reason);
        admit();
      };
      const waiter: Waiting = {
        alone,
        go: () => {
          signal?.removeEventListener('abort', abandon);
          resolve();
        },
      };
      signal?.addEventListener('abort', abandon, { once: true });
      waiting.push(waiter);
    });
  return {
    take: async (alone, signal) => {
      signal?.throwIfAborted();
      if (waiting.length === 0 && free(alone)) enter(alone);
      else await line(alone, signal);
      return leave;
    },
  };
}
