import type { Theme } from '../../schemas/accounts.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';

export async function chooseTheme(db: Db, context: ActContext, theme: Theme): Promise<void> {
  const { accountId } = context.actor;
  const target = {
    action: 'session.manage_own',
    resourceKind: 'account',
    resourceId: accountId,
    detail: { step: 'theme', theme },
  } as const;
  await performAct(db, context, target, async (tx) => {
    await tx
      .updateTable('accounts')
      .set({ theme })
      .where('accountId', '=', accountId ?? '')
      .execute();
  });
}
