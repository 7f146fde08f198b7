/** Knows when a person last did something: leases are renewed and screens kept only for people present. */
export type Activity = Readonly<{
  idleMs: () => number;
  /** How long somebody has been there since the page was opened; pauses of `AWAY_MS` and more left out. */
  activeMs: () => number;
  /** Calls back when somebody does something after a pause of at least `AWAY_MS`. */
  onReturn: (listener: () => void) => void;
}>;

export const AWAY_MS = 60_000;
const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

export function watchActivity(target: EventTarget, nowMs: () => number): Activity {
  let lastMs = nowMs();
  let beforeMs = 0;
  const sinceLastMs = () => {
    const pauseMs = nowMs() - lastMs;
    return pauseMs < AWAY_MS ? pauseMs : 0;
  };
  const listeners: Array<() => void> = [];
  const touch = () => {
    const wasAway = nowMs() - lastMs >= AWAY_MS;
    beforeMs += sinceLastMs();
    lastMs = nowMs();
    if (wasAway) for (const listener of listeners) listener();
  };
  for (const sign of SIGNS_OF_LIFE) {
    target.addEventListener(sign, touch, { capture: true, passive: true });
  }
  return {
    idleMs: () => nowMs() - lastMs,
    activeMs: () => beforeMs + sinceLastMs(),
    onReturn: (listener) => {
      listeners.push(listener);
    },
  };
}
