import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { verifyLedgerCommand } from '../../cli/commands/verify-ledger.ts';
import { openProgram } from '../../cli/program/open-program.ts';
import { createLog } from '../../runtime/log.ts';
import { joinServices } from '../../runtime/services/services.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { type Patient, patient, reviewUntil, uploadAll } from './clients.ts';
import { type Backend, type Installation, install } from './installation.ts';
import { pick, seeded } from './random.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export type ChaosOptions = Readonly<{
  backend: Backend;
  sheets: number;
  kills: number;
  flushes: number;
  seed: number;
  /** Between two blows, at random within. */
  everyMs: readonly [number, number];
  /** How long the last sheet may take after the last blow. */
  patienceMs: number;
  /** Leaves its folder behind, with the programs' logs. */
  keep?: boolean;
}>;

export type ChaosReport = Verdict &
  Readonly<{
    backend: Backend;
    seed: number;
    kills: Readonly<Record<string, number>>;
    flushes: number;
    committed: number;
    starts: Readonly<Record<string, number>>;
    seconds: number;
    /** From the last blow until nothing was left to do. */
    settleSeconds: number;
    folder: string;
  }>;

const LOOK_MS = 500;
const AFTERMATH_MS = 2_000;

/** A box of paper goes in while everything around it is killed; the verdict says what came out. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-chaos-'));
  const installation = await install(folder, options.backend);
  const stopped = new AbortController();
  try {
    const report = await amongBlows(installation, options, stopped);
    const left = await installation.stop();
    return { ...report, wrong: [...report.wrong, ...left], folder };
  } finally {
    stopped.abort();
    await installation.stop();
    await installation.close();
    if (options.keep !== true) await rm(folder, { recursive: true, force: true });
  }
}

async function amongBlows(
  installation: Installation,
  options: ChaosOptions,
  stopped: AbortController,
): Promise<Omit<ChaosReport, 'folder'>> {
  const startedAt = performance.now();
  const { address, config } = installation;
  const person = (loginName: string) => patient(address, loginName, stopped.signal);
  const clerk = person('uketsuke');
  const batch = { label: '混乱', institutionCode: null, month: null, declaredSheets: null };
  const { batchId } = await clerk((client) => client.call(intakeApi.createBatch, { body: batch }));
  const calm = new AbortController();
  const people = { first: person('kakunin'), second: person('shonin'), clerk };
  const reviewing = reviewUntil(people, batchId, calm.signal);
  const uploading = uploadAll(person('uketsuke'), batchId, options.sheets);
  const struck = await strike(installation, options);
  const lastBlow = performance.now();
  await uploading;
  const late = await settled(clerk, batchId, options);
  const settleSeconds = seconds(lastBlow);
  await wait(AFTERMATH_MS);
  calm.abort();
  const committed = await reviewing;
  const services = await joinServices(config, createLog('silent'));
  const verdict = await verdictOf(services.databaseUrl, options.sheets);
  const wrong = [...verdict.wrong, ...late, ...(await ledgerProblems(installation))];
  return {
    ...verdict,
    ...struck,
    wrong,
    backend: options.backend,
    seed: options.seed,
    committed,
    starts: Object.fromEntries(installation.programs.map((each) => [each.name, each.starts()])),
    seconds: seconds(startedAt),
    settleSeconds,
  };
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;

async function strike(installation: Installation, options: ChaosOptions) {
  const random = seeded(options.seed);
  const kills: Record<string, number> = {};
  const [from, to] = options.everyMs;
  const flushAt = new Set(
    Array.from({ length: options.flushes }, (_, at) =>
      Math.floor(((at + 1) * options.kills) / (options.flushes + 1)),
    ),
  );
  let flushes = 0;
  for (let done = 0; done < options.kills; ) {
    await wait(from + random() * (to - from));
    if (installation.flush !== null && flushAt.delete(done)) {
      await installation.flush();
      flushes += 1;
    }
    const blow = pick(random, installation.blows);
    if (blow === undefined || !(await blow.strike())) continue;
    kills[blow.name] = (kills[blow.name] ?? 0) + 1;
    done += 1;
  }
  return { kills, flushes };
}

/** Until the machine has nothing left to do, or the patience is over: then what stands still. */
async function settled(
  clerk: Patient,
  batchId: string,
  { sheets, patienceMs }: ChaosOptions,
): Promise<string[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { batch } = await clerk((client) =>
      client.call(intakeApi.batch, { params: { batchId } }),
    );
    const { received = 0, preprocessed = 0, read = 0 } = batch.sheetsByState;
    const busy = batch.filesPending + received + preprocessed + read;
    if (busy === 0 && batch.pages === sheets) return [];
    if (performance.now() > deadline) return [`not done in time: ${busy} of ${batch.pages} pages`];
    await wait(LOOK_MS);
  }
}

async function ledgerProblems({ config }: Installation): Promise<string[]> {
  const program = await openProgram(config, createLog('error'), 'join');
  const lines: string[] = [];
  try {
    const options = { json: true };
    const code = await verifyLedgerCommand(program, options, (line) => lines.push(line));
    return code === 0 ? [] : [`the ledger does not verify: ${lines.join(' ')}`];
  } finally {
    await program.shutdown.run();
  }
}
