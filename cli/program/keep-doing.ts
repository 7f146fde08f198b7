import { setTimeout as wait } from 'node:timers/promises';

/** Does something now and ever again until closed. What fails is told and tried again at its next turn. */
export function keepDoing(
  run: () => Promise<void>,
  everyMs: number,
  failed: (error: unknown) => void,
): { close(): Promise<void> } {
  const closing = new AbortController();
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await run().catch(failed);
      await wait(everyMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}
