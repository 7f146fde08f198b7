import { verifyAuditChain } from '../../ledger/audit.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { municipalityFor } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';

export const VERIFY_EXIT = { intact: 0, broken: 3 } as const;

/** Re-verifies ledger and audit log from the rows alone; names every row that does not hold. */
export async function verifyLedgerCommand(
  program: Program,
  options: { municipality?: string; json: boolean },
  print: (line: string) => void,
): Promise<number> {
  const municipalityId = await municipalityFor(program.db, options.municipality);
  const { publicKeyPem } = program.review.signer;
  const ledger = await verifyLedger(program.db, municipalityId, publicKeyPem);
  const audit = await verifyAuditChain(program.db, municipalityId);
  const intact = ledger.problems.length === 0 && audit.brokenAt === null;
  if (options.json) {
    print(JSON.stringify({ ...ledger, audit, intact }));
    return intact ? VERIFY_EXIT.intact : VERIFY_EXIT.broken;
  }
  print(
    `台帳 ${ledger.entries} 件、署名済み検査点 ${ledger.checkpoints} 件、操作記録 ${audit.events} 件`,
  );
  if (ledger.rootHash !== null) print(`根ハッシュ ${ledger.rootHash}`);
  for (const { table, row, problem } of ledger.problems)
    print(`  異常 ${table} ${row}: ${problem}`);
  if (audit.brokenAt !== null) print(`  異常 audit_events ${audit.brokenAt}: chain_broken`);
  print(
    intact
      ? '検証できました: 変更の跡はありません'
      : '検証できません: 上の行を監査担当へ知らせてください',
  );
  return intact ? VERIFY_EXIT.intact : VERIFY_EXIT.broken;
}
