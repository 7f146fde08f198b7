import { z } from 'zod';
import { LoginStep, MunicipalityId, Role, Theme } from '../accounts.ts';
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
  /** It was come into by the log-in provider. */
  byOpenId: z.boolean(),
  /** Until it is done, everything else is refused with `auth.step_open`. */
  step: LoginStep.nullable(),
});
export type SessionView = z.infer<typeof SessionView>;

/** What the log-in page has to know of the house, before anybody is known. */
export const Door = z.strictObject({
  /** Demonstration accounts and data: the page says so everywhere. */
  demonstration: z.boolean(),
  /** The provider people may come in by, beside their password. */
  openId: z.strictObject({ label: z.string() }).nullable(),
});
export type Door = z.infer<typeof Door>;

export const sessionApi = {
  door: endpoint('GET', '/api/door', null, { reply: Door }),
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
