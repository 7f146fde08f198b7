import { randomInt } from 'node:crypto';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { sha256Hex } from '../canonical.ts';
import type { Db, Tx } from '../database.ts';
import { guarded } from './guesses.ts';
import { ownFactor } from './second-factors.ts';

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const CODES = 10;
/** 79 bits. */
const CODE_LENGTH = 16;

const plain = (written: string) => written.normalize('NFKC').toLowerCase().replace(/[\s-]/g, '');
const hashOf = (accountId: string, code: string) =>
  sha256Hex('yoshin.recovery-code|', accountId, '|', plain(code));

function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () =>
    LETTERS.charAt(randomInt(LETTERS.length)),
  ).join('');
  return letters.replace(/.{4}(?=.)/g, '$&-');
}

/** Ten new ones in place of those there were; told this once. Within an act. */
export async function writeRecoveryCodes(
  tx: Tx,
  { actor: { accountId, municipalityId } }: ActContext,
): Promise<string[]> {
  const id = accountId ?? '';
  const codes = Array.from({ length: CODES }, newCode);
  await tx.deleteFrom('recoveryCodes').where('accountId', '=', id).execute();
  await tx
    .insertInto('recoveryCodes')
    .values(codes.map((code) => ({ accountId: id, municipalityId, codeHash: hashOf(id, code) })))
    .execute();
  return codes;
}

export async function renewRecoveryCodes(db: Db, context: ActContext): Promise<string[]> {
  const target = ownFactor(context, { step: 'second_factor', act: 'recovery_codes' });
  return performAct(db, context, target, (tx) => writeRecoveryCodes(tx, context));
}

/** In place of a second factor, once each. Throws `auth.invalid_code`, `auth.locked`. */
export async function giveRecoveryCode(db: Db, context: ActContext, code: string): Promise<void> {
  const accountId = context.actor.accountId ?? '';
  const guess = {
    what: 'recovery_code',
    refusal: 'auth.invalid_code',
    forgives: 'all',
  } as const;
  await guarded(db, context, guess, async () => {
    const used = await db
      .deleteFrom('recoveryCodes')
      .where('accountId', '=', accountId)
      .where('codeHash', '=', hashOf(accountId, code))
      .executeTakeFirst();
    return used.numDeletedRows === 1n ? true : null;
  });
}
