import { z } from 'zod';
import { MunicipalityId, Role, Theme } from '../accounts.ts';
import { endpoint, Nothing } from './endpoint.ts';

export const SessionView = z.strictObject({
  accountId: z.uuid(),
  loginName: z.string(),
  displayName: z.string(),
  municipalityId: MunicipalityId,
  municipalityName: z.string(),
  roles: z.array(Role),
  theme: Theme,
  /** Send as `x-csrf-token` with every request that changes something. */
  csrfToken: z.string(),
  /** Demonstration accounts and data: the page says so everywhere. */
  demonstration: z.boolean(),
  idleMinutes: z.int().positive(),
});
export type SessionView = z.infer<typeof SessionView>;

export const sessionApi = {
  login: endpoint('POST', '/api/session', null, {
    body: z.strictObject({ loginName: z.string().min(1), password: z.string().min(1) }),
    reply: SessionView,
  }),
  current: endpoint('GET', '/api/session', 'session.manage_own', { reply: SessionView }),
  /** Kept with the account: it follows the person to every desk. */
  theme: endpoint('PUT', '/api/session/theme', 'session.manage_own', {
    body: z.strictObject({ theme: Theme }),
    reply: Nothing,
  }),
  /** Somebody is there, reading and pointing: for the page to say when nothing else they do tells the server. */
  presence: endpoint('PUT', '/api/session/presence', 'session.manage_own', { reply: Nothing }),
  logout: endpoint('DELETE', '/api/session', 'session.manage_own', { reply: Nothing }),
};
