import { Argument, Command, Option } from 'commander';
import { type Config, parseConfig } from '../runtime/config.ts';
import { AppError } from '../runtime/errors.ts';
import { createLog, errorFields } from '../runtime/log.ts';
import { Priority } from '../schemas/jobs.ts';
import { addUserCommand } from './commands/add-user.ts';
import { assignClinicsCommand } from './commands/assign-clinics.ts';
import { backupCommand, restoreCommand } from './commands/backup.ts';
import { batchPriorityCommand } from './commands/batch-priority.ts';
import { type CoverSheetOptions, coverSheetCommand } from './commands/cover-sheet.ts';
import { listDeadLettersCommand, resolveDeadLetterCommand } from './commands/dead-letters.ts';
import { doctorCommand } from './commands/doctor.ts';
import { type ExportOptions, exportMastersCommand } from './commands/export-masters.ts';
import { type ImportOptions, importMastersCommand } from './commands/import-masters.ts';
import { ingestCommand } from './commands/ingest.ts';
import { readNewPassword } from './commands/password-prompt.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { rotateKeysCommand } from './commands/rotate-keys.ts';
import { startCommand } from './commands/start.ts';
import { statusOf } from './commands/status.ts';
import { type WatchOptions, watchCommand } from './commands/watch.ts';
import { runDemo } from './demo/demo.ts';
import { explain } from './explain.ts';
import { existingInstallation, orDemonstration } from './program/find-installation.ts';
import { openProgram, type Program } from './program/open-program.ts';
import { addReadCommands } from './read-commands.ts';
import { addKeyCommands, addVerifyCommands } from './verify-commands.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const EXIT_CODES = `
終了コード:
  0   すべて済んだ
  1   失敗した (理由は標準エラーに出ます)
  2   読めないファイルやページがあった (ほかは済んでいます)
  3   ledger verify または audit verify で変更の跡が見つかった
  64  コマンドの書き方が違う
  70  プログラムの内部で規則が破れたため止まった`;

const config = () => parseConfig(process.env);
const log = () => createLog(process.env['LOG_LEVEL'] === undefined ? 'warn' : config().logLevel);

const existing = () => existingInstallation(config(), process.env, tell);

/** Opens the installation beside or instead of the running program, runs, and closes whatever was opened. */
async function withProgram(
  run: (program: Program) => Promise<number>,
  installation: () => Config = config,
): Promise<void> {
  const program = await openProgram(installation(), log(), 'join');
  try {
    process.exitCode = await run(program);
  } finally {
    await program.shutdown.run();
  }
}

const yoshin = new Command('yoshin')
  .description('予診票を読み取り、二人の確認を経て予防接種台帳に記録する')
  .addHelpText('after', EXIT_CODES)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 64))
  .showHelpAfterError();

const municipality = () =>
  new Option('--municipality <code>', '自治体コード6桁 (一つしかなければ省けます)');

yoshin
  .command('start')
  .description('画面・受付・読取をまとめて起動する')
  .addOption(new Option('--only <role>', '役割を一つに絞る').choices(['api', 'worker']))
  .action(async ({ only }: { only?: 'api' | 'worker' }) => {
    const whole = orDemonstration(config(), process.env, print);
    const roles = only === undefined ? whole.roles : new Set([only]);
    const host = { print, on: process.on.bind(process), exit: process.exit };
    await startCommand({ ...whole, roles }, createLog(whole.logLevel), host);
  });

yoshin
  .command('demo')
  .description('見本の予診票を受付から台帳まで通す (架空の人物だけ)')
  .action(async () => {
    process.exitCode = await runDemo(config(), log(), print);
  });

addReadCommands(yoshin, print);

yoshin
  .command('ingest')
  .description('ファイルやフォルダを一つの束として受け付け、読み取る')
  .argument('<paths...>', 'ファイルまたはフォルダ')
  .addOption(municipality())
  .option('--label <text>', '束の名前')
  .option('--institution <code>', '医療機関コード10桁')
  .option('--month <yyyy-mm>', '接種月')
  .option('--declared <count>', '送付状にある枚数', Number)
  .option('--enqueue-only', '受け付けだけ行い、起動中のプログラムに読ませる', false)
  .action((paths: string[], options: Parameters<typeof ingestCommand>[2]) =>
    withProgram((program) => ingestCommand(program, paths, options, print)),
  );

yoshin
  .command('cover-sheet')
  .description('束の表紙を PDF に書く (印刷して束の一番上に載せる)')
  .requiredOption('--batch <id>', '束の番号')
  .option('--out <file>', 'PDF の名前 (なければ cover-<束の番号>.pdf)')
  .addOption(municipality())
  .action((options: CoverSheetOptions) =>
    withProgram((program) => coverSheetCommand(program, options, print), existing),
  );

yoshin
  .command('watch')
  .description('フォルダを見張り、置かれたファイルを受け付けて読み取る (ホットフォルダ)')
  .argument('<folder>', 'スキャナーが書き込むフォルダ')
  .addOption(municipality())
  .option('--label <text>', '束の名前 (なければ日ごと、子フォルダはフォルダごとに一束)')
  .option('--quiet <seconds>', 'これだけ変わらなければ書き終わったとみなす', Number, 10)
  .option('--enqueue-only', '受け付けだけ行い、起動中のプログラムに読ませる', false)
  .action(async (folder: string, options: WatchOptions) => {
    const program = await openProgram(config(), log(), 'join');
    program.shutdown.onSignals({ on: process.on.bind(process), exit: process.exit });
    try {
      await watchCommand(program, folder, options, print);
    } catch (error) {
      await program.shutdown.run();
      throw error;
    }
  });

yoshin
  .command('status')
  .description('予診票・確認待ち・台帳のいまを出す')
  .addOption(municipality())
  .action((options: { municipality?: string }) =>
    withProgram(async (program) => {
      print(JSON.stringify(await statusOf(program, options.municipality), null, 2));
      return 0;
    }, existing),
  );

yoshin
  .command('doctor')
  .description('この設置のどこが悪いかを調べ、することを出す')
  .option('--json', 'JSON で出す', false)
  .action(async (options: { json: boolean }) => {
    process.exitCode = await doctorCommand(existing(), log(), options, print);
  });

yoshin
  .command('backup')
  .description('内蔵のデータベースと画像の控えを取り、読み返して確かめる (止めてから)')
  .argument('<folder>', '控えを置く空のフォルダ')
  .option('--keys-to <folder>', '鍵を写す、控えとは別のフォルダ (なければ鍵は含まない)')
  .action(async (folder: string, { keysTo }: { keysTo?: string }) => {
    process.exitCode = await backupCommand(config(), log(), { folder, keysTo }, print);
  });

yoshin
  .command('restore')
  .description('控えを空の YOSHIN_DATA に戻し、台帳を検証する')
  .argument('<folder>', '控えのフォルダ')
  .requiredOption('--keys <folder>', '鍵のフォルダ (master.key と ledger-signing.pem)')
  .action(async (folder: string, { keys }: { keys: string }) => {
    process.exitCode = await restoreCommand(config(), log(), { folder, keys }, print);
  });

const masters = yoshin
  .command('masters')
  .description('住民・券・医療機関・医師・ロット・単価の台帳');
masters
  .command('import')
  .description('CSV を取り込む (一行でも誤りがあれば何も取り込まない)')
  .argument('<folder>', 'CSV のフォルダ')
  .option('--profile <name>', '列の対応: standard、shift-jis、または JSON のファイル')
  .option('--dry-run', '何が変わるかを出すだけで、何も変えない', false)
  .option('--json', 'JSON で出す', false)
  .addOption(municipality())
  .action((folder: string, options: ImportOptions) =>
    withProgram((program) => importMastersCommand(program, folder, options, print)),
  );
masters
  .command('export')
  .description('CSV に書き出す (同じプロファイルで取り込み直しても何も変わらない)')
  .argument('<folder>', '書き出す先のフォルダ')
  .option('--profile <name>', '列の対応: standard、shift-jis、または JSON のファイル')
  .addOption(municipality())
  .action((folder: string, options: ExportOptions) =>
    withProgram((program) => exportMastersCommand(program, folder, options, print), existing),
  );

addKeyCommands(yoshin, async (newKey) => {
  process.exitCode = await rotateKeysCommand(config(), log(), { newKey }, print);
});
addVerifyCommands(yoshin, (run) => withProgram(run, existing), print);

const user = yoshin.command('user').description('利用者');
user
  .command('add')
  .description('一人分の利用者を登録する。パスワードは尋ねるか、標準入力の1行目から読む')
  .argument('<login>', 'ログイン名')
  .requiredOption('--municipality <code>', '自治体コード6桁')
  .option('--municipality-name <name>', '自治体名 (最初の利用者のとき)')
  .requiredOption('--name <name>', '氏名')
  .requiredOption(
    '--role <roles...>',
    '役割: clerk reviewer supervisor administrator auditor contractor',
  )
  .option('--staff-member <id>', 'すでに登録した人の二つ目の利用者にする')
  .action(async (login: string, { role, ...options }) => {
    const password = await readNewPassword(process.stdin, process.stderr);
    const asked = { ...options, roles: role };
    await withProgram((program) => addUserCommand(program, login, password, asked, print));
  });

user
  .command('clinics')
  .description('委託先の利用者が扱う医療機関を決める (ここに挙げたものだけになる)')
  .argument('<login>', 'ログイン名')
  .argument('[codes...]', '医療機関コード10桁 (なければ、どの束も見えなくなる)')
  .addOption(municipality())
  .action((loginName: string, clinics: string[], options: { municipality?: string }) =>
    withProgram(
      (program) => assignClinicsCommand(program, { loginName, clinics }, options, print),
      existing,
    ),
  );

const batch = yoshin.command('batch').description('束');
batch
  .command('priority')
  .description('束を先に処理する (urgent)、または通常の順に戻す (normal)。並んでいる分も動かす')
  .argument('<batch>', '束の番号、または名前 (同じ名前の束が一つのとき)')
  .addArgument(new Argument('<priority>', '順番').choices(Priority.options))
  .addOption(municipality())
  .action((named: string, priority: Priority, options: { municipality?: string }) =>
    withProgram(
      (program) => batchPriorityCommand(program, { named, priority }, options, print),
      existing,
    ),
  );

const queue = yoshin.command('queue').description('処理の列');
queue
  .command('reconcile')
  .description('予診票の状態から列を作り直す (何度行っても同じ)')
  .action(() => withProgram((program) => reconcileCommand(program, print), existing));
queue
  .command('dead-letters')
  .description('機械があきらめたものを古い順に出す')
  .addOption(municipality())
  .option('--json', 'JSON で出す', false)
  .action((options: { municipality?: string; json: boolean }) =>
    withProgram((program) => listDeadLettersCommand(program, options, print), existing),
  );
for (const [name, description] of [
  ['retry', 'もう一度最初から処理する'],
  ['discard', '機械での処理をやめ、人の判断に回す'],
] as const) {
  queue
    .command(name)
    .description(description)
    .argument('<id>', 'dead-letters に出る番号')
    .requiredOption('--reason <text>', '理由 (操作記録に残ります)')
    .addOption(municipality())
    .action((id: string, options: { municipality?: string; reason: string }) =>
      withProgram(
        (program) => resolveDeadLetterCommand(program, name, id, options, print),
        existing,
      ),
    );
}

try {
  await yoshin.parseAsync();
} catch (error) {
  for (const line of explain(error)) process.stderr.write(`${line}\n`);
  if (!(error instanceof AppError)) log().error(errorFields(error), 'command failed');
  process.exitCode = error instanceof AppError && error.disposition === 'halt' ? 70 : 1;
}
