import { verifyImages } from '../../ledger/entries/verify-images.ts';
import { type LedgerReport, verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';
import { auditLines, auditReport, VERIFY_EXIT } from './verify-audit.ts';

export type VerifyLedgerOptions = Readonly<{
  municipality?: string;
  /** False skips the images, which take most of the time. */
  images: boolean;
  json: boolean;
}>;

/** Re-verifies ledger, images and audit log from what is stored alone; names every row that does not hold. */
export const verifyLedgerCommand = (
  program: Program,
  options: VerifyLedgerOptions,
  print: (line: string) => void,
): Promise<number> =>
  forMunicipality(program.db, options.municipality, (municipalityId) =>
    verify({ program, municipalityId }, options, print),
  );

async function verify(
  { program, municipalityId }: { program: Program; municipalityId: string },
  options: VerifyLedgerOptions,
  print: (line: string) => void,
): Promise<number> {
  const { publicKeyPem } = program.review.signer;
  const ledger = await verifyLedger(program.db, municipalityId, publicKeyPem);
  const images = options.images
    ? await verifyImages(program.db, program.blobs, municipalityId)
    : undefined;
  const audit = await auditReport(program, municipalityId);
  const problems = [...ledger.problems, ...(images?.problems ?? [])];
  const intact = problems.length + audit.problems.length === 0;
  if (options.json) {
    print(JSON.stringify({ ...ledger, images: images ?? null, audit, intact }));
    return intact ? VERIFY_EXIT.intact : VERIFY_EXIT.broken;
  }
  for (const line of ledgerLines(ledger)) print(line);
  print(images === undefined ? '画像は調べていません' : `画像 ${images.images} 枚を開きました`);
  for (const { table, row, problem } of problems) print(`  異常 ${table} ${row}: ${problem}`);
  for (const line of auditLines(audit)) print(line);
  print(
    intact
      ? '検証できました: 変更の跡はありません'
      : '検証できません: 上の行を監査担当へ知らせてください',
  );
  return intact ? VERIFY_EXIT.intact : VERIFY_EXIT.broken;
}

function* ledgerLines({
  entries,
  checkpoints,
  disposed,
  rootHash,
}: LedgerReport): Generator<string> {
  yield `台帳 ${entries} 件、署名済み検査点 ${checkpoints} 件`;
  if (disposed > 0) yield `うち保存期間の満了で廃棄済み ${disposed} 件`;
  if (rootHash !== null) yield `根ハッシュ ${rootHash}`;
}
