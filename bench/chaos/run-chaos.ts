import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { verifyLedgerCommand } from '../../cli/commands/verify-ledger.ts';
import { openProgram } from '../../cli/program/open-program.ts';
import { createLog } from '../../runtime/log.ts';
import { joinServices } from '../../runtime/services/services.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { type BoxContents, fillBox, type PaperBox } from '../papers/paper-box.ts';
import { type BlowPlan, type Struck, strikeAll } from './blows.ts';
import { type Patient, patient, reviewUntil, type Signed, uploadAll } from './clients.ts';
import { type Backend, type Installation, install } from './installation.ts';
import { untilTidied, type Verdict, verdictOf } from './verdict.ts';

export type ChaosOptions = BlowPlan &
  Readonly<{
    backend: Backend;
    sheets: number;
    /** How long the last sheet may take after the last blow. */
    patienceMs: number;
    /** Leaves its folder behind, with the programs' logs. */
    keep?: boolean;
  }>;

export type ChaosReport = Verdict &
  Struck &
  Readonly<{
    backend: Backend;
    seed: number;
    /** Whether the disk was full at some time, and if not, why. */
    diskFilled: boolean;
    why?: string;
    signed: Signed;
    starts: Readonly<Record<string, number>>;
    seconds: number;
    /** From the last blow until nothing was left to do. */
    settleSeconds: number;
    folder: string;
  }>;

const LOOK_MS = 500;
/** Database, its log and what a page leaves behind. */
const DISK_MIB = 700;
const DISK_MIB_PER_SHEET = 4;

/** One page in twenty is something else: an empty back, a sheet fed twice, the same file again. */
const boxOf = (sheets: number): BoxContents => {
  const some = Math.max(1, Math.round(sheets / 20));
  return { sheets, blank: some, 'fed-twice': some, 'same-file': some };
};

/** A box of paper goes in and two people sign it while everything around is killed; the verdict says what came out. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const box = await fillBox(boxOf(options.sheets));
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-chaos-'));
  const { backend, sheets, diskFills } = options;
  const diskMib = diskFills === 0 ? 0 : DISK_MIB + sheets * DISK_MIB_PER_SHEET;
  const { mastersFolder } = box;
  const installation = await install(folder, { backend, mastersFolder, diskMib });
  const stopped = new AbortController();
  try {
    const report = await amongBlows(installation, box, { options, stopped });
    const left = await installation.stop();
    return { ...report, wrong: [...report.wrong, ...left], folder };
  } finally {
    stopped.abort();
    await installation.stop();
    await installation.close();
    if (options.keep !== true) await rm(folder, { recursive: true, force: true });
  }
}

type Run = Readonly<{ options: ChaosOptions; stopped: AbortController }>;

async function amongBlows(
  installation: Installation,
  box: PaperBox,
  { options, stopped }: Run,
): Promise<Omit<ChaosReport, 'folder'>> {
  const startedAt = performance.now();
  const { disk } = installation;
  const person = (name: string) => patient(installation.address, name, stopped.signal);
  const clerk = person('uketsuke');
  const batch = { label: '混乱', institutionCode: null, month: null, declaredSheets: null };
  const { batchId } = await clerk((client) => client.call(intakeApi.createBatch, { body: batch }));
  const calm = new AbortController();
  const people = { first: person('kakunin'), second: person('shonin') };
  const { truths } = box;
  const reviewing = reviewUntil(people, { batchId, truths }, calm.signal);
  const uploading = uploadAll(person('uketsuke'), batchId, box.papers);
  const struck = await strikeAll(installation, options);
  const lastBlow = performance.now();
  const late = await settled(clerk, { batchId, uploading }, options);
  const settleSeconds = seconds(lastBlow);
  const services = await joinServices(installation.config, createLog('silent'));
  await untilTidied(services.databaseUrl);
  calm.abort();
  if (late.length > 0) stopped.abort();
  const signed = await reviewing;
  const verdict = await verdictOf(services.databaseUrl, box.papers);
  const wrong = [...late, ...verdict.wrong, ...(await ledgerProblems(installation))];
  return {
    ...verdict,
    ...struck,
    wrong,
    backend: options.backend,
    seed: options.seed,
    diskFilled: struck.diskFills > 0,
    ...('why' in disk && { why: disk.why }),
    signed,
    starts: Object.fromEntries(installation.programs.map((each) => [each.name, each.starts()])),
    seconds: seconds(startedAt),
    settleSeconds,
  };
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;

/** Something has still to happen to a sheet in one of these: by the machine, by A, by B. */
const UNDER_WAY: readonly SheetState[] = [
  ...(['received', 'preprocessed', 'read', 'checked', 'in_review', 'awaiting_approval'] as const),
];

/** Until nobody has anything left to do, or the patience is over: then what stands still. */
async function settled(
  clerk: Patient,
  { batchId, uploading }: { batchId: string; uploading: Promise<void> },
  { patienceMs }: ChaosOptions,
): Promise<string[]> {
  const deadline = performance.now() + patienceMs;
  const handedIn = { all: false };
  uploading.then(
    () => {
      handedIn.all = true;
    },
    () => undefined,
  );
  for (;;) {
    const { batch } = await clerk((client) =>
      client.call(intakeApi.batch, { params: { batchId } }),
    );
    const { filesPending, pages, sheetsByState } = batch;
    const busy = UNDER_WAY.reduce((sum, state) => sum + (sheetsByState[state] ?? 0), filesPending);
    if (handedIn.all && busy === 0) return [];
    if (performance.now() > deadline) {
      const handing = handedIn.all ? [] : ['not every file was received in time'];
      return [...handing, `not done in time: ${busy} of ${pages} pages`];
    }
    await wait(LOOK_MS);
  }
}

async function ledgerProblems({ config }: Installation): Promise<string[]> {
  const program = await openProgram(config, createLog('error'), 'join');
  const lines: string[] = [];
  try {
    const options = { images: true, json: true };
    const code = await verifyLedgerCommand(program, options, (line) => lines.push(line));
    return code === 0 ? [] : [`the ledger does not verify: ${lines.join(' ')}`];
  } finally {
    await program.shutdown.run();
  }
}
