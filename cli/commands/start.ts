import { anyAccount } from '../../ledger/installation-facts.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Config } from '../../runtime/config.ts';
import type { Log } from '../../runtime/log.ts';
import { openHotFolder, watchHotFolder } from '../hot-folder/hot-folder.ts';
import { keepCheckpointed } from '../program/keep-checkpointed.ts';
import { openProgram, type Program } from '../program/open-program.ts';
import { runApi } from '../program/run-api.ts';
import { haltWith, runStages } from '../program/run-stages.ts';
import { runWorkerServer } from '../program/run-worker-server.ts';

type Host = {
  print(line: string): void;
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): unknown;
};

/** Runs until it is asked to stop. */
export async function startCommand(config: Config, log: Log, host: Host): Promise<void> {
  const program = await openProgram(config, log, 'own');
  try {
    await runProgram(program, host);
  } catch (error) {
    await program.shutdown.run();
    throw error;
  }
}

async function runProgram(program: Program, host: Host): Promise<void> {
  const { config } = program;
  program.shutdown.onSignals(host);
  void program.services.lost.then(() => {
    host.print('データベースが止まりました。終了します。もう一度起動してください。');
    void program.shutdown.run().then(() => host.exit(70));
  });
  program.shutdown.add('audit checkpoints', keepCheckpointed(program).close);
  if (config.roles.has('worker'))
    await runStages(
      program,
      haltWith(program, (code) => host.exit(code)),
    );
  await openConfiguredHotFolder(program, host);
  if (config.roles.has('api')) {
    const address = await runApi(program, config.roles.has('worker') ? 'here' : 'elsewhere');
    host.print(`画面: ${address}`);
    if (!(await anyAccount(program.db))) host.print(FIRST_USER);
  }
  const figures = config.roles.has('api') ? undefined : await runWorkerServer(program);
  if (figures !== undefined) host.print(`計測値: ${figures}/metrics`);
  host.print('止めるには Ctrl+C を押してください。');
}

/** Beside the API or a worker, whichever this process is: several that watch one folder take turns. */
async function openConfiguredHotFolder(program: Program, host: Host): Promise<void> {
  const { hotFolder } = program.config;
  if (hotFolder === undefined) return;
  const hot = await openHotFolder(program, { ...hotFolder, now: systemClock.now });
  program.shutdown.add('hot folder', watchHotFolder(hot, program.log).close);
  host.print(`ホットフォルダ: ${hotFolder.folder}`);
}

const FIRST_USER = `利用者がまだいません。別の端末で最初の利用者を登録してください:
  npm run --silent yoshin -- user add <ログイン名> --municipality <自治体コード6桁> --municipality-name <自治体名> --name <氏名> --role administrator
最初の利用者は管理者です。ほかの人の利用者は、管理者が画面の「利用者」で登録します。`;
