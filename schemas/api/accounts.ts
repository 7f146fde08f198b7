import { z } from 'zod';
import { AccountPolicy, Role } from '../accounts.ts';
import { TypedText } from '../text.ts';
import { endpoint, Nothing } from './endpoint.ts';
import { SessionRows, SessionsEnded } from './own-account.ts';

const id = z.uuid();
const instant = z.iso.datetime();
const params = z.strictObject({ accountId: id });
const roles = z.array(Role).min(1).max(Role.options.length);

export const AccountRow = z.strictObject({
  accountId: id,
  /** The natural person; several accounts of one are still one signature. */
  staffMemberId: id,
  loginName: z.string(),
  displayName: z.string(),
  roles: z.array(Role),
  createdAt: instant,
  lastLoginAt: instant.nullable(),
  passwordChangedAt: instant,
  /** Its one-time password has not been changed yet. */
  mustChangePassword: z.boolean(),
  /** Until when failed log-ins keep it shut; `null`: they do not. */
  lockedUntil: instant.nullable(),
  disabledAt: instant.nullable(),
  hasSecondFactor: z.boolean(),
  /** Who of the log-in provider comes in as this account; `null`: nobody. */
  openId: z.strictObject({ issuer: z.string(), subject: z.string(), linkedAt: instant }).nullable(),
  openSessions: z.int().nonnegative(),
});
export type AccountRow = z.infer<typeof AccountRow>;

/** What the provider calls somebody (`sub`): told to them when they come and nobody knows them. */
const Subject = z
  .string()
  .trim()
  .regex(/^[\x20-\x7e]{1,255}$/);

/** Told once, to whoever hands it over. */
const OneTimePassword = z.strictObject({ oneTimePassword: z.string() });

/** What was decided of an account, and of which roles: were they others by then, nothing is signed. */
export const ReviewDecision = z.strictObject({
  accountId: id,
  roles: z.array(Role),
  decision: z.enum(['keep', 'disable']),
});
export type ReviewDecision = z.infer<typeof ReviewDecision>;

export const SignedReview = z.strictObject({
  accountReviewId: id,
  signedAt: instant,
  signedBy: z.string(),
  /** `other_key`: signed by a key this installation no longer has. */
  signature: z.enum(['good', 'bad', 'other_key']),
  accounts: z.array(
    ReviewDecision.extend({ loginName: z.string(), displayName: z.string() }).loose(),
  ),
});
export type SignedReview = z.infer<typeof SignedReview>;

export const AccountReviews = z.strictObject({
  /** By when somebody has to go through all accounts again. */
  dueAt: instant,
  isOverdue: z.boolean(),
  /** The latest first. */
  items: z.array(SignedReview),
});
export type AccountReviews = z.infer<typeof AccountReviews>;

/** Who may work here, and how. `account.oneself`: that is for another administrator. */
export const accountsApi = {
  list: endpoint('GET', '/api/accounts', 'account.read', {
    reply: z.strictObject({ items: z.array(AccountRow) }),
  }),
  create: endpoint('POST', '/api/accounts', 'account.manage', {
    body: z.strictObject({
      loginName: TypedText(64),
      displayName: TypedText(100),
      roles,
      /** A further account of a person who has one; the name is theirs then. */
      staffMemberId: id.nullable(),
    }),
    reply: OneTimePassword.extend({ accountId: id }),
  }),
  changeRoles: endpoint('PUT', '/api/accounts/:accountId/roles', 'account.manage', {
    params,
    body: z.strictObject({ roles }),
    reply: Nothing,
  }),
  disable: endpoint('POST', '/api/accounts/:accountId/disable', 'account.manage', {
    params,
    reply: SessionsEnded,
  }),
  enable: endpoint('POST', '/api/accounts/:accountId/enable', 'account.manage', {
    params,
    reply: OneTimePassword,
  }),
  unlock: endpoint('POST', '/api/accounts/:accountId/unlock', 'account.manage', {
    params,
    reply: Nothing,
  }),
  resetPassword: endpoint('POST', '/api/accounts/:accountId/password', 'account.manage', {
    params,
    reply: OneTimePassword,
  }),
  /** Of who has lost theirs. */
  resetSecondFactor: endpoint('POST', '/api/accounts/:accountId/second-factor', 'account.manage', {
    params,
    reply: Nothing,
  }),
  /** `account.openid_taken`: they come in as another account. `resource.not_found`: there is no provider. */
  linkOpenId: endpoint('PUT', '/api/accounts/:accountId/openid', 'account.manage', {
    params,
    body: z.strictObject({ subject: Subject }),
    reply: Nothing,
  }),
  /** Ends the account's sessions. */
  unlinkOpenId: endpoint('DELETE', '/api/accounts/:accountId/openid', 'account.manage', {
    params,
    reply: Nothing,
  }),
  sessions: endpoint('GET', '/api/accounts/:accountId/sessions', 'account.manage', {
    params,
    reply: SessionRows,
  }),
  endSession: endpoint(
    'DELETE',
    '/api/accounts/:accountId/sessions/:sessionRef',
    'account.manage',
    {
      params: params.extend({ sessionRef: id }),
      reply: SessionsEnded,
    },
  ),
  policy: endpoint('GET', '/api/account-policy', 'account.read', { reply: AccountPolicy }),
  setPolicy: endpoint('PUT', '/api/account-policy', 'account.manage', {
    body: AccountPolicy,
    reply: AccountPolicy,
  }),
  reviews: endpoint('GET', '/api/account-reviews', 'account.read', { reply: AccountReviews }),
  /** One decision for every account in use; `account.changed_meanwhile` where it is not. */
  signReview: endpoint('POST', '/api/account-reviews', 'account.manage', {
    body: z.strictObject({ decisions: z.array(ReviewDecision).max(1_000) }),
    reply: z.strictObject({ accountReviewId: id, disabled: z.int().nonnegative() }),
  }),
};
