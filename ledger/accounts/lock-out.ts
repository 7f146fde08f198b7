const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 3_600_000;

/**
 * Until when an account is locked after this many failures in a row: the fifth locks it for a minute, and
 * each further one for twice as long. Capped, so that nobody can lock a colleague out for a day.
 */
export function lockedUntil(failedLogins: number, now: Date): Date | null {
  if (failedLogins < FREE_FAILURES) return null;
  const doublings = Math.min(failedLogins - FREE_FAILURES, 16);
  return new Date(now.getTime() + Math.min(FIRST_LOCK_MS * 2 ** doublings, LONGEST_LOCK_MS));
}
