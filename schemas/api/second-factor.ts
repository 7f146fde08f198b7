import { z } from 'zod';
import { TypedText } from '../text.ts';
import { endpoint, Nothing } from './endpoint.ts';
import { SessionView } from './session.ts';

const instant = z.iso.datetime();

export const SecondFactors = z.strictObject({
  /** By the person's roles. */
  isRequired: z.boolean(),
  totpSince: instant.nullable(),
  passkeys: z.array(
    z.strictObject({
      credentialId: z.string(),
      name: z.string(),
      createdAt: instant,
      lastUsedAt: instant.nullable(),
    }),
  ),
  recoveryCodesLeft: z.int().nonnegative(),
  /** False where the page was opened by a number: browsers keep passkeys for names. */
  passkeysPossible: z.boolean(),
});
export type SecondFactors = z.infer<typeof SecondFactors>;

/** Told once; none where the account had a factor before. */
const RecoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) });
/** In a new session, which has seen the factor. */
const SetUp = RecoveryCodes.extend({ session: SessionView });

/** Authenticator apps show six digits; people write them apart. */
const Code = z.string().min(6).max(32);
/** What the browser and its authenticator say to each other (WebAuthn); checked by the library that knows. */
const Ceremony = z.strictObject({ options: z.record(z.string(), z.unknown()) });
const Signed = z.looseObject({ id: z.string().max(2_000) });

/** The second factor of who is logged in: given at the log-in, set up, and taken away. */
export const secondFactorApi = {
  list: endpoint('GET', '/api/account/second-factors', 'session.manage_own', {
    reply: SecondFactors,
  }),
  /** Refused for a code given before. */
  giveTotp: endpoint('POST', '/api/session/totp', 'session.manage_own', {
    body: z.strictObject({ code: Code }),
    reply: SessionView,
  }),
  giveRecoveryCode: endpoint('POST', '/api/session/recovery-code', 'session.manage_own', {
    body: z.strictObject({ code: Code }),
    reply: SessionView,
  }),
  askPasskey: endpoint('POST', '/api/session/passkey-challenge', 'session.manage_own', {
    reply: Ceremony,
  }),
  givePasskey: endpoint('POST', '/api/session/passkey', 'session.manage_own', {
    body: z.strictObject({ response: Signed }),
    reply: SessionView,
  }),
  /** A secret, shown this once; it counts for nothing until `setUpTotp` has seen a code of it. */
  beginTotp: endpoint('POST', '/api/account/totp-secret', 'session.manage_own', {
    reply: z.strictObject({
      /** Base32, to be typed where there is no camera. */
      secret: z.string(),
      /** A QR code: square, row by row, `1` is dark. */
      qrRows: z.array(z.string()),
    }),
  }),
  setUpTotp: endpoint('POST', '/api/account/totp', 'session.manage_own', {
    body: z.strictObject({ code: Code }),
    reply: SetUp,
  }),
  removeTotp: endpoint('DELETE', '/api/account/totp', 'session.manage_own', { reply: Nothing }),
  beginPasskey: endpoint('POST', '/api/account/passkey-challenge', 'session.manage_own', {
    reply: Ceremony,
  }),
  addPasskey: endpoint('POST', '/api/account/passkeys', 'session.manage_own', {
    body: z.strictObject({ name: TypedText(50), response: Signed }),
    reply: SetUp,
  }),
  removePasskey: endpoint('DELETE', '/api/account/passkeys/:credentialId', 'session.manage_own', {
    params: z.strictObject({ credentialId: z.string().regex(/^[\w-]{1,200}$/) }),
    reply: Nothing,
  }),
  renewRecoveryCodes: endpoint('POST', '/api/account/recovery-codes', 'session.manage_own', {
    reply: RecoveryCodes,
  }),
};
