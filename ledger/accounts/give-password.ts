import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { verifyPassword } from '../password.ts';
import { guarded } from './guesses.ts';
import { ownFactor } from './second-factors.ts';

/** Whoever is logged in says their password once more. Throws `auth.wrong_password`, `auth.locked`. */
export async function givePassword(
  db: Db,
  context: ActContext,
  written: string,
): Promise<{ passwordHash: string; loginName: string }> {
  const account = await db
    .selectFrom('accounts')
    .select(['passwordHash', 'loginName'])
    .where('accountId', '=', context.actor.accountId ?? '')
    .executeTakeFirstOrThrow();
  const guess = {
    what: 'current_password',
    refusal: 'auth.wrong_password',
    forgives: 'this',
  } as const;
  await guarded(db, context, guess, async () =>
    (await verifyPassword(account.passwordHash, written)) ? true : null,
  );
  return account;
}

/** For nothing but to show that it is still them at the screen. */
export async function confirmByPassword(
  db: Db,
  context: ActContext,
  written: string,
): Promise<void> {
  await givePassword(db, context, written);
  const target = ownFactor(context, { step: 'confirm', what: 'current_password' });
  await performAct(db, context, target, async () => undefined);
}
