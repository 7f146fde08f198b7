/** Idle log-off: the screen does not stay on a person's data (DOMAIN.md §6). */
export const IDLE_MINUTES = 10;
const ABSOLUTE_HOURS = 12;

/** When a session ends if nothing more is done; never later than half a day after its log-in. */
export function sessionEnd(loggedInAt: Date, now: Date): Date {
  const idle = now.getTime() + IDLE_MINUTES * 60_000;
  return new Date(Math.min(idle, loggedInAt.getTime() + ABSOLUTE_HOURS * 3_600_000));
}
