import type { QueryClient } from '@tanstack/react-query';
import type { AccountRow } from '../../schemas/api/accounts.ts';
import { accountsApi } from '../../schemas/api/accounts.ts';
import { endpointKey } from '../api/use-endpoint.ts';
import type { Tone } from '../components/StatusTag.tsx';

export type AccountState = 'active' | 'fresh' | 'locked' | 'disabled';

export const TONES: Readonly<Record<AccountState, Tone>> = {
  active: 'good',
  fresh: 'attention',
  locked: 'bad',
  disabled: 'quiet',
};

/** How an account stands, in one word. */
export function stateOf(account: AccountRow): AccountState {
  if (account.disabledAt !== null) return 'disabled';
  if (account.lockedUntil !== null) return 'locked';
  return account.mustChangePassword ? 'fresh' : 'active';
}

/** The list, and whatever was looked at of one account. */
export const forgetAccounts = (cache: QueryClient): Promise<void> =>
  cache.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && path.startsWith(String(endpointKey(accountsApi.list)[0])),
  });
