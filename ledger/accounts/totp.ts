import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { KeyProvider } from '../../runtime/key-provider.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { guarded } from './guesses.ts';
import { writeRecoveryCodes } from './recovery-codes.ts';
import { hasSecondFactor, ownFactor } from './second-factors.ts';

/** What authenticator apps take without being told (RFC 6238). */
const PERIOD_SECONDS = 30;
const DIGITS = 6;
/** Of the 32 bytes that are wrapped, as RFC 4226 recommends for SHA-1. */
const SECRET_BYTES = 20;
/** Steps a clock may be off, either way. */
const WINDOW = 1;

type Keys = Pick<KeyProvider, 'keyId' | 'wrap' | 'unwrap'>;
/** As it is kept: opened by the master key alone, for this account alone. */
export type SealedSecret = Readonly<{ wrappedSecret: string; keyId: string }>;

const contextOf = (accountId: string) => `totp|${accountId}`;

function totpOf(key: Buffer, account = ''): TOTP {
  const buffer = new Uint8Array(key.subarray(0, SECRET_BYTES)).buffer;
  const secret = new Secret({ buffer });
  const period = PERIOD_SECONDS;
  return new TOTP({ issuer: 'yoshin', label: account, secret, digits: DIGITS, period });
}

/** The step a code is of, `null` for one that is wrong now. */
function stepOf(totp: TOTP, written: string, now: Date): number | null {
  const token = written.normalize('NFKC').replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const timestamp = now.getTime();
  const delta = totp.validate({ token, timestamp, window: WINDOW });
  return delta === null ? null : totp.counter({ timestamp }) + delta;
}

/** A secret that counts for nothing until a code of it was given. */
export function newTotp(
  keys: Keys,
  account: Readonly<{ accountId: string; loginName: string }>,
): { sealed: SealedSecret; uri: string; secret: string } {
  const key = randomBytes(32);
  const totp = totpOf(key, account.loginName);
  const wrappedSecret = keys.wrap(key, contextOf(account.accountId));
  return {
    sealed: { wrappedSecret, keyId: keys.keyId },
    uri: totp.toString(),
    secret: totp.secret.base32,
  };
}

/** The secret under another master key; whose it is stays. */
export function rewrappedTotp(
  { accountId, wrappedSecret, keyId }: SealedSecret & Readonly<{ accountId: string }>,
  { from, to }: Readonly<{ from: Keys; to: Keys }>,
): SealedSecret {
  const key = from.unwrap(wrappedSecret, keyId, contextOf(accountId));
  return { wrappedSecret: to.wrap(key, contextOf(accountId)), keyId: to.keyId };
}

/**
 * Takes the secret into use, in place of one there was. Answers with recovery codes where it is the account's first
 * factor. Throws `auth.invalid_code`.
 */
export async function setUpTotp(
  { db, keys }: Readonly<{ db: Db; keys: Keys }>,
  context: ActContext,
  { sealed, code }: Readonly<{ sealed: SealedSecret; code: string }>,
): Promise<string[]> {
  const accountId = context.actor.accountId ?? '';
  const { municipalityId } = context.actor;
  const key = keys.unwrap(sealed.wrappedSecret, sealed.keyId, contextOf(accountId));
  const lastStep = stepOf(totpOf(key), code, context.now);
  if (lastStep === null) throw new RejectedInputError('auth.invalid_code');
  const target = ownFactor(context, { step: 'second_factor', act: 'add', kind: 'totp' });
  return performAct(db, context, target, async (tx) => {
    const isFirst = !(await hasSecondFactor(tx, accountId));
    const row = { ...sealed, lastStep, createdAt: context.now };
    await tx
      .insertInto('totpSecrets')
      .values({ accountId, municipalityId, ...row })
      .onConflict((conflict) => conflict.column('accountId').doUpdateSet(row))
      .execute();
    return isFirst ? writeRecoveryCodes(tx, context) : [];
  });
}

/** Throws `auth.invalid_code`, also for a code that was given before, and `auth.locked`. */
export async function giveTotp(
  { db, keys }: Readonly<{ db: Db; keys: Keys }>,
  context: ActContext,
  code: string,
): Promise<void> {
  const accountId = context.actor.accountId ?? '';
  const guess = { what: 'totp', refusal: 'auth.invalid_code', forgives: 'all' } as const;
  await guarded(db, context, guess, async () => {
    const stored = await db
      .selectFrom('totpSecrets')
      .select(['wrappedSecret', 'keyId'])
      .where('accountId', '=', accountId)
      .executeTakeFirst();
    if (stored === undefined) return null;
    const key = keys.unwrap(stored.wrappedSecret, stored.keyId, contextOf(accountId));
    const step = stepOf(totpOf(key), code, context.now);
    if (step === null) return null;
    // The database decides between two that come with the same code at once.
    const taken = await db
      .updateTable('totpSecrets')
      .set({ lastStep: step })
      .where('accountId', '=', accountId)
      .where('wrappedSecret', '=', stored.wrappedSecret)
      .where('lastStep', '<', step)
      .executeTakeFirst();
    return taken.numUpdatedRows === 1n ? true : null;
  });
}
