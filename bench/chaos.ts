import { parseArgs } from 'node:util';
import { runChaos } from './chaos/run-chaos.ts';

const { values } = parseArgs({
  options: {
    sheets: { type: 'string', default: '200' },
    kills: { type: 'string', default: '60' },
    flushes: { type: 'string', default: '2' },
    'disk-fills': { type: 'string', default: '1' },
    backend: { type: 'string', default: 'redis' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    patience: { type: 'string', default: '3600' },
    keep: { type: 'boolean', default: false },
  },
});

const report = await runChaos({
  backend: values.backend === 'postgres' ? 'postgres' : 'redis',
  sheets: Number(values.sheets),
  kills: Number(values.kills),
  flushes: Number(values.flushes),
  diskFills: Number(values['disk-fills']),
  seed: Number(values.seed),
  everyMs: [1_000, 8_000],
  patienceMs: Number(values.patience) * 1_000,
  keep: values.keep,
});
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.wrong.length === 0 ? 0 : 1;
