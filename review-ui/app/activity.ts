/** Knows when a person last did something: leases are renewed and screens kept only for people present. */
export type Activity = Readonly<{
  idleMs: () => number;
  /** Calls back when somebody does something after a pause of at least `AWAY_MS`. */
  onReturn: (listener: () => void) => void;
}>;

export const AWAY_MS = 60_000;
const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

export function watchActivity(target: EventTarget, nowMs: () => number): Activity {
  let lastMs = nowMs();
  const listeners: Array<() => void> = [];
  const touch = () => {
    const wasAway = nowMs() - lastMs >= AWAY_MS;
    lastMs = nowMs();
    if (wasAway) for (const listener of listeners) listener();
  };
  for (const sign of SIGNS_OF_LIFE) {
    target.addEventListener(sign, touch, { capture: true, passive: true });
  }
  return {
    idleMs: () => nowMs() - lastMs,
    onReturn: (listener) => {
      listeners.push(listener);
    },
  };
}
