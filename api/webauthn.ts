import { isIP } from 'node:net';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { FastifyRequest } from 'fastify';
import type { AccountView } from '../ledger/accounts/find-account.ts';
import type { Passkey } from '../ledger/accounts/passkeys.ts';

/** Where the page stands in the browser: a passkey is kept for this name and answers nobody else. */
export type Place = Readonly<{ origin: string; rpId: string }>;

export function placeOf(request: FastifyRequest, publicUrl: string | null): Place {
  const { origin, hostname } = new URL(publicUrl ?? `${request.protocol}://${request.host}`);
  return { origin, rpId: hostname };
}

/** Browsers know passkeys of names alone. */
export const passkeysPossible = ({ rpId }: Place): boolean =>
  isIP(rpId.replace(/^\[|\]$/g, '')) === 0;

const known = ({ credentialId, transports }: Passkey) => ({
  id: credentialId,
  // Proof: the browser named them itself; what it does not know it leaves out.
  transports: transports as NonNullable<RegistrationResponseJSON['response']['transports']>,
});

export const registrationChallenge = (
  { rpId }: Place,
  account: AccountView,
  passkeys: readonly Passkey[],
) =>
  generateRegistrationOptions({
    rpName: 'yoshin',
    rpID: rpId,
    userID: new TextEncoder().encode(account.accountId),
    userName: account.loginName,
    userDisplayName: account.displayName,
    attestationType: 'none',
    excludeCredentials: passkeys.map(known),
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
  });

/** The new key, `null` for an answer to another challenge, from another place, or to nothing. */
export async function registeredPasskey(
  { origin, rpId }: Place,
  expectedChallenge: string,
  response: unknown,
): Promise<Passkey | null> {
  const verified = await orNull(() =>
    verifyRegistrationResponse({
      // Proof: the library checks what it is given.
      response: response as RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    }),
  );
  if (verified?.registrationInfo === undefined || !verified.verified) return null;
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  const encoded = Buffer.from(publicKey).toString('base64url');
  return { credentialId: id, publicKey: encoded, counter, transports };
}

export const authenticationChallenge = ({ rpId }: Place, passkeys: readonly Passkey[]) =>
  generateAuthenticationOptions({
    rpID: rpId,
    allowCredentials: passkeys.map(known),
    userVerification: 'required',
  });

/** Which of the account's keys signed, and its count; `null` for anything else. */
export async function signedWith(
  { origin, rpId }: Place,
  expectedChallenge: string,
  passkeys: readonly Passkey[],
  response: Readonly<{ id: string }>,
): Promise<{ credentialId: string; counter: number } | null> {
  const passkey = passkeys.find(({ credentialId }) => credentialId === response.id);
  if (passkey === undefined) return null;
  const verified = await orNull(() =>
    verifyAuthenticationResponse({
      // Proof: the library checks what it is given.
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: {
        ...known(passkey),
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
      },
    }),
  );
  if (verified === null || !verified.verified) return null;
  const { newCounter: counter } = verified.authenticationInfo;
  return { credentialId: passkey.credentialId, counter };
}

/** The library says by throwing what is wrong with an answer; to whoever sent it, it is refused. */
async function orNull<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}
