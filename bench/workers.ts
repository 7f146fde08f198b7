import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { fillBox } from './papers/paper-box.ts';
import type { Backend } from './workers/place.ts';
import { restartsOf } from './workers/restarts.ts';
import { round, throughputOf } from './workers/throughput.ts';

const WARM_UP = 8;
const LEAST_SHARE = 0.85;

const { values } = parseArgs({
  options: {
    sheets: { type: 'string', default: '60' },
    backend: { type: 'string', default: 'redis,postgres' },
    restarts: { type: 'string', default: '24' },
  },
});

const sheets = Number(values.sheets);
const restarts = Number(values.restarts);
const box = await fillBox({
  sheets: Math.max(sheets + WARM_UP, restarts),
  blank: 0,
  'fed-twice': 0,
  'same-file': 0,
});
const warmUp = box.papers.slice(0, WARM_UP);
const papers = box.papers.slice(WARM_UP, WARM_UP + sheets);

async function measured(backend: Backend) {
  const { mastersFolder } = box;
  const one = await throughputOf({ backend, workers: 1, mastersFolder }, { warmUp, papers });
  const two = await throughputOf({ backend, workers: 2, mastersFolder }, { warmUp, papers });
  const shareOfTwice = round(two.sheetsPerMinute / (2 * one.sheetsPerMinute));
  return { backend, one, two, shareOfTwice, enough: shareOfTwice >= LEAST_SHARE };
}

const backends = values.backend.split(',').map((name): Backend => {
  if (name === 'redis' || name === 'postgres') return name;
  throw new Error(`--backend redis, postgres or both with a comma, not ${name}`);
});
const throughput = [];
const restarted = [];
for (const backend of backends) {
  if (sheets > 0) throughput.push(await measured(backend));
  if (restarts === 0) continue;
  const few = box.papers.slice(0, restarts);
  restarted.push(await restartsOf({ backend, workers: 1, mastersFolder: box.mastersFolder }, few));
}
const wrong = [
  ...throughput
    .filter(({ enough }) => !enough)
    .map(({ backend }) => `${backend}: not twice as much`),
  ...restarted
    .filter(({ finishedTwice }) => finishedTwice > 0)
    .map(({ backend }) => `${backend}: work done twice`),
];
const report = { cores: availableParallelism(), throughput, restarts: restarted, wrong };
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
