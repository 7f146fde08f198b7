import { type Endpoint, urlOf } from '../../schemas/api/endpoint.ts';
import { SessionView } from '../../schemas/api/session.ts';
import { PASSWORD } from '../support/test-program.ts';

export type Answer = Readonly<{ status: number; text: string; headers: Headers }>;
export type Sent = Readonly<{
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  params?: Readonly<Record<string, unknown>>;
  query?: Readonly<Record<string, unknown>>;
}>;

/** Somebody who writes their own requests: nothing of what a browser or our page would refuse to send is left out. */
export type Attacker = Readonly<{
  cookie(): string;
  csrfToken(): string;
  send(endpoint: Pick<Endpoint, 'method' | 'path'>, sent?: Sent): Promise<Answer>;
}>;

export const anybody = (address: string, cookie = '', csrfToken = ''): Attacker => ({
  cookie: () => cookie,
  csrfToken: () => csrfToken,
  send: async ({ method, path }, { body, headers, params, query } = {}) => {
    const url = address + urlOf({ path }, params, query);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        origin: address,
        ...(cookie !== '' && { cookie }),
        ...(csrfToken !== '' && { 'x-csrf-token': csrfToken }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
      // An event stream never ends by itself.
      signal: AbortSignal.timeout(20_000),
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (isStream) await response.body?.cancel();
    return {
      status: response.status,
      text: isStream ? '' : await response.text(),
      headers: response.headers,
    };
  },
});

/** Logged in with whatever cookie they brought along. */
export async function loggedIn(
  address: string,
  loginName: string,
  brought = '',
  password = PASSWORD,
): Promise<Attacker> {
  const login = { method: 'POST', path: '/api/session' } as const;
  const answer = await anybody(address, brought).send(login, { body: { loginName, password } });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  const { csrfToken } = SessionView.parse(JSON.parse(answer.text));
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? brought;
  return anybody(address, cookie, csrfToken);
}
