import type { AccountPolicy, LoginStep } from '../schemas/accounts.ts';

/** How an account and the session it works in stand. */
export type Standing = Readonly<{
  policy: AccountPolicy;
  mustChangePassword: boolean;
  passwordChangedAt: Date;
}>;

const DAY_MS = 86_400_000;

/** What is still to be done before the session opens, `null` when nothing is. */
export function loginStep(standing: Standing, now: Date): LoginStep | null {
  return mustChange(standing, now) ? 'change_password' : null;
}

function mustChange({ mustChangePassword, passwordChangedAt, policy }: Standing, now: Date) {
  if (mustChangePassword) return true;
  if (policy.passwordDays === null) return false;
  return passwordChangedAt.getTime() + policy.passwordDays * DAY_MS <= now.getTime();
}
