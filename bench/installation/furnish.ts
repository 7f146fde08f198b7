import { openProgram, type Program } from '../../cli/program/open-program.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { setPolicy } from '../../ledger/accounts/policy.ts';
import { importMasters } from '../../ledger/masters/import-masters.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import type { Config } from '../../runtime/config.ts';
import { createLog } from '../../runtime/log.ts';
import { DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';

export const PASSWORD = 'work for everybody';
const MUNICIPALITY = { municipalityId: '272035', name: '豊中市', demonstration: true };
const ACCOUNTS = {
  uketsuke: 'clerk',
  kakunin: 'reviewer',
  shonin: 'reviewer',
  kantoku: 'supervisor',
} as const;

/** Municipality, people and masters, in a place where nothing was before. */
export async function furnish(config: Config, mastersFolder: string): Promise<void> {
  const program = await openProgram(config, createLog('error'), 'own');
  try {
    await inMunicipality(MUNICIPALITY.municipalityId, () => settle(program, mastersFolder));
  } finally {
    await program.shutdown.run();
  }
}

async function settle(program: Program, mastersFolder: string): Promise<void> {
  const context = () => program.operator(MUNICIPALITY.municipalityId);
  await ensureMunicipality(program.db, context(), MUNICIPALITY);
  // Nobody sits at these desks: a machine logs in for them.
  await setPolicy(program.db, context(), { ...DEFAULT_ACCOUNT_POLICY, secondFactorRoles: [] });
  for (const [loginName, role] of Object.entries(ACCOUNTS)) {
    const account = { loginName, displayName: loginName, password: PASSWORD, roles: [role] };
    await createAccount(program.db, context(), account);
  }
  await importMasters(program.db, context(), { folder: mastersFolder });
}
