import { expect, test } from 'vitest';
import { isAuthorised } from '../../../rules/authorise.ts';
import { Action, Actor, Role } from '../../../schemas/accounts.ts';

const actor = (roles: Role[], municipalityId = '272035') =>
  Actor.parse({ kind: 'account', accountId: null, staffMemberId: null, municipalityId, roles });
const here = { municipalityId: '272035' };

test('another municipality does not exist, whatever the roles', () => {
  for (const action of Action.options) {
    expect(isAuthorised(actor([...Role.options]), action, { municipalityId: '112453' })).toBe(
      false,
    );
  }
});

test('no role, no act', () => {
  for (const action of Action.options) expect(isAuthorised(actor([]), action, here)).toBe(false);
});

test('every act is somebody’s', () => {
  for (const action of Action.options) {
    expect(isAuthorised(actor([...Role.options]), action, here), action).toBe(true);
  }
});

test('who scans does not confirm, who administers sees no person, who audits changes nothing', () => {
  expect(isAuthorised(actor(['clerk']), 'review.verify', here)).toBe(false);
  expect(isAuthorised(actor(['administrator']), 'sheet.read_image', here)).toBe(false);
  for (const action of ['review.approve', 'ledger.amend', 'batch.upload'] as const) {
    expect(isAuthorised(actor(['auditor']), action, here)).toBe(false);
  }
  expect(isAuthorised(actor(['reviewer']), 'review.adjudicate', here)).toBe(false);
});
