import { checkpointLine, lastAuditCheckpoint } from '../../ledger/auditing/checkpoint.ts';
import { type AuditReport, verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { checkpointAll } from '../program/keep-checkpointed.ts';
import { readKept } from '../program/kept-checkpoints.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';

export const VERIFY_EXIT = { intact: 0, broken: 3 } as const;

export type VerifyAuditOptions = Readonly<{
  municipality?: string;
  /** A file of checkpoints that somebody kept elsewhere. */
  kept?: string;
  json: boolean;
}>;

/** Walks the audit log from its first event and lays it beside everything that was signed for it. */
export async function verifyAuditCommand(
  program: Program,
  options: VerifyAuditOptions,
  print: (line: string) => void,
): Promise<number> {
  const report = await forMunicipality(program.db, options.municipality, (municipalityId) =>
    auditReport(program, municipalityId, options.kept),
  );
  const intact = report.problems.length === 0;
  if (options.json) print(JSON.stringify({ ...report, intact }));
  else {
    for (const line of auditLines(report)) print(line);
    print(intact ? '検証できました: 変更の跡はありません' : NOT_INTACT);
  }
  return intact ? VERIFY_EXIT.intact : VERIFY_EXIT.broken;
}

const NOT_INTACT =
  '検証できません: 上の行を監査担当へ知らせ、データベースに手を加えずに控えを取ってください';

export async function auditReport(
  { config, db, review }: Program,
  municipalityId: string,
  elsewhere?: string,
): Promise<AuditReport> {
  const kept = await readKept(config.dataFolder, municipalityId, elsewhere);
  return verifyAudit(db, municipalityId, review.signer.publicKeyPem, kept);
}

export function auditLines({ events, checkpoints, uncovered, problems }: AuditReport): string[] {
  return [
    `操作記録 ${events} 件、署名済み検査点 ${checkpoints} 件 (まだ署名のない記録 ${uncovered} 件)`,
    ...problems.map(({ table, row, problem }) => `  異常 ${table} ${row}: ${problem}`),
  ];
}

/** Signs the log as it is and prints the line to keep: on paper, in a safe, with the auditor. */
export async function auditCheckpointCommand(
  program: Program,
  options: { municipality?: string },
  print: (line: string) => void,
): Promise<number> {
  const last = await forMunicipality(program.db, options.municipality, async (municipalityId) => {
    await checkpointAll(program);
    return lastAuditCheckpoint(program.db, municipalityId);
  });
  if (last !== undefined) print(checkpointLine(last));
  return 0;
}
