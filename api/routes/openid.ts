import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordRefusedLogin } from '../../ledger/accounts/login-events.ts';
import { municipalityOfNobody, municipalityOfSubject } from '../../ledger/accounts/municipality.ts';
import { loginBySubject } from '../../ledger/accounts/openid-login.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { AppError, RejectedInputError } from '../../runtime/errors.ts';
import { errorFields } from '../../runtime/log.ts';
import { openIdApi } from '../../schemas/api/openid.ts';
import { beginSession, sessionView } from '../begin-session.ts';
import type { ServerDeps } from '../deps.ts';
import type { Identity, OpenId } from '../openid.ts';
import { type Api, type OpenCall, registerOpenEndpoint } from '../register-endpoint.ts';
import { createSeal } from '../sealed-cookie.ts';

/** As long as somebody may take to find their telephone. */
const GOOD_FOR_MS = 10 * 60_000;

/** What the browser keeps while it is away at the provider. */
const Kept = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  until: z.number(),
  path: z.string(),
  left: z.string().nullable(),
});
type Kept = z.infer<typeof Kept>;

type Finish = OpenCall<typeof openIdApi.finish>;

/** Log-in by the provider. The page itself fetches what it came back with, so that no cookie need travel from elsewhere. */
export function registerOpenIdRoutes(api: Api): void {
  const { openId, clock, limits } = api.deps;
  const cookie = keptCookie(api.deps);
  const rate = { perMinute: limits.loginsPerMinute };
  const begin = async ({ body, reply }: OpenCall<typeof openIdApi.begin>) => {
    const { url, asked } = await required(openId).begin();
    cookie.keep(reply, { ...asked, ...body, until: clock.now().getTime() + GOOD_FOR_MS });
    return { url };
  };
  registerOpenEndpoint(api, openIdApi.begin, begin, rate);
  const finish = async (call: Finish) => {
    const provider = required(openId);
    const { context, body, request, reply } = call;
    const kept = cookie.keptBy(request);
    const state = new URLSearchParams(body.answer).get('state');
    if (kept === null || kept.until <= clock.now().getTime() || kept.state !== state) {
      throw await refusedAs(api.deps, call, new RejectedInputError('auth.openid_expired'));
    }
    // Good for one answer, whatever it says.
    cookie.drop(reply);
    const identity = await identify(api.deps, provider, call, kept);
    const account = await enter(api.deps, provider.issuer, call, identity);
    const session = sessionView(account, request, reply, context.now);
    // Who comes back goes on where they were; another person does not land on what somebody else had open.
    const mayGoOn = kept.left === null || kept.left === account.accountId;
    return { session, path: mayGoOn ? kept.path : null };
  };
  registerOpenEndpoint(api, openIdApi.finish, finish, rate);
}

function required(openId: OpenId | null): OpenId {
  if (openId === null) throw new RejectedInputError('resource.not_found');
  return openId;
}

async function identify(
  deps: ServerDeps,
  openId: OpenId,
  call: Finish,
  asked: Kept,
): Promise<Identity> {
  try {
    const agoMs = GOOD_FOR_MS - (asked.until - call.context.now.getTime());
    return await openId.identify(call.body.answer, asked, agoMs);
  } catch (error) {
    throw error instanceof AppError ? await refusedAs(deps, call, error) : error;
  }
}

async function enter(
  deps: ServerDeps,
  issuer: string,
  { context, request }: Finish,
  { subject, gaveFactor }: Identity,
) {
  const who = { issuer, subject };
  return inMunicipality(await municipalityOfSubject(deps.db, who), async () => {
    const { accountId, linkedAt } = await loginBySubject(deps.db, context, who);
    const openId = { issuer, linkedAt: linkedAt.toISOString(), gaveFactor };
    // The provider has just asked who they are: `identify` saw to it.
    const now = { loggedInAt: context.now, confirmedAt: context.now };
    return beginSession(deps, request, { accountId, ...now, openId });
  });
}

/** The log of what happens to nobody that is known says so; the program's own log says what the provider said. */
async function refusedAs(deps: ServerDeps, call: Finish, error: AppError): Promise<AppError> {
  const reason = REASONS[error.code];
  if (reason === undefined) return error;
  const { db, log } = deps;
  log.warn({ requestId: call.request.id, ...errorFields(error) }, 'log-in by provider failed');
  const municipalityId = await municipalityOfNobody(db);
  await inMunicipality(municipalityId, () => recordRefusedLogin(db, call.context, null, reason));
  return error;
}

const REASONS: Readonly<
  Partial<Record<string, 'openid_expired' | 'openid_refused' | 'openid_unavailable'>>
> = {
  'auth.openid_expired': 'openid_expired',
  'auth.openid_refused': 'openid_refused',
  'auth.openid_unavailable': 'openid_unavailable',
};

/** Sealed, short-lived, and like every cookie of ours never sent for another site. */
function keptCookie({ sessionSecret, secureCookies: secure }: ServerDeps) {
  const seal = createSeal(sessionSecret, 'openid');
  const name = secure ? '__Host-yoshin-openid' : 'yoshin-openid';
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    keep: (reply: FastifyReply, kept: Kept) =>
      reply.setCookie(name, seal.close(JSON.stringify(kept)), {
        ...options,
        maxAge: GOOD_FOR_MS / 1_000,
      }),
    keptBy: ({ cookies }: FastifyRequest): Kept | null => {
      const words = seal.open(cookies[name] ?? '');
      return words === null ? null : Kept.parse(JSON.parse(words));
    },
    drop: (reply: FastifyReply) => reply.clearCookie(name, options),
  };
}
