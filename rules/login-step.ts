import type { AccountPolicy, LoginStep, Role } from '../schemas/accounts.ts';

/** How an account and the session it works in stand. */
export type Standing = Readonly<{
  roles: readonly Role[];
  policy: AccountPolicy;
  /** Whether a second factor is set up, and whether this session has seen it. */
  hasSecondFactor: boolean;
  gaveSecondFactor: boolean;
  /** It was come into by the log-in provider, which has its own rules for passwords; and whether its second factor stands for ours. */
  byProvider: Readonly<{ gaveFactor: boolean }> | null;
  mustChangePassword: boolean;
  passwordChangedAt: Date;
}>;

const DAY_MS = 86_400_000;

/**
 * What is still to be done before the session opens, `null` when nothing is. A second factor that is there is asked
 * for first, so that a stolen password changes nothing; one that is missing is set up last, by whoever chose the password.
 */
export function loginStep(standing: Standing, now: Date): LoginStep | null {
  const { policy, roles, hasSecondFactor, gaveSecondFactor, byProvider } = standing;
  const isEnough = byProvider?.gaveFactor === true;
  if (hasSecondFactor && !gaveSecondFactor && !isEnough) return 'second_factor';
  if (byProvider === null && mustChange(standing, now)) return 'change_password';
  const isAsked = roles.some((role) => policy.secondFactorRoles.includes(role));
  return isAsked && !hasSecondFactor && !isEnough ? 'set_up_second_factor' : null;
}

function mustChange({ mustChangePassword, passwordChangedAt, policy }: Standing, now: Date) {
  if (mustChangePassword) return true;
  if (policy.passwordDays === null) return false;
  return passwordChangedAt.getTime() + policy.passwordDays * DAY_MS <= now.getTime();
}
