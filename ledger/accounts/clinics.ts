import { RejectedInputError } from '../../runtime/errors.ts';
import { InstitutionCode } from '../../schemas/accounts.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { loginNameOf } from './login-name.ts';

/** The clinics whose sheets a contractor may look at. */
export async function clinicsOf(db: Db, accountId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('accountClinics')
    .select('institutionCode')
    .where('accountId', '=', accountId)
    .orderBy('institutionCode')
    .execute();
  return rows.map(({ institutionCode }) => institutionCode);
}

type Assigned = Readonly<{ loginName: string; clinics: readonly string[] }>;

/** From now on these and no others. A clinic that is in no master is refused by name, so that none is given by a slip. */
export async function assignClinics(db: Db, context: ActContext, given: Assigned): Promise<void> {
  const clinics = [...new Set(given.clinics)];
  const { municipalityId } = context.actor;
  const target = {
    action: 'account.manage',
    resourceKind: 'account',
    resourceId: null,
    resourceOf: (accountId: string) => accountId,
    detail: { act: 'assign_clinics', clinics },
  } as const;
  await performAct(db, context, target, async (tx) => {
    const account = await tx
      .selectFrom('accounts')
      .select(['accountId', 'roles'])
      .where('municipalityId', '=', municipalityId)
      .where('loginName', '=', loginNameOf(given.loginName) ?? '')
      .forUpdate()
      .executeTakeFirst();
    if (account === undefined) throw new RejectedInputError('resource.not_found');
    if (!account.roles.includes('contractor')) throw invalid('委託先の利用者ではありません');
    const known = await tx
      .selectFrom('institutions')
      .select('institutionCode')
      .where('municipalityId', '=', municipalityId)
      .execute();
    const codes = new Set(known.map(({ institutionCode }) => institutionCode));
    const unknown = clinics.filter((code) => !codes.has(code));
    if (unknown.length > 0) throw invalid(`台帳にない医療機関です: ${unknown.join(', ')}`);
    const { accountId } = account;
    await tx.deleteFrom('accountClinics').where('accountId', '=', accountId).execute();
    if (clinics.length > 0) {
      const row = { municipalityId, accountId, assignedAt: context.now };
      await tx
        .insertInto('accountClinics')
        .values(clinics.map((institutionCode) => ({ ...row, institutionCode })))
        .execute();
    }
    return accountId;
  });
}

const invalid = (reason: string) =>
  new RejectedInputError('input.invalid', { cause: new Error(reason) });

/** `input.invalid` for what is no code of a clinic. */
export function clinicCodes(written: readonly string[]): string[] {
  const codes = InstitutionCode.array().safeParse(written);
  if (codes.success) return codes.data;
  throw invalid('医療機関コードは10桁の数字です');
}
