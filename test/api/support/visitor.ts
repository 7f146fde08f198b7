import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
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
  const send = async (options: InjectOptions) => {
    const headers = { ...(csrfToken && { 'x-csrf-token': csrfToken }), ...options.headers };
    const reply = await app.inject({ ...options, cookies: { ...cookies }, headers });
    for (const { name, value } of reply.cookies) {
      if (value === '') delete cookies[name];
      else cookies[name] = value;
    }
    return reply;
  };
  return {
    cookies,
    send,
    csrfToken: () => csrfToken,
    login: async (loginName, password = PASSWORD) => {
      const payload = { loginName, password };
      const reply = await send({ method: 'POST', url: '/api/session', payload });
      const session = SessionView.safeParse(reply.json());
      if (session.success) csrfToken = session.data.csrfToken;
      return reply;
    },
  };
}
