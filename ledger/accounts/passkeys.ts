import { RejectedInputError } from '../../runtime/errors.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { type Db, sqlState } from '../database.ts';
import { guarded } from './guesses.ts';
import { writeRecoveryCodes } from './recovery-codes.ts';
import { hasSecondFactor, ownFactor } from './second-factors.ts';

export type Passkey = Readonly<{
  credentialId: string;
  /** COSE, base64url. */
  publicKey: string;
  counter: number;
  transports: string[];
}>;

const UNIQUE_VIOLATION = '23505';

export async function passkeysOf(db: Db, { actor }: ActContext): Promise<Passkey[]> {
  return db
    .selectFrom('passkeys')
    .select(['credentialId', 'publicKey', 'counter', 'transports'])
    .where('accountId', '=', actor.accountId ?? '')
    .execute();
}

/** Answers with recovery codes where it is the account's first factor. */
export async function addPasskey(
  db: Db,
  context: ActContext,
  passkey: Passkey & Readonly<{ name: string }>,
): Promise<string[]> {
  const accountId = context.actor.accountId ?? '';
  const { municipalityId } = context.actor;
  const target = ownFactor(context, { step: 'second_factor', act: 'add', kind: 'passkey' });
  return performAct(db, context, target, async (tx) => {
    const isFirst = !(await hasSecondFactor(tx, accountId));
    await tx
      .insertInto('passkeys')
      .values({ ...passkey, accountId, municipalityId, createdAt: context.now })
      .execute()
      .catch((error: unknown) => {
        if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
        throw new RejectedInputError('auth.passkey_refused', { cause: error });
      });
    return isFirst ? writeRecoveryCodes(tx, context) : [];
  });
}

/**
 * `verify` says with which key something was signed, and how often that key says it has signed. One that counts must
 * count on: a key that falls behind has been copied. Throws `auth.passkey_refused`, `auth.locked`.
 */
export async function givePasskey(
  db: Db,
  context: ActContext,
  verify: () => Promise<{ credentialId: string; counter: number } | null>,
): Promise<void> {
  const guess = { what: 'passkey', refusal: 'auth.passkey_refused', forgives: 'all' } as const;
  await guarded(db, context, guess, async () => {
    const verified = await verify();
    if (verified === null) return null;
    const { credentialId, counter } = verified;
    const used = await db
      .updateTable('passkeys')
      .set({ counter, lastUsedAt: context.now })
      .where('accountId', '=', context.actor.accountId ?? '')
      .where('credentialId', '=', credentialId)
      .where((eb) => (counter === 0 ? eb('counter', '=', 0) : eb('counter', '<', counter)))
      .executeTakeFirst();
    return used.numUpdatedRows === 1n ? true : null;
  });
}
