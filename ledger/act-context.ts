import { InvariantError } from '../runtime/errors.ts';
import type { NewId } from '../runtime/ids.ts';
import type { Actor } from '../schemas/accounts.ts';

/** Who acts, when, and under which request: passed to everything that changes or shows something. */
export type ActContext = Readonly<{
  actor: Actor;
  requestId: string;
  traceId: string;
  now: Date;
  newId: NewId;
}>;

/** Who answers for it; what people sign for is never done in the program's own name. */
export function personOf({ actor: { staffMemberId } }: ActContext): string {
  if (staffMemberId === null) throw new InvariantError('bug.invariant');
  return staffMemberId;
}
