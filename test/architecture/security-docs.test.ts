import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const DOCS = await readFile('docs/security.md', 'utf8');
const NAMED = /`(test\/[\w/.-]+\.test\.ts)` “([^”]+)”/g;

test('every test that docs/security.md rests on is there under its name', async () => {
  const named = [...DOCS.matchAll(NAMED)].map(([, file = '', name = '']) => ({ file, name }));
  expect(named.length).toBeGreaterThan(20);
  const missing: string[] = [];
  for (const { file, name } of named) {
    const source = await readFile(file, 'utf8').catch(() => '');
    if (!source.includes(name)) missing.push(`${file}: ${name}`);
  }
  expect(missing).toEqual([]);
});
