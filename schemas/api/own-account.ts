import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { SessionView } from './session.ts';

/** A log-in that is still open. */
export const SessionRow = z.strictObject({
  /** What it is called; logs nobody in. */
  sessionRef: z.uuid(),
  isThis: z.boolean(),
  beganAt: z.iso.datetime(),
  /** When somebody last did something; to ten seconds. */
  lastSeenAt: z.iso.datetime(),
  /** As the browser names itself. */
  device: z.string(),
  address: z.string(),
});
export type SessionRow = z.infer<typeof SessionRow>;

export const SessionRows = z.strictObject({ items: z.array(SessionRow) });
export const SessionsEnded = z.strictObject({ sessionsEnded: z.int().nonnegative() });

/** Beyond any passphrase. */
const Secret = z.string().min(1).max(1_000);

/** What everybody does with their own account. */
export const ownAccountApi = {
  sessions: endpoint('GET', '/api/account/sessions', 'session.manage_own', { reply: SessionRows }),
  endSession: endpoint('DELETE', '/api/account/sessions/:sessionRef', 'session.manage_own', {
    params: z.strictObject({ sessionRef: z.uuid() }),
    reply: SessionsEnded,
  }),
  /** All but the one it is asked from. */
  endOtherSessions: endpoint('DELETE', '/api/account/sessions', 'session.manage_own', {
    reply: SessionsEnded,
  }),
  /** For what is refused with `auth.confirm_first`; a second factor does as well. Refusals: `auth.wrong_password`, `auth.locked`. */
  confirm: endpoint('POST', '/api/session/password', 'session.manage_own', {
    body: z.strictObject({ password: Secret }),
    reply: SessionView,
  }),
  /** Ends every other session, and goes on in a new one. Refusals: `auth.wrong_password`, `auth.password_unfit` with why in `fields`. */
  changePassword: endpoint('PUT', '/api/account/password', 'session.manage_own', {
    body: z.strictObject({ current: Secret, next: Secret }),
    reply: SessionView,
  }),
};
