import { access, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../runtime/config.ts';
import { readFormTemplates } from '../../runtime/form-templates.ts';
import { freeMemoryBytes } from '../../runtime/free-memory.ts';
import { hasCode } from '../../runtime/has-code.ts';
import { freeBytesOf } from '../../runtime/keep-free.ts';
import { openReader } from '../../workers/engines/reader-process.ts';
import { FORMS_FOLDER, keptIn, PAGE_FOLDER } from '../program/folders.ts';
import { bad, examine, type Finding, ok, type Verdict, warn } from './check.ts';
import { loginProvider } from './provider.ts';

const NODE_MAJOR = 24;
const OTHERS = 0o077;
const GIB = 1024 ** 3;

/** What can be seen without the database. */
export async function examineMachine(config: Config): Promise<Finding[]> {
  return [
    await examine('node', 'Node.js', async () => nodeVersion(process.versions.node)),
    await examine('disk', '空き容量', () => diskSpace(config)),
    await examine('memory', '空きメモリー', () => memory(config)),
    await examine('rights', 'フォルダと鍵の権限', () => rights(config)),
    await examine('page', '画面', builtPage),
    await examine('forms', '様式', forms),
    await examine('readers', '読取エンジン', reader),
    await examine('login-provider', '共通ログイン', () => loginProvider(config)),
  ];
}

export function nodeVersion(version: string): Verdict {
  const enough = Number(version.split('.')[0]) >= NODE_MAJOR;
  if (enough) return ok(version);
  return bad(
    version,
    `Node.js ${NODE_MAJOR} 以上で起動してください (npm start は自動で選びます)。`,
  );
}

async function diskSpace({ dataFolder, minFreeBytes }: Config): Promise<Verdict> {
  const free = await freeBytesOf(dataFolder);
  const found = `${(free / GIB).toFixed(1)} GB`;
  const todo = '不要なファイルを移すか、ディスクを大きくしてください (YOSHIN_MIN_FREE_MB)。';
  if (free < minFreeBytes) return bad(`${found} — 受付を断っています`, todo);
  return free < 3 * minFreeBytes ? warn(found, todo) : ok(found);
}

async function memory({ minFreeMemoryBytes, readers }: Config): Promise<Verdict> {
  const free = await freeMemoryBytes();
  if (free === null) return ok('この OS では調べません');
  const found = `${(free / GIB).toFixed(1)} GB`;
  const todo = `YOSHIN_READERS (いま ${readers}) を減らすか、ほかのプログラムを止めるか、メモリーを増やしてください。`;
  return free < minFreeMemoryBytes ? bad(`${found} — 読み取りを控えています`, todo) : ok(found);
}

async function rights(config: Config): Promise<Verdict> {
  const kept = keptIn(config.dataFolder);
  const keyFolder = dirname(kept.ledgerKey);
  const keys = (await readdir(keyFolder)).map((name) => join(keyFolder, name));
  const masterKey = config.masterKeyFile === undefined ? [] : [config.masterKeyFile];
  const open: string[] = [];
  for (const path of [kept.blobs, keyFolder, ...keys, ...masterKey]) {
    if (((await stat(path)).mode & OTHERS) !== 0) open.push(path);
  }
  if (open.length === 0) return ok('本人だけが読めます');
  return bad(`ほかの利用者に開いています: ${open.join(', ')}`, `chmod go-rwx ${open.join(' ')}`);
}

async function builtPage(): Promise<Verdict> {
  try {
    await access(join(PAGE_FOLDER, 'index.html'));
    return ok('組み立て済み');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return bad('組み立てられていません', 'npm start で起動し直してください (自動で組み立てます)。');
  }
}

async function forms(): Promise<Verdict> {
  const templates = await readFormTemplates(FORMS_FOLDER);
  if (templates.size > 0) return ok([...templates.keys()].join(', '));
  return bad('一つもありません', 'プログラムを入れ直してください。');
}

async function reader(): Promise<Verdict> {
  const startedAt = performance.now();
  const process = openReader({ templatesDir: FORMS_FOLDER });
  try {
    await process.start();
    return ok(`${((performance.now() - startedAt) / 1000).toFixed(1)} 秒で起動`);
  } finally {
    await process.stop();
  }
}
