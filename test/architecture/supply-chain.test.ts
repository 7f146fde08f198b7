import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { licenceDocs } from '../../scripts/licence-docs.ts';

type Package = Readonly<{
  version?: string;
  integrity?: string;
  resolved?: string;
  license?: string;
  dev?: boolean;
}>;
const lock: { packages: Record<string, Package> } = JSON.parse(
  await readFile('package-lock.json', 'utf8'),
);
const { '': own, ...packages } = lock.packages;
const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
  await readFile('package.json', 'utf8'),
);

/** Taking part in a work under Apache-2.0 without terms for the work itself; the LGPL is that of libvips, linked dynamically. */
const ACCEPTED = new Set([
  ...['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'],
  ...['Unlicense', 'CC0-1.0', 'Zlib', 'Python-2.0', 'OFL-1.1', 'MPL-2.0', 'LGPL-3.0-or-later'],
]);

/** Read by a person, and for the tests alone. */
const LOOKED_AT: Readonly<Record<string, string>> = {
  'node_modules/7z-wasm': 'SEE LICENSE IN License.txt',
};

test('every package of the lock file has a strong checksum, and none names where it came from', () => {
  const entries = Object.entries(packages);
  expect(entries.length).toBeGreaterThan(100);
  const weak = entries.filter(
    ([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''),
  );
  expect(weak.map(([path]) => path)).toEqual([]);
  expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('every package is asked for in one version, and the lock file says the same', () => {
  const asked = { ...dependencies, ...optionalDependencies, ...devDependencies };
  const loose = Object.entries(asked).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)),
  );
  expect(loose).toEqual([]);
  expect(own).toMatchObject({ dependencies, optionalDependencies, devDependencies });
});

test('every licence is one of those accepted, and listed', async () => {
  const refused = Object.entries(packages).filter(
    ([path, { license = '?', dev }]) =>
      !(dev === true && LOOKED_AT[path] === license) &&
      license.split(/ (?:AND|OR) /).some((each) => !ACCEPTED.has(each.replace(/[()]/g, ''))),
  );
  expect(refused.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  expect(await readFile('docs/licences.md', 'utf8')).toBe(licenceDocs(lock));
});
