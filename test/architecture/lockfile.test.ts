import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';

type Packages = Readonly<Record<string, object>>;
/** Plain JavaScript without types: it runs before anything is installed. */
const { notAsLocked }: { notAsLocked(installed: Packages, locked: Packages): string[] } =
  await import(new URL('../../scripts/installed-as-locked.mjs', import.meta.url).href);

const Entry = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  optional: z.boolean().optional(),
});
const Lock = z.looseObject({ packages: z.record(z.string(), Entry) });
const Versions = z.record(z.string(), z.string()).default({});
const Package = z.looseObject({
  dependencies: Versions,
  devDependencies: Versions,
  optionalDependencies: Versions,
});
const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
const locked = Lock.parse(await read('package-lock.json')).packages;

test('each dependency is one exact version, and the lock file is about these', async () => {
  const wanted = Package.parse(await read('package.json'));
  expect(Package.parse(locked[''])).toMatchObject({
    dependencies: wanted.dependencies,
    devDependencies: wanted.devDependencies,
    optionalDependencies: wanted.optionalDependencies,
  });
  const all = { ...wanted.dependencies, ...wanted.devDependencies, ...wanted.optionalDependencies };
  for (const [name, version] of Object.entries(all)) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(locked[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

test('each package in the lock file has its checksum, and none an address of its own', () => {
  const packages = Object.entries(locked).filter(([path]) => path !== '');
  expect(packages.length).toBeGreaterThan(300);
  for (const [path, { integrity, resolved }] of packages) {
    expect(integrity, path).toMatch(/^sha512-/);
    expect(resolved, path).toBeUndefined();
  }
});

test('a package that is not what the lock file says is found after the install', () => {
  const { '': _project, ...installed } = locked;
  expect(notAsLocked(installed, locked)).toEqual([]);
  const [path = '', entry = {}] = Object.entries(installed)[0] ?? [];
  const { [path]: _, ...others } = installed;
  const changed = { ...others, [path]: { ...entry, integrity: 'sha512-other' } };
  expect(notAsLocked(changed, locked)).toEqual([path]);
  expect(notAsLocked({ ...others, [path]: { ...entry, version: '0.0.1' } }, locked)).toEqual([
    path,
  ]);
  const more = { ...installed, 'node_modules/more': { version: '1.0.0' } };
  expect(notAsLocked(more, locked)).toEqual(['node_modules/more']);
  const { 'node_modules/zod': zod, ...less } = installed;
  expect(zod).toBeDefined();
  expect(notAsLocked(less, locked)).toEqual(['node_modules/zod']);
});

test('the compiled part for another kind of machine may come, in the version its package names', () => {
  const other = 'node_modules/@biomejs/cli-darwin-arm64';
  const version = locked['node_modules/@biomejs/biome']?.version ?? '';
  const here = Object.fromEntries(
    Object.entries(locked).filter(([path, entry]) => path !== '' && entry.optional !== true),
  );
  expect(locked[other]).toBeUndefined();
  expect(notAsLocked({ ...here, [other]: { version } }, locked)).toEqual([]);
  expect(notAsLocked({ ...here, [other]: { version: '0.0.1' } }, locked)).toEqual([other]);
});
