import { createAccount } from '../../ledger/accounts/create-account.ts';
import { disableAccount } from '../../ledger/accounts/disable-account.ts';
import { listAccounts } from '../../ledger/accounts/list-accounts.ts';
import {
  changeRoles,
  renewPassword,
  resetSecondFactor,
  unlockAccount,
} from '../../ledger/accounts/manage-account.ts';
import { oneTimePassword } from '../../ledger/accounts/one-time-password.ts';
import { linkOpenId, unlinkOpenId } from '../../ledger/accounts/openid-links.ts';
import { policyOf, setPolicy } from '../../ledger/accounts/policy.ts';
import { listReviews, signReview } from '../../ledger/accounts/review-accounts.ts';
import { endSessions, listSessions } from '../../ledger/accounts/session-list.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { accountsApi } from '../../schemas/api/accounts.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

/** Who may work here, for their administrator. */
export function registerAccountRoutes(api: Api): void {
  const { db, openId } = api.deps;
  registerEndpoint(api, accountsApi.list, async ({ context }) => ({
    items: await listAccounts(db, context),
  }));
  registerEndpoint(api, accountsApi.create, async ({ context, body }) => {
    const { staffMemberId, ...account } = body;
    const password = oneTimePassword();
    const { accountId } = await createAccount(db, context, {
      ...account,
      password,
      isOneTime: true,
      ...(staffMemberId !== null && { staffMemberId }),
    });
    return { accountId, oneTimePassword: password };
  });
  registerEndpoint(api, accountsApi.changeRoles, async ({ context, params, body }) => {
    await changeRoles(db, context, params.accountId, body.roles);
    return {};
  });
  registerEndpoint(api, accountsApi.disable, ({ context, params }) =>
    disableAccount(db, context, params.accountId),
  );
  registerEndpoint(api, accountsApi.enable, ({ context, params }) =>
    renewPassword(db, context, params.accountId, 'enable'),
  );
  registerEndpoint(api, accountsApi.unlock, async ({ context, params }) => {
    await unlockAccount(db, context, params.accountId);
    return {};
  });
  registerEndpoint(api, accountsApi.resetPassword, ({ context, params }) =>
    renewPassword(db, context, params.accountId, 'reset_password'),
  );
  registerEndpoint(api, accountsApi.resetSecondFactor, async ({ context, params }) => {
    await resetSecondFactor(db, context, params.accountId);
    return {};
  });
  registerEndpoint(api, accountsApi.linkOpenId, async ({ context, params, body }) => {
    if (openId === null) throw new RejectedInputError('resource.not_found');
    const who = { issuer: openId.issuer, subject: body.subject };
    await linkOpenId(db, context, params.accountId, who);
    return {};
  });
  registerEndpoint(api, accountsApi.unlinkOpenId, async ({ context, params }) => {
    await unlinkOpenId(db, context, params.accountId);
    return {};
  });
  registerEndpoint(api, accountsApi.sessions, async ({ context, params, request }) => ({
    items: await listSessions(db, context, params.accountId, request.session.sessionId),
  }));
  registerEndpoint(api, accountsApi.endSession, ({ context, params }) => {
    const { accountId, sessionRef } = params;
    return endSessions(db, context, { accountId, which: { sessionRef } });
  });
  registerRules(api);
}

function registerRules(api: Api): void {
  const { db, signer } = api.deps;
  registerEndpoint(api, accountsApi.policy, ({ context }) =>
    policyOf(db, context.actor.municipalityId),
  );
  registerEndpoint(api, accountsApi.setPolicy, ({ context, body }) => setPolicy(db, context, body));
  registerEndpoint(api, accountsApi.reviews, ({ context }) => listReviews({ db, signer }, context));
  registerEndpoint(api, accountsApi.signReview, ({ context, body }) =>
    signReview({ db, signer }, context, body.decisions),
  );
}
