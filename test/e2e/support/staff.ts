import type { Page } from 'playwright-core';
import { createAccount } from '../../../ledger/accounts/create-account.ts';
import type { Role } from '../../../schemas/accounts.ts';
import { MUNICIPALITY, PASSWORD } from '../../support/test-program.ts';
import type { Office } from './office.ts';
import { logIn } from './page-steps.ts';

/** Somebody more than an office has, called by their login name. */
export async function hire(office: Office, loginName: string, role: Role): Promise<void> {
  const { program } = office.running;
  await createAccount(program.db, program.operator(MUNICIPALITY), {
    ...{ loginName, displayName: loginName, roles: [role], password: PASSWORD },
  });
}

/** A browser of their own, logged in. */
export async function enterAs(office: Office, loginName: string): Promise<Page> {
  const { page } = await office.open();
  await logIn(page, loginName, PASSWORD);
  return page;
}
