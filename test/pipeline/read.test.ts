import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { READ_EXIT, readCommand } from '../../cli/read.ts';
import { encodePng } from '../../workers/engines/sharp.ts';
import type { Raster } from '../../workers/stages/raster.ts';
import { drawBlank, laid, scan, syntheticTemplate, whitePage } from '../support/draw-form.ts';

let folder = '';
let scans = '';
let templates = '';

const blank = drawBlank(1);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-test-read-'));
  scans = join(folder, 'scans');
  templates = join(folder, 'forms');
  await mkdir(join(templates, 'synthetic'), { recursive: true });
  await mkdir(scans);
  const template = JSON.stringify(syntheticTemplate());
  await writeFile(join(templates, 'synthetic', 'template.json'), template);
  await write(join(templates, 'synthetic', 'blank.png'), blank);
  const empty = whitePage(blank.widthPx, blank.heightPx);
  await write(join(scans, '1-form.png'), scan(blank, laid(0, 2, 5.9)));
  await write(join(scans, '2-back.png'), scan(empty, laid(0, 1, 5.9, 214)));
  await writeFile(join(scans, '3-letter.jpg'), 'Dear office,');
  await write(join(scans, '4-upside-down.png'), scan(blank, laid(2, -1, 5.9)));
  await write(join(scans, '5-foreign.png'), scan(drawBlank(99), laid(0, 0, 5.9)));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(path: string, raster: Raster): Promise<void> {
  await writeFile(path, await encodePng(raster));
}

async function run(files: string[], json: boolean): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const io = { write: (line: string) => lines.push(line), parallel: 2 };
  const code = await readCommand(files, { json, templates }, io);
  return { code, lines };
}

it('reads a folder in the order of its files, and says what it could not read', async () => {
  const { code, lines } = await run([scans], true);
  const read = lines.map((line) => JSON.parse(line));
  expect(code).toBe(READ_EXIT.someRefused);
  expect(read.map(({ file }) => file.split('/').at(-1)[0])).toEqual(['1', '2', '3', '4', '5']);
  expect(read.map(({ template }) => template)).toEqual([
    'synthetic',
    'blank',
    undefined,
    'synthetic',
    'other',
  ]);
  expect(read[0]).toMatchObject({ page: 1, registration: { rotation: 0 }, findings: [] });
  expect(read[0].registration.residualMm).toBeLessThan(0.3);
  expect(Object.keys(read[0].fields)).toEqual(['name']);
  expect(read[3].registration.rotation).toBe(180);
  expect(read[1]).toMatchObject({ registration: null, fields: {} });
  expect(read[2]).toEqual({
    file: join(scans, '3-letter.jpg'),
    error: { code: 'input.unsupported_type', message: expect.any(String) },
  });
});

it('succeeds when everything was read, and writes a table a person can read', async () => {
  const { code, lines } = await run([join(scans, '1-form.png'), join(scans, '2-back.png')], false);
  expect(code).toBe(READ_EXIT.allRead);
  expect(lines.join('\n')).toMatch(/1枚目 {2}synthetic {2}ずれ 0\.\d\d mm {2}向き 0°/);
  expect(lines.join('\n')).toContain('白紙');
});

it('names a file that is not there and goes on', async () => {
  const { code, lines } = await run([join(scans, 'gone.jpg'), join(scans, '2-back.png')], true);
  expect(code).toBe(READ_EXIT.someRefused);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: { code: 'resource.not_found' } });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ template: 'blank' });
});

it('stops with the cause when the templates themselves are broken', async () => {
  const broken = join(folder, 'broken');
  await mkdir(join(broken, 'synthetic'), { recursive: true });
  await writeFile(join(broken, 'synthetic', 'template.json'), '{"id":"synthetic"}');
  const reading = readCommand(
    [join(scans, '2-back.png')],
    { json: true, templates: broken },
    { write: () => undefined },
  );
  await expect(reading).rejects.toMatchObject({ code: 'config.invalid', disposition: 'halt' });
});
