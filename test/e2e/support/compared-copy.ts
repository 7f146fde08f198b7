import { compareWithCopy } from '../../../ledger/copies/run-comparison.ts';
import { profileIn } from '../../../ledger/exports/profiles.ts';
import { rulesOf } from '../../../rules/exports/lines.ts';
import { newId } from '../../../runtime/ids.ts';
import { openTermVault } from '../../../runtime/term-vault.ts';
import { MUNICIPALITY } from '../../support/test-program.ts';
import type { Office } from './office.ts';

/** A comparison with a copy of one line that the ledger knows nothing of. */
export async function comparedCopy({ running: { program } }: Office): Promise<string> {
  const url = new URL('../../../ledger/exports/profiles/municipal-full.json', import.meta.url);
  const profile = await profileIn(url);
  if (profile.format !== 'csv') throw new Error('not CSV');
  const headers = rulesOf(profile).map(({ rule }) => rule.header);
  const file = `${headers.join(',')}\r\n7${','.repeat(headers.length - 1)}\r\n`;
  const { accountId, staffMemberId } = await program.db
    .selectFrom('accounts')
    .select(['accountId', 'staffMemberId'])
    .where('loginName', '=', 'kanri')
    .executeTakeFirstOrThrow();
  const operator = program.operator(MUNICIPALITY);
  const actor = {
    ...({ kind: 'account', accountId, staffMemberId, municipalityId: MUNICIPALITY } as const),
    roles: ['supervisor' as const],
  };
  const { reconciliationId } = await compareWithCopy(
    {
      ...{ db: program.db, blobs: program.blobs, profiles: async () => [profile] },
      vault: openTermVault(new Uint8Array(32)),
    },
    { ...operator, actor, requestId: newId(), newId },
    { profileId: profile.id, stream: bytesOf(file) },
  );
  return reconciliationId;
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
