import type { FastifyRequest } from 'fastify';
import { addPasskey, givePasskey, passkeysOf } from '../../ledger/accounts/passkeys.ts';
import { giveRecoveryCode, renewRecoveryCodes } from '../../ledger/accounts/recovery-codes.ts';
import { listSecondFactors, removeFactor } from '../../ledger/accounts/second-factors.ts';
import { giveTotp, newTotp, setUpTotp } from '../../ledger/accounts/totp.ts';
import { qrCode } from '../../print/qr-code.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { Endpoint } from '../../schemas/api/endpoint.ts';
import { secondFactorApi } from '../../schemas/api/second-factor.ts';
import type { SessionView } from '../../schemas/api/session.ts';
import { goOnAs, sessionView, stepOf } from '../begin-session.ts';
import { type Api, type Call, registerEndpoint } from '../register-endpoint.ts';
import {
  authenticationChallenge,
  passkeysPossible,
  placeOf,
  registeredPasskey,
  registrationChallenge,
  signedWith,
} from '../webauthn.ts';

/** The second factor: given at the log-in, set up, and taken away. */
export function registerSecondFactorRoutes(api: Api): void {
  registerGiving(api);
  registerTotp(api);
  registerPasskeys(api);
  const { db, publicUrl } = api.deps;
  registerEndpoint(api, secondFactorApi.list, async ({ context, request }) => ({
    ...(await listSecondFactors(db, context)),
    passkeysPossible: passkeysPossible(placeOf(request, publicUrl)),
  }));
  registerEndpoint(api, secondFactorApi.renewRecoveryCodes, async ({ context }) => ({
    recoveryCodes: await renewRecoveryCodes(db, context),
  }));
}

/** The factor has been seen: under a new id the session goes on. */
async function goOn<E extends Endpoint>(api: Api, call: Call<E>): Promise<SessionView> {
  const { context, request, reply } = call;
  const seen = { secondFactorAt: context.now, confirmedAt: context.now };
  const account = await goOnAs(api.deps, request, seen);
  return sessionView(account, request, reply, context.now);
}

/**
 * At the log-in the factor opens more, under a new id. In a session that is open already it shows that it is still them,
 * and the id stays: requests of the page are under way, and would be refused as nobody's.
 */
async function wasGiven<E extends Endpoint>(api: Api, call: Call<E>): Promise<SessionView> {
  const { account, context, request, reply } = call;
  if (stepOf(account, request.session, context.now) !== null) return goOn(api, call);
  request.session.confirmedAt = context.now.toISOString();
  return sessionView(account, request, reply, context.now);
}

/** The same of one that was set up: in an open session the id stays. */
async function wasSetUp<E extends Endpoint>(api: Api, call: Call<E>): Promise<SessionView> {
  const { account, context, request, reply } = call;
  if (stepOf(account, request.session, context.now) !== null) return goOn(api, call);
  request.session.secondFactorAt = context.now.toISOString();
  request.session.confirmedAt = context.now.toISOString();
  return sessionView(account, request, reply, context.now);
}

function registerGiving(api: Api): void {
  const { db, publicUrl } = api.deps;
  registerEndpoint(api, secondFactorApi.giveTotp, async (call) => {
    await giveTotp(api.deps, call.context, call.body.code);
    return wasGiven(api, call);
  });
  registerEndpoint(api, secondFactorApi.giveRecoveryCode, async (call) => {
    await giveRecoveryCode(db, call.context, call.body.code);
    return wasGiven(api, call);
  });
  registerEndpoint(api, secondFactorApi.askPasskey, async ({ context, request }) => {
    const place = placeOf(request, publicUrl);
    const options = await authenticationChallenge(place, await passkeysOf(db, context));
    request.session.challenge = options.challenge;
    return { options: { ...options } };
  });
  registerEndpoint(api, secondFactorApi.givePasskey, async (call) => {
    const { context, request, body } = call;
    const challenge = takeChallenge(request);
    const passkeys = await passkeysOf(db, context);
    await givePasskey(db, context, () =>
      signedWith(placeOf(request, publicUrl), challenge, passkeys, body.response),
    );
    return wasGiven(api, call);
  });
}

function registerTotp(api: Api): void {
  registerEndpoint(api, secondFactorApi.beginTotp, async ({ account, request }) => {
    const { sealed, uri, secret } = newTotp(api.deps.keys, account);
    request.session.totp = sealed;
    const { modulesAcross, isDark } = await qrCode(uri);
    const across = Array.from({ length: modulesAcross }, (_, index) => index);
    const qrRows = across.map((row) =>
      across.map((column) => (isDark(column, row) ? '1' : '0')).join(''),
    );
    return { secret, qrRows };
  });
  registerEndpoint(api, secondFactorApi.setUpTotp, async (call) => {
    const sealed = call.request.session.totp;
    if (sealed === undefined) throw new RejectedInputError('auth.invalid_code');
    const { code } = call.body;
    const recoveryCodes = await setUpTotp(api.deps, call.context, { sealed, code });
    return { recoveryCodes, session: await wasSetUp(api, call) };
  });
  registerEndpoint(api, secondFactorApi.removeTotp, async ({ context }) => {
    await removeFactor(api.deps.db, context, 'totp');
    return {};
  });
}

function registerPasskeys(api: Api): void {
  const { db, publicUrl } = api.deps;
  registerEndpoint(api, secondFactorApi.beginPasskey, async ({ account, context, request }) => {
    const place = placeOf(request, publicUrl);
    const options = await registrationChallenge(place, account, await passkeysOf(db, context));
    request.session.challenge = options.challenge;
    return { options: { ...options } };
  });
  registerEndpoint(api, secondFactorApi.addPasskey, async (call) => {
    const { context, request, body } = call;
    const challenge = takeChallenge(request);
    const place = placeOf(request, publicUrl);
    const passkey = await registeredPasskey(place, challenge, body.response);
    if (passkey === null) throw new RejectedInputError('auth.passkey_refused');
    const recoveryCodes = await addPasskey(db, context, { ...passkey, name: body.name });
    return { recoveryCodes, session: await wasSetUp(api, call) };
  });
  registerEndpoint(api, secondFactorApi.removePasskey, async ({ context, params }) => {
    await removeFactor(db, context, params);
    return {};
  });
}

/** Good for one answer, whatever it says. */
function takeChallenge({ session }: FastifyRequest): string {
  const { challenge } = session;
  if (challenge === undefined) throw new RejectedInputError('auth.passkey_refused');
  session.challenge = undefined;
  return challenge;
}
