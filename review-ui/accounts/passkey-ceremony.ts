import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { secondFactorApi } from '../../schemas/api/second-factor.ts';
import type { SessionView } from '../../schemas/api/session.ts';
import { ApiError } from '../api/api-error.ts';
import type { Call } from '../api/client.ts';

/** Asks the browser for a new passkey and hands it in. */
export async function createPasskey(call: Call, name: string) {
  const { options } = await call(secondFactorApi.beginPasskey, {});
  // Proof: the server's library made these for the browser's.
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const response = await asked(() => startRegistration({ optionsJSON }));
  return call(secondFactorApi.addPasskey, { body: { name, response: { ...response } } });
}

/** Asks the browser to sign with a passkey of this account. */
export async function signWithPasskey(call: Call): Promise<SessionView> {
  const { options } = await call(secondFactorApi.askPasskey, {});
  // Proof: as above.
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const response = await asked(() => startAuthentication({ optionsJSON }));
  return call(secondFactorApi.givePasskey, { body: { response: { ...response } } });
}

/** The person declined, the authenticator is not there, or it is none of theirs: said like any refusal. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const isRefusal = error instanceof WebAuthnError || error instanceof DOMException;
    if (isRefusal || (error instanceof Error && error.name === 'NotAllowedError')) {
      throw new ApiError('auth.passkey_refused', { cause: error });
    }
    throw error;
  }
}
