import { createAccount } from '../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { Role } from '../../schemas/accounts.ts';
import type { Program } from '../program/open-program.ts';

export type UserOptions = Readonly<{
  municipality: string;
  municipalityName?: string;
  name: string;
  roles: readonly string[];
  staffMember?: string;
}>;

/** The same for a person at the command line, who is told how a second account of theirs is made. */
export async function addUserCommand(
  program: Program,
  loginName: string,
  password: string,
  options: UserOptions,
  print: (line: string) => void,
): Promise<number> {
  const { staffMemberId } = await inMunicipality(options.municipality, () =>
    addUser(program, loginName, password, options),
  );
  print(`利用者 ${loginName} を登録しました (職員番号 ${staffMemberId})`);
  print('同じ人の二つ目の利用者は --staff-member にこの番号を付けて登録してください。');
  return 0;
}

/** An account for one natural person; the first one of a municipality creates the municipality too. */
async function addUser(
  program: Program,
  loginName: string,
  password: string,
  options: UserOptions,
): Promise<{ staffMemberId: string }> {
  const roles = Role.array().safeParse(options.roles);
  if (!roles.success) {
    const known = Role.options.join(', ');
    throw new RejectedInputError('input.invalid', { cause: new Error(`役割は ${known} です`) });
  }
  const context = program.operator(options.municipality);
  if (options.municipalityName !== undefined) {
    await ensureMunicipality(program.db, context, {
      municipalityId: options.municipality,
      name: options.municipalityName,
      demonstration: false,
    });
  }
  return createAccount(program.db, context, {
    loginName,
    displayName: options.name,
    password,
    roles: roles.data,
    ...(options.staffMember === undefined ? {} : { staffMemberId: options.staffMember }),
  });
}
