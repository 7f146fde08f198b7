import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureMunicipality } from '../ledger/accounts/municipality.ts';
import { systemActor } from '../ledger/accounts/system-actor.ts';
import { openDatabase } from '../ledger/database.ts';
import { importSources, planImport } from '../ledger/masters/import-masters.ts';
import { openProfile } from '../ledger/masters/profiles.ts';
import { sourcesIn } from '../ledger/masters/sources.ts';
import { migrate } from '../ledger/migrate.ts';
import { newId } from '../runtime/ids.ts';
import { createLog } from '../runtime/log.ts';
import { superviseDatabase } from './installation/database-server.ts';
import { writeResidents } from './masters/write-residents.ts';
import { watchMemory } from './upload/memory.ts';
import { cpuSeconds } from './workers/cpu-time.ts';

/** npm run bench:masters -- --residents 400000 [--json] */
const { values } = parseArgs({
  options: {
    residents: { type: 'string', default: '400000' },
    json: { type: 'boolean', default: false },
  },
});
const residents = Number(values.residents);
const MUNICIPALITY = '272035';

/** Processor seconds: what it would take on a machine with nothing else to do. */
type Step = Readonly<{
  step: string;
  seconds: number;
  rowsPerSecond: number;
  cpuSeconds: { program: number; postgres: number };
  peakMb: number;
}>;

const folder = await mkdtemp(join(tmpdir(), 'yoshin-masters-'));
const server = await superviseDatabase(join(folder, 'server'), createLog('error'));
try {
  await migrate(server.url, new Date());
  const db = openDatabase(server.url, {
    max: 2,
    scope: { kind: 'municipality', municipalityId: MUNICIPALITY },
  });
  const actor = systemActor(MUNICIPALITY);
  const context = () => ({
    actor,
    requestId: newId(),
    traceId: newId(),
    now: new Date(),
    newId,
  });
  const office = { municipalityId: MUNICIPALITY, name: '豊中市', demonstration: true };
  await ensureMunicipality(db, context(), office);
  const folders = { now: join(folder, 'now'), later: join(folder, 'later') };
  for (const each of Object.values(folders)) await mkdir(each);
  await writeResidents(join(folders.now, 'residents.csv'), residents, 'now');
  await writeResidents(join(folders.later, 'residents.csv'), residents, 'a month later');
  const { size: bytes } = await stat(join(folders.now, 'residents.csv'));
  const profile = await openProfile();
  const imported = async (from: string) =>
    importSources(db, context(), await sourcesIn(from, profile));
  const looked = async (from: string) => planImport(db, context(), await sourcesIn(from, profile));
  const watched = watchMemory({ postgres: [server.folder] });
  const steps: Step[] = [];
  const measure = async (step: string, run: () => Promise<unknown>) => {
    const began = performance.now();
    const [own, theirs] = [process.cpuUsage(), await cpuSeconds([server.folder])];
    await run();
    const { user, system } = process.cpuUsage(own);
    const postgres = rounded((await cpuSeconds([server.folder])) - theirs);
    const seconds = (performance.now() - began) / 1_000;
    const rowsPerSecond = Math.round(residents / seconds);
    // Since the process began: the highest so far.
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
    const cpu = { program: rounded((user + system) / 1e6), postgres };
    steps.push({ step, seconds: rounded(seconds), rowsPerSecond, cpuSeconds: cpu, peakMb });
  };
  await measure('dry run into an empty master', () => looked(folders.now));
  await measure('import into an empty master', () => imported(folders.now));
  await measure('the same file again', () => imported(folders.now));
  await measure('dry run of a month later', () => looked(folders.later));
  await measure('import of a month later', () => imported(folders.later));
  const { postgres } = await watched.stop();
  await db.destroy();
  if (values.json)
    print(JSON.stringify({ residents, bytes, steps, postgresPeakMb: postgres?.peak }));
  else {
    print(`${residents} residents, ${Math.round(bytes / 1e6)} MB of CSV`);
    for (const { step, seconds, rowsPerSecond, cpuSeconds: cpu, peakMb } of steps) {
      print(
        `${step.padEnd(30)} ${String(seconds).padStart(6)} s ${String(rowsPerSecond).padStart(8)} rows/s  cpu ${cpu.program} + ${cpu.postgres} s  peak ${peakMb} MB`,
      );
    }
    print(`PostgreSQL, all its processes, shared pages counted in each: ${postgres?.peak} MB`);
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true });
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(1));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
