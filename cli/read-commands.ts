import type { Command } from 'commander';
import { calibrateCommand } from './commands/calibrate.ts';
import { checkReadings } from './commands/check-readings.ts';
import { readPages } from './commands/read-pages.ts';

/** What reads and judges files without an installation. */
export function addReadCommands(yoshin: Command, print: (line: string) => void): void {
  yoshin
    .command('read')
    .description('データベースを使わずに読み取り、1ページ1行で出す')
    .argument('<files...>', 'ファイルまたはフォルダ')
    .option('--masters <folder>', '台帳 CSV のフォルダ (読みの重みづけ・照合・点検に使う)')
    .option('--templates <folder>', '様式のフォルダ')
    .option('--json', '1ページ1行の JSON で出す', false)
    .action(async (files: string[], options: Parameters<typeof readPages>[1]) => {
      process.exitCode = await readPages(files, options, print);
    });

  yoshin
    .command('check')
    .description('read --json の結果を台帳 CSV と照合し、点検する。1ページ1行で出す')
    .argument('<readings>', 'read --json の出力 (JSONL)')
    .requiredOption('--masters <folder>', '台帳 CSV のフォルダ')
    .option('--today <date>', '点検する日 (なければきょう)')
    .option('--templates <folder>', '様式のフォルダ')
    .option('--json', '1ページ1行の JSON で出す', false)
    .action(async (readings: string, options: Parameters<typeof checkReadings>[1]) => {
      process.exitCode = await checkReadings(readings, options, print);
    });

  yoshin
    .command('calibrate')
    .description('正解のある見本で、読み取りの確からしさを合わせ直す')
    .argument('<folder>', 'scans/ と truth/ のあるフォルダ')
    .option('--out <file>', '書き出す先 (なければ models/calibration.json)')
    .option('--templates <folder>', '様式のフォルダ')
    .action(async (folder: string, options: { out?: string; templates?: string }) => {
      process.exitCode = await calibrateCommand(folder, options, print);
    });
}
