import type { Actor } from '../../schemas/accounts.ts';

/** The program itself: a worker's stage, or the operator at the command line of the server. */
export const systemActor = (municipalityId: string): Actor => ({
  kind: 'system',
  accountId: null,
  staffMemberId: null,
  municipalityId,
  roles: [],
});
