import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { SessionView } from '../../../schemas/api/session.ts';
import { PASSWORD } from './server.ts';

export type Visitor = Readonly<{
  cookies: Record<string, string>;
  send(options: InjectOptions): Promise<LightMyRequestResponse>;
  login(loginName: string, password?: string): Promise<LightMyRequestResponse>;
  csrfToken(): string | undefined;
}>;

/** A browser at work: keeps its cookies and sends the token it was given. */
export function visit(app: FastifyInstance): Visitor {
  const cookies: Record<string, string> = {};
  let csrfToken: string | undefined;
  /** A reply with a session in it, at its top or beside something else. */
  const takeToken = (reply: LightMyRequestResponse) => {
    if (!String(reply.headers['content-type']).startsWith('application/json')) return;
    const said = z.object({ session: z.unknown() }).safeParse(reply.json());
    const session = SessionView.safeParse(said.data?.session ?? reply.json());
    if (session.success) csrfToken = session.data.csrfToken;
  };
  const send = async (options: InjectOptions) => {
    const headers = { ...(csrfToken && { 'x-csrf-token': csrfToken }), ...options.headers };
    const reply = await app.inject({ ...options, cookies: { ...cookies }, headers });
    for (const { name, value } of reply.cookies) {
      if (value === '') delete cookies[name];
      else cookies[name] = value;
    }
    takeToken(reply);
    return reply;
  };
  return {
    cookies,
    send,
    csrfToken: () => csrfToken,
    login: async (loginName, password = PASSWORD) => {
      const payload = { loginName, password };
      return send({ method: 'POST', url: '/api/session', payload });
    },
  };
}
