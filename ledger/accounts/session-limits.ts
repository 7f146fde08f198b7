import type { AccountPolicy } from '../../schemas/accounts.ts';

export type SessionLimits = Pick<AccountPolicy, 'idleMinutes' | 'absoluteHours'>;

/** When a session ends if nothing more is done: the screen does not stay on a person's data (DOMAIN.md §6). */
export function sessionEnd(loggedInAt: Date, now: Date, limits: SessionLimits): Date {
  const idle = now.getTime() + limits.idleMinutes * 60_000;
  return new Date(Math.min(idle, loggedInAt.getTime() + limits.absoluteHours * 3_600_000));
}
