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
