import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { expect, test } from 'vitest';

test('dependency-cruiser really reads TypeScript', async () => {
  const { output } = await cruise(['schemas', 'workers', 'review-ui'], {
    tsPreCompilationDeps: true,
    doNotFollow: 'node_modules',
  });
  const sources = typeof output === 'string' ? [] : output.modules.map((module) => module.source);
  expect(sources).toContain('workers/read.worker.ts');
  expect(sources).toContain('review-ui/main.tsx');
});

test('an import upwards breaks a rule', async () => {
  const folder = await mkdtemp('schemas/canary-');
  try {
    await writeFile(join(folder, 'upwards.ts'), "import '../../ledger/act.ts';\n");
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', folder];
    const { status, stdout } = spawnSync('node_modules/.bin/depcruise', args, { encoding: 'utf8' });
    expect(stdout).toContain('layer-schemas');
    expect(status).not.toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('no file of ours passes 300 lines', async () => {
  const files = execFileSync('git', ['ls-files', '--', '*.ts', '*.tsx', '*.mjs', '*.py'], {
    encoding: 'utf8',
  });
  const long: string[] = [];
  for (const file of files.split('\n').filter((name) => name !== '')) {
    const lines = (await readFile(file, 'utf8')).split('\n').length - 1;
    if (lines > 300) long.push(`${file}: ${lines}`);
  }
  expect(long).toEqual([]);
});
