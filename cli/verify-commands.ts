import { type Command, Option } from 'commander';
import {
  auditCheckpointCommand,
  type VerifyAuditOptions,
  verifyAuditCommand,
} from './commands/verify-audit.ts';
import { type VerifyLedgerOptions, verifyLedgerCommand } from './commands/verify-ledger.ts';
import type { Program } from './program/open-program.ts';

type WithProgram = (run: (program: Program) => Promise<number>) => Promise<void>;

/** `yoshin ledger …` and `yoshin audit …`: what an auditor runs at the server. */
export function addVerifyCommands(
  yoshin: Command,
  withProgram: WithProgram,
  print: (line: string) => void,
): void {
  const municipality = () =>
    new Option('--municipality <code>', '自治体コード6桁 (一つしかなければ省けます)');
  const ledger = yoshin.command('ledger').description('予防接種台帳');
  ledger
    .command('verify')
    .description('台帳・画像・操作記録を最初から検証し、変えられた行を名指しする')
    .addOption(municipality())
    .option('--no-images', '画像を開かずに済ませる (画像は1枚ごとに読むので時間がかかります)')
    .option('--json', 'JSON で出す', false)
    .action((options: VerifyLedgerOptions) =>
      withProgram((program) => verifyLedgerCommand(program, options, print)),
    );

  const audit = yoshin.command('audit').description('操作記録');
  audit
    .command('verify')
    .description('操作記録を最初から検証し、変えられた・消えた・入れ替わった記録を名指しする')
    .addOption(municipality())
    .option('--kept <file>', '別の場所に控えた検査点のファイル (audit checkpoint の出力を1行ずつ)')
    .option('--json', 'JSON で出す', false)
    .action((options: VerifyAuditOptions) =>
      withProgram((program) => verifyAuditCommand(program, options, print)),
    );
  audit
    .command('checkpoint')
    .description('操作記録にいま署名し、控えておく1行を出す')
    .addOption(municipality())
    .action((options: { municipality?: string }) =>
      withProgram((program) => auditCheckpointCommand(program, options, print)),
    );
}

/** `yoshin keys …`: beside no running program. */
export function addKeyCommands(yoshin: Command, rotate: (newKey: string) => Promise<void>): void {
  const keys = yoshin.command('keys').description('画像の鍵');
  keys
    .command('rotate')
    .description('画像の鍵を新しいものに替える (止めてから。途中で止まったら同じ命令で続きから)')
    .requiredOption('--new-key <file>', '新しい鍵のファイル (なければ作る)')
    .action(({ newKey }: { newKey: string }) => rotate(newKey));
}
