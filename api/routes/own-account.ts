import { changePassword } from '../../ledger/accounts/change-password.ts';
import { confirmByPassword } from '../../ledger/accounts/give-password.ts';
import { endSessions, listSessions } from '../../ledger/accounts/session-list.ts';
import { ownAccountApi } from '../../schemas/api/own-account.ts';
import { goOnAs, sessionView } from '../begin-session.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

/** What everybody does with their own account. */
export function registerOwnAccountRoutes(api: Api): void {
  const { db } = api.deps;
  registerEndpoint(api, ownAccountApi.sessions, async ({ context, account, request }) => ({
    items: await listSessions(db, context, account.accountId, request.session.sessionId),
  }));
  registerEndpoint(api, ownAccountApi.endSession, ({ context, account, params }) => {
    const { accountId } = account;
    return endSessions(db, context, { accountId, which: { sessionRef: params.sessionRef } });
  });
  registerEndpoint(api, ownAccountApi.endOtherSessions, ({ context, account, request }) => {
    const { accountId } = account;
    return endSessions(db, context, { accountId, which: { allBut: request.session.sessionId } });
  });
  registerEndpoint(api, ownAccountApi.changePassword, async (call) => {
    const { context, body, request, reply } = call;
    await changePassword(db, context, body);
    const now = { passwordSetAt: context.now, confirmedAt: context.now };
    const changed = await goOnAs(api.deps, request, now);
    return sessionView(changed, request, reply, context.now);
  });
  registerEndpoint(api, ownAccountApi.confirm, async (call) => {
    const { account, context, body, request, reply } = call;
    await confirmByPassword(db, context, body.password);
    request.session.confirmedAt = context.now.toISOString();
    return sessionView(account, request, reply, context.now);
  });
}
