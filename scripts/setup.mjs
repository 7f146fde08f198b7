// Makes a fresh clone ready for one command. Plain JavaScript without packages: it runs under whatever
// Node ≥ 20 is there, before anything is installed, and does nothing that was done already.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notAsLocked } from './installed-as-locked.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const say = (text) => process.stderr.write(`${text}\n`);
const hashOf = (...texts) => createHash('sha256').update(texts.join('\n')).digest('hex');

function stop(...lines) {
  for (const line of lines) say(line);
  process.exit(1);
}

function run(command, args, what) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0)
    stop(`失敗しました: ${what} / failed: ${command} ${args.join(' ')}`, error?.message ?? '');
}

/** Runs `work` unless the stamp says it was done for exactly this input. */
function once(stamp, input, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === input) return;
  work();
  writeFileSync(stamp, input);
}

function checkNode() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20)
    stop(`Node 20 以上が必要です (いまは ${process.versions.node}) / Node 20 or later is needed`);
}

function installPackages() {
  const input = hashOf(
    readFileSync('package-lock.json', 'utf8'),
    readFileSync('package.json', 'utf8'),
  );
  once('node_modules/.yoshin-installed', input, () => {
    say('部品を入れています / installing packages …');
    // Not `npm ci`: it refuses a lock file without the packages of platforms that a registry does not carry
    // (docs/adr/0008). The lock's versions and checksums hold for `install` as well; what came is compared below.
    run(
      'npm',
      ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
      'npm install',
    );
    const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
    const wrong = notAsLocked(
      packagesOf('node_modules/.package-lock.json'),
      packagesOf('package-lock.json'),
    );
    if (wrong.length > 0)
      stop('入った部品が package-lock.json と違います / not what the lock file says:', ...wrong);
  });
}

/** Names and contents of everything the page is built from. */
function pageSources() {
  const files = ['review-ui', 'schemas', 'rules'].flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .map((name) => join(folder, String(name)))
      .filter((path) => statSync(path).isFile())
      .sort(),
  );
  return hashOf(...files, ...files.map((path) => readFileSync(path, 'latin1')));
}

function buildPage() {
  const input = existsSync('dist/review-ui/index.html') ? pageSources() : '';
  if (input !== '' && existsSync('dist/.built') && readFileSync('dist/.built', 'utf8') === input)
    return;
  say('画面を組み立てています / building the page …');
  run(
    join('node_modules', '.bin', 'node'),
    ['node_modules/vite/bin/vite.js', 'build', 'review-ui', '--logLevel=warn'],
    'vite build',
  );
  writeFileSync('dist/.built', pageSources());
}

const TOOLS = [
  { program: 'redis-server', package: 'redis-server' },
  { program: 'chromium', package: 'chromium' },
  // The health check of docker-compose.yml.
  { program: 'pg_isready', package: 'postgresql-client' },
];
/** What brings no program, by a file of it. */
const FILES = [
  { file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', package: 'fonts-noto-cjk' },
  { file: '/usr/lib/python3/dist-packages/swift/__init__.py', package: 'python3-swift' },
];

/** The tests run against a real Redis, browser and object store, from the system's own packages. */
function installTools() {
  const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  const missing = [
    ...TOOLS.filter((tool) => !has(tool.program)),
    ...FILES.filter(({ file }) => !existsSync(file)),
  ].map((tool) => tool.package);
  if (missing.length === 0) return;
  if (!has('apt-get')) stop(`次の部品を入れてください / please install: ${missing.join(' ')}`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  if (sudo.length > 0 && !has('sudo'))
    stop(`root で入れてください / as root: apt-get install ${missing.join(' ')}`);
  say(`試験に使う部品を入れています / installing for the tests: ${missing.join(' ')} …`);
  const apt = (...args) => {
    const [command, ...rest] = [
      ...sudo,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      ...args,
    ];
    run(command, rest, 'apt-get');
  };
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
}

checkNode();
installPackages();
if (process.argv[2] === 'test') installTools();
buildPage();
