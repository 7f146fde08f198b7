import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { type AppError, TransientError } from '../errors.ts';
import type { Log } from '../log.ts';
import { diesWithParent } from './dies-with-parent.ts';
import { type Cluster, clusterPath } from './postgres-cluster.ts';
import { pingPostgres } from './postgres-ping.ts';
import { SERVER_ENV } from './server-env.ts';

export type PostgresServer = Readonly<{
  pid: number;
  /** Settles only when the server ends without being asked to. */
  lost: Promise<AppError>;
  stop(): Promise<void>;
}>;

const POLL_MS = 25;
/** Silence is a failure after this; replaying the log of a crash is not silent and may take its time. */
const SILENCE_LIMIT_MS = 60_000;
const STOP_STEPS: readonly { signal: NodeJS.Signals; patienceMs: number }[] = [
  { signal: 'SIGINT', patienceMs: 30_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
  { signal: 'SIGKILL', patienceMs: 10_000 },
];

const SETTINGS = [
  'listen_addresses=',
  'unix_socket_permissions=0700',
  'max_connections=200',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'lc_messages=C',
  // Statements, parameters and details quote people's data: the log keeps the SQLSTATE alone.
  'log_line_prefix=%e ',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'log_parameter_max_length_on_error=0',
  'log_checkpoints=off',
];

/** Starts the server and waits until it answers a real connection. */
export async function startPostgres(
  cluster: Cluster,
  socketFolder: string,
  log: Log,
): Promise<PostgresServer> {
  const child = launch(cluster, socketFolder);
  const firstLines = followLog(child, log);
  let stopping = false;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const stop = async () => {
    stopping = true;
    await stopChild(child, ended, log);
  };
  try {
    await untilReady(ended, socketFolder, firstLines);
  } catch (error) {
    await stop();
    throw error;
  }
  const lost = new Promise<AppError>((resolve) => {
    child.once('exit', (exitCode) => {
      if (!stopping) resolve(endedWith(exitCode, []));
    });
  });
  return { pid: child.pid ?? 0, lost, stop };
}

function launch({ binaries, account, folder }: Cluster, socketFolder: string): ChildProcess {
  const server = [
    binaries.postgres,
    ...['-D', clusterPath(folder), '-c', `unix_socket_directories=${socketFolder}`],
    ...SETTINGS.flatMap((setting) => ['-c', setting]),
  ];
  const [program = '', ...args] = [...diesWithParent('SIGINT'), ...server];
  return spawn(program, args, {
    ...account,
    cwd: folder,
    env: SERVER_ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own session: Ctrl-C is for us, and we stop the server after those who use it.
    detached: true,
  });
}

/** Reports SQLSTATEs, and keeps what it said before it was ready: those lines speak of files and settings. */
function followLog(child: ChildProcess, log: Log): string[] {
  const firstLines: string[] = [];
  if (!child.stderr) return firstLines;
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (firstLines.length < 30) firstLines.push(line);
    const [, sqlState, level] = /^([0-9A-Z]{5}) (WARNING|ERROR|FATAL|PANIC):/.exec(line) ?? [];
    if (sqlState === undefined) return;
    if (level === 'PANIC') log.error({ sqlState }, 'the database server gave up');
    else log.debug({ sqlState }, 'the database server refused');
  });
  return firstLines;
}

async function untilReady(
  ended: Promise<number | null>,
  socketFolder: string,
  firstLines: readonly string[],
): Promise<void> {
  const state: { exit?: number | null; failure?: unknown } = {};
  ended.then(
    (exitCode) => {
      state.exit = exitCode;
    },
    (error: unknown) => {
      state.failure = error;
      state.exit = null;
    },
  );
  let silentSince = Date.now();
  while (Date.now() - silentSince < SILENCE_LIMIT_MS) {
    if (state.exit !== undefined) throw endedWith(state.exit, firstLines, state.failure);
    const answer = await pingPostgres(socketFolder);
    if (answer === 'ready') return;
    if (answer === 'starting') silentSince = Date.now();
    await wait(POLL_MS);
  }
  throw new TransientError('service.database_unavailable', {
    cause: new Error(`no answer in ${SILENCE_LIMIT_MS} ms: ${firstLines.join('\n')}`),
  });
}

async function stopChild(child: ChildProcess, ended: Promise<number | null>, log: Log) {
  // A server that could not even be started has ended too.
  const over = ended.then(
    () => true,
    () => true,
  );
  for (const { signal, patienceMs } of STOP_STEPS) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = new AbortController();
    const late = wait(patienceMs, false, { signal: timer.signal }).catch(() => false);
    const done = await Promise.race([over, late]);
    timer.abort();
    if (done) return;
    log.warn({ signal, service: 'postgres' }, 'the database server does not stop');
  }
}

function endedWith(exitCode: number | null, lines: readonly string[], cause?: unknown): AppError {
  return new TransientError('service.database_unavailable', {
    cause: new Error(`the database server ended (${exitCode}): ${lines.join('\n')}`, { cause }),
  });
}
