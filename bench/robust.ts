import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { logIn } from '../cli/demo/http-client.ts';
import { walkFiles } from '../cli/walk-files.ts';
import { childrenOf } from '../test/support/processes.ts';
import { install } from './chaos/installation.ts';
import { PASSWORD } from './installation/furnish.ts';
import { type Fate, sendOne } from './robust/one-file.ts';
import { watchPeaks } from './robust/peak-memory.ts';

/** Every file of the folders through the whole program: upload, original, pages, reading. */
export async function benchRobust(folders: readonly string[], tell: (fate: Fate) => void) {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-robust-'));
  const wanted = { backend: 'postgres', mastersFolder: 'samples/masters', diskMib: 0 } as const;
  const installation = await install(folder, wanted);
  const [program] = installation.programs;
  if (program === undefined) throw new Error('no program was started');
  const memory = watchPeaks(program.pid);
  const fates: Fate[] = [];
  try {
    await answering(installation.address);
    const clerk = await logIn(installation.address, 'uketsuke', PASSWORD);
    for (const root of folders) {
      for await (const path of walkFiles([root])) {
        const fate = { ...(await sendOne(clerk, path, memory)), file: relative(root, path) };
        tell(fate);
        fates.push(fate);
      }
    }
    const pid = program.pid();
    const after = {
      mainLives: program.starts() === 1 && pid !== null,
      decodersLeft: pid === null ? 0 : (await childrenOf(pid, 'decode.main')).length,
    };
    await memory.close();
    const left = await installation.stop();
    return { files: fates.length, byOutcome: tableOf(fates), ...after, left, fates };
  } finally {
    await memory.close();
    await installation.stop();
    await installation.close();
    await rm(folder, { recursive: true });
  }
}

async function answering(address: string): Promise<void> {
  for (;;) {
    const ready = await fetch(`${address}/api/ready`).catch(() => null);
    if (ready?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function tableOf(fates: readonly Fate[]) {
  const groups = Map.groupBy(fates, ({ outcome }) => outcome);
  return [...groups]
    .map(([outcome, of]) => ({
      outcome,
      files: of.length,
      pages: of.reduce((sum, { pages }) => sum + pages, 0),
      mostMs: Math.max(...of.map(({ takenApartMs }) => takenApartMs)),
      decoderMb: Math.max(...of.map(({ decoderMb }) => decoderMb)),
      mainMb: Math.max(...of.map(({ mainMb }) => mainMb)),
    }))
    .sort((a, b) => b.files - a.files);
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0)
    throw new Error('usage: npm run bench:robust -- <folder> […] [--json]');
  const result = await benchRobust(positionals, ({ file, outcome, pages, takenApartMs }) =>
    process.stderr.write(`${outcome}\t${pages}\t${takenApartMs} ms\t${file}\n`),
  );
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const head = ['outcome', 'files', 'pages', 'most ms', 'decoder MB', 'program MB'];
    const table = new Table({ head, style: { head: [], border: [] } });
    for (const row of result.byOutcome) table.push(Object.values(row));
    const { mainLives, decodersLeft, left } = result;
    process.stdout.write(
      `${table.toString()}\n${JSON.stringify({ mainLives, decodersLeft, left })}\n`,
    );
  }
  process.exitCode =
    result.mainLives && result.decodersLeft === 0 && result.left.length === 0 ? 0 : 1;
}
