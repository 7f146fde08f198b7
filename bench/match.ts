import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { MatchLookup } from '../rules/matching/match-lookup.ts';
import { registerLookup } from '../rules/matching/register-lookup.ts';
import { withTownInDatabase } from './match/in-database.ts';
import { measuredNoise, noiseText, parseNoise, type ReadLine } from './match/noise.ts';
import { matchReport, reportLines } from './match/report.ts';
import { sheetsOf, simulate } from './match/simulate.ts';
import { inventTown, type Town } from './match/town.ts';

const NOISE = fileURLToPath(new URL('match/noise.jsonl', import.meta.url));
const USAGE = `usage: npm run bench:match -- [--matches <n>] [--residents <n>] [--noise <file>] [--seed <word>] [--json]
       npm run bench:match -- --database 400000 [--matches 1000] …
       npm run bench:match -- --measure <readings.jsonl> [--noise <file>]

How often somebody else than the writer of a sheet is offered for confirmation with one key, in an invented town of families with
twins, same names and dense ticket numbers, where the number is read as another issued one, a digit away. Sheets are read through the
noise measured on drawn sheets. With --database the same on a register of so many residents in PostgreSQL, timed: The noise is measured (--measure) on what
npm run bench:reading -- --generate 240 --seed match --readings <readings.jsonl> wrote.
`;

const options = {
  matches: { type: 'string', default: '60000' },
  residents: { type: 'string', default: '100000' },
  noise: { type: 'string', default: NOISE },
  seed: { type: 'string', default: 'match' },
  measure: { type: 'string' },
  database: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function measure(readings: string, to: string): Promise<void> {
  const text = await readFile(readings, 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  const noise = measuredNoise(lines.map((line): ReadLine => JSON.parse(line)));
  await writeFile(to, `${noiseText(noise)}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stderr.write(USAGE);
    return 0;
  }
  if (values.measure !== undefined) {
    await measure(values.measure, values.noise);
    return 0;
  }
  const report = await (values.database === undefined
    ? inMemory(values)
    : inDatabase({ ...values, residents: values.database }));
  process.stdout.write(
    `${values.json ? JSON.stringify(report) : reportLines(report).join('\n')}\n`,
  );
  // Timed matches are too few to tell of the bound.
  return values.database !== undefined || report.wrongPerson.upper95 <= report.aim ? 0 : 1;
}

type Asked = Readonly<{ matches: string; residents: string; noise: string; seed: string }>;
type Report = ReturnType<typeof matchReport>;

function inMemory(asked: Asked): Promise<Report> {
  const town = inventTown(Number(asked.residents), asked.seed);
  return reported(asked, town, registerLookup(town.residents, town.tickets));
}

function inDatabase(asked: Asked): Promise<Report> {
  const town = inventTown(Number(asked.residents), asked.seed);
  return withTownInDatabase(town, (masters, serverSeconds) =>
    reported(asked, town, masters, serverSeconds),
  );
}

async function reported(
  asked: Asked,
  town: Town,
  masters: MatchLookup,
  serverSeconds: () => Promise<number> = async () => 0,
): Promise<Report> {
  const noise = parseNoise(await readFile(asked.noise, 'utf8'));
  const draw = sheetsOf(town);
  const n = Number(asked.matches);
  const run = (kind: keyof typeof draw, share: number) =>
    simulate(draw[kind], Math.round(n * share), noise, masters, `${asked.seed}: ${kind}`);
  const [own, theirs] = [process.cpuUsage(), await serverSeconds()];
  const runs = {
    digit: await run('digit', 0.75),
    family: await run('family', 0.25),
    label: await run('label', 0.25),
    right: await run('right', 0.25),
  };
  const { user, system } = process.cpuUsage(own);
  const matches = Object.values(runs).reduce((sum, run) => sum + run.n, 0);
  return matchReport(runs, {
    program: (user + system) / 1_000 / matches,
    database: (1_000 * ((await serverSeconds()) - theirs)) / matches,
  });
}

if (import.meta.main) process.exitCode = await main();
