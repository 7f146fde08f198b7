import { ledgerStatus } from '../../ledger/entries/list-entries.ts';
import { countSheets } from '../../ledger/intake/sheet-acts.ts';
import { countWaiting } from '../../ledger/review/leases.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';

export type Status = Readonly<{
  municipalityId: string;
  sheets: Readonly<Record<string, number>>;
  waiting: Readonly<Record<string, number>>;
  deadLetters: number;
  ledger: { treeSize: number; rootHash: string | null; signedAt: string | null };
}>;

/** Where everything stands, for a person at the server or a monitoring script. */
export async function statusOf(program: Program, named: string | undefined): Promise<Status> {
  const { db } = program;
  return forMunicipality(db, named, async (municipalityId) => {
    const { count } = await db
      .selectFrom('deadLetters')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('municipalityId', '=', municipalityId)
      .where('resolvedAt', 'is', null)
      .executeTakeFirstOrThrow();
    return {
      municipalityId,
      sheets: await countSheets(db, municipalityId),
      waiting: await countWaiting(db, program.operator(municipalityId).actor),
      deadLetters: count,
      ledger: await ledgerStatus(db, municipalityId),
    };
  });
}
