import { RejectedInputError } from '../../runtime/errors.ts';
import { MunicipalityId } from '../../schemas/accounts.ts';
import { authorise, inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { appendAudit } from '../audit.ts';
import { type Db, type Tx, translateDatabaseError } from '../database.ts';
import { acrossMunicipalities } from '../scope.ts';
import { loginNameOf } from './login-name.ts';
import type { Subject } from './openid-login.ts';

export type NewMunicipality = Readonly<{
  municipalityId: string;
  name: string;
  demonstration: boolean;
}>;

/**
 * Makes sure that the municipality exists; `true` when this call created it. What is stored is not
 * changed: a municipality does not turn into a demonstration, nor the other way round, by a second call.
 */
export async function ensureMunicipality(
  db: Db,
  context: ActContext,
  wanted: NewMunicipality,
): Promise<boolean> {
  authorise(context.actor, 'account.manage', wanted);
  if (!MunicipalityId.safeParse(wanted.municipalityId).success || wanted.name.trim() === '') {
    throw new RejectedInputError('input.invalid', {
      cause: new Error('a municipality has a code of six digits and a name'),
    });
  }
  return inTransaction(db, async (tx) => {
    const created = await tx
      .insertInto('municipalities')
      .values({ ...wanted, createdAt: context.now })
      .onConflict((conflict) => conflict.column('municipalityId').doNothing())
      .returning('municipalityId')
      .executeTakeFirst();
    if (created === undefined) return false;
    await appendAudit(tx, context, {
      action: 'municipality.create',
      outcome: 'done',
      resourceKind: 'municipality',
      resourceId: wanted.municipalityId,
      detail: { demonstration: wanted.demonstration },
    });
    return true;
  });
}

export const municipalityIds = (db: Db): Promise<string[]> =>
  acrossMunicipalities('choice of municipality', async () => {
    const rows = await db.selectFrom('municipalities').select('municipalityId').execute();
    return rows.map(({ municipalityId }) => municipalityId);
  });

/** Of nobody: a log-in there finds no account. */
const NOWHERE = '';

/**
 * Where an account of this name is. A name nobody has belongs to no municipality; the installation's first one keeps the
 * record of it.
 */
export const municipalityToLogInto = (db: Db, written: string): Promise<string> =>
  acrossMunicipalities('log-in', async () => {
    const loginName = loginNameOf(written);
    const account = db.selectFrom('accounts').select('municipalityId');
    const found =
      (loginName !== null &&
        (await account.where('loginName', '=', loginName).executeTakeFirst().catch(rethrow))) ||
      (await firstMunicipality(db));
    return found?.municipalityId ?? NOWHERE;
  });

/** Where the account of somebody the log-in provider knows is; as above for somebody nobody knows here. */
export const municipalityOfSubject = (db: Db, { issuer, subject }: Subject): Promise<string> =>
  acrossMunicipalities('log-in', async () => {
    const link = db.selectFrom('openidLinks').select('municipalityId');
    const found =
      (await link
        .where('issuer', '=', issuer)
        .where('subject', '=', subject)
        .executeTakeFirst()
        .catch(rethrow)) ?? (await firstMunicipality(db));
    return found?.municipalityId ?? NOWHERE;
  });

/** Keeps the record of what happens to nobody that is known. */
export const municipalityOfNobody = (db: Db): Promise<string> =>
  acrossMunicipalities(
    'log-in',
    async () => (await firstMunicipality(db))?.municipalityId ?? NOWHERE,
  );

const firstMunicipality = (db: Db) =>
  db
    .selectFrom('municipalities')
    .select('municipalityId')
    .orderBy('createdAt')
    .orderBy('municipalityId')
    .limit(1)
    .executeTakeFirst()
    .catch(rethrow);

/** Whether anybody here is invented, with passwords that everybody knows. */
export const holdsDemonstration = (db: Db): Promise<boolean> =>
  acrossMunicipalities('log-in', async () => {
    const found = await db
      .selectFrom('municipalities')
      .select('municipalityId')
      .where('demonstration', '=', true)
      .limit(1)
      .executeTakeFirst()
      .catch(rethrow);
    return found !== undefined;
  });

function rethrow(error: unknown): never {
  throw translateDatabaseError(error);
}

/** What it is called. */
export async function municipalityName(db: Db | Tx, municipalityId: string): Promise<string> {
  const { name } = await db
    .selectFrom('municipalities')
    .select('name')
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return name;
}
