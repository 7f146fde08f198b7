import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { SessionView } from './session.ts';

/** The address of the page that the provider sends browsers back to. */
export const OPEN_ID_RETURN = '/login/openid';

/** An address of the page, as its router knows it: no other host, no query, nothing of a person. */
const PagePath = z
  .string()
  .regex(/^\/(?:[\w-][\w/.-]*)?$/)
  .max(300);

/** Log-in by the provider of the house (OpenID Connect). `resource.not_found` where none is set up. */
export const openIdApi = {
  /** Where to send the browser. What it comes back to is told again by `finish`. Refusal: `auth.openid_unavailable`. */
  begin: endpoint('POST', '/api/session/openid', null, {
    body: z.strictObject({
      path: PagePath,
      /** Whose session ended on this page: only they go on where they were. */
      left: z.uuid().nullable(),
    }),
    reply: z.strictObject({ url: z.url() }),
  }),
  /**
   * What the provider said, word for word as it came in the address. Refusals: `auth.openid_expired`,
   * `auth.openid_refused`, `auth.openid_unavailable`, `auth.locked`; `auth.openid_not_linked`, with what the provider
   * calls the person in `fields`.
   */
  finish: endpoint('POST', '/api/session/openid/answer', null, {
    body: z.strictObject({
      answer: z
        .string()
        .regex(/^[\x21-\x7e]*$/)
        .max(4_096),
    }),
    reply: z.strictObject({ session: SessionView, path: PagePath.nullable() }),
  }),
};
