import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Db, openDatabase } from '../../ledger/database.ts';
import {
  clocksOf,
  countUnresolvedDeadLetters,
  lastSigningKey,
  sampleBlobs,
} from '../../ledger/installation-facts.ts';
import { keysInUse } from '../../ledger/intake/rewrap-keys.ts';
import { missingMigrations } from '../../ledger/migrate.ts';
import { openQueues } from '../../queue/queues.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import type { Config } from '../../runtime/config.ts';
import { AppError } from '../../runtime/errors.ts';
import type { KeyProvider } from '../../runtime/key-provider.ts';
import type { Log } from '../../runtime/log.ts';
import { joinServices, type Services } from '../../runtime/services/services.ts';
import { openFileSigner } from '../../runtime/signer.ts';
import { keptIn } from '../program/folders.ts';
import { openMasterKey } from '../program/master-key.ts';
import { type OpenBlobs, openConfiguredBlobs } from '../program/open-blobs.ts';
import { bad, examine, type Finding, ok, type Verdict, warn } from './check.ts';
import { backlog, workers } from './work.ts';

const SAMPLE = 20;
const CLOCK_DRIFT_MS = 5_000;

/** What the data says of itself: nothing is created, migrated or repaired on the way. */
export async function examineInstallation(config: Config, log: Log): Promise<Finding[]> {
  const opened: { services?: Services } = {};
  const reachable = await examine('database', 'データベース', async () => {
    opened.services = await joinServices(config, log);
    const missing = await missingMigrations(opened.services.databaseUrl);
    const todo = 'npm start で起動すると新しい版に合わせます。先に控えを取ってください。';
    if (missing.length > 0) return warn(`未適用の移行 ${missing.length} 件`, todo);
    return ok(config.databaseUrl === undefined ? '内蔵' : '外部');
  });
  const { services } = opened;
  if (services === undefined) return [reachable];
  const db = openDatabase(services.databaseUrl, { max: 2 });
  try {
    if (reachable.state !== 'ok') return [reachable];
    return [reachable, ...(await examineData(config, { db, services, log }))];
  } finally {
    await db.destroy();
    await services.close();
  }
}

type Open = Readonly<{ db: Db; services: Services; log: Log }>;

async function examineData(config: Config, open: Open): Promise<Finding[]> {
  return [
    await examine('queue', '処理の列', () => queue(open)),
    await examine('backlog', '読み取り待ち', () => backlog(open.db, config)),
    await examine('workers', '読み取りプロセス', () => workers(open.db)),
    await examine('master-key', '画像の鍵', () => masterKey(config, open.db)),
    await examine('signing-key', '台帳の署名鍵', () => signingKey(config, open.db)),
    ...(await examineBlobs(config, open.db)),
    await examine('clock', '時計', () => clock(open.db, new Date())),
  ];
}

async function queue({ db, services, log }: Open): Promise<Verdict> {
  const queues = await openQueues(services.queueBackend, log);
  try {
    const counts = Object.values(await queues.counts());
    const waiting = counts.reduce((sum, each) => sum + each.waiting + each.delayed, 0);
    const givenUp = await countUnresolvedDeadLetters(db);
    const found = `${services.queueBackend.kind}、待ち ${waiting} 件`;
    if (givenUp === 0) return ok(found);
    return warn(
      `${found}、あきらめたもの ${givenUp} 件`,
      '監督者が中を見て、やり直すか捨ててください。',
    );
  } finally {
    await queues.close();
  }
}

/** Only where there is one to open: looking must not make a new key. */
async function keysOf(config: Config): Promise<KeyProvider> {
  const { blobs } = keptIn(config.dataFolder);
  await access(join(blobs, 'key-id'));
  return openMasterKey(config, blobs, { create: false });
}

async function masterKey(config: Config, db: Db): Promise<Verdict> {
  const { keyId } = await keysOf(config);
  const others = (await keysInUse(db)).filter((key) => key.keyId !== keyId);
  const files = others.reduce((sum, key) => sum + key.files, 0);
  const named = others.map((key) => key.keyId).join(', ');
  if (files > 0) {
    return bad(
      `${files} 件は別の鍵 (${named}) で封じられています`,
      '控えの中からその鍵を探し、yoshin keys rotate でいまの鍵に替えてください。',
    );
  }
  return ok(`合っています (${keyId})`);
}

async function signingKey(config: Config, db: Db): Promise<Verdict> {
  const { ledgerKey } = keptIn(config.dataFolder);
  const last = await lastSigningKey(db);
  const todo = `控えてある ledger-signing.pem を ${ledgerKey} に戻してください。`;
  const there = await access(ledgerKey).then(
    () => true,
    () => false,
  );
  if (!there) return bad('ありません', todo);
  const { keyId } = await openFileSigner(ledgerKey);
  if (last === undefined || last === keyId) return ok(`合っています (${keyId})`);
  return bad(`台帳は別の鍵 (${last}) で署名されています`, todo);
}

/** The place itself, and then some of what should lie there. */
async function examineBlobs(config: Config, db: Db): Promise<Finding[]> {
  const opened: { blobs?: OpenBlobs } = {};
  const place = await examine('blob-store', '画像の保管先', async () => {
    const { blobsS3 } = config;
    opened.blobs = await openConfiguredBlobs(config, await keysOf(config), {
      create: false,
    });
    await rehearse(opened.blobs.blobs);
    return ok(blobsS3 === undefined ? 'フォルダ' : `S3 ${blobsS3.endpoint}/${blobsS3.bucket}`);
  });
  const { blobs: open } = opened;
  if (open === undefined) return [place];
  try {
    return [place, await examine('blobs', '画像の抜き取り', () => images(open.blobs, db))];
  } finally {
    await open.close();
  }
}

/** Rights to write, read and remove, found out by doing so. */
async function rehearse(store: BlobStore): Promise<void> {
  const ref = await store.put('000000', Buffer.from('yoshin doctor'));
  await store.get(ref);
  await store.erase(ref);
}

async function images(store: BlobStore, db: Db): Promise<Verdict> {
  const sample = await sampleBlobs(db, SAMPLE);
  const codes: string[] = [];
  for (const ref of sample) {
    try {
      for await (const _ of store.getStream(ref));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      codes.push(error.code);
    }
  }
  if (codes.length === 0) return ok(`${sample.length} 件すべて開けました`);
  const found = `${sample.length} 件のうち ${codes.length} 件が開けません (${[...new Set(codes)].join(', ')})`;
  return bad(found, '控えから画像を戻してください。戻すまで画像を消さないでください。');
}

async function clock(db: Db, now: Date): Promise<Verdict> {
  const { now: theirs, newest } = await clocksOf(db);
  const drift = Math.abs(theirs.getTime() - now.getTime());
  const todo = 'サーバーの時計を NTP で合わせてください。';
  if (newest !== null && newest.getTime() > now.getTime() + CLOCK_DRIFT_MS) {
    return bad(`最後の記録 ${newest.toISOString()} が現在より後です`, todo);
  }
  if (drift > CLOCK_DRIFT_MS)
    return bad(`データベースと ${Math.round(drift / 1000)} 秒違います`, todo);
  return ok(now.toISOString());
}
