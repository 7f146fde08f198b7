import { readFile, rm } from 'node:fs/promises';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { newestBlobs } from '../../ledger/installation-facts.ts';
import { keysInUse, recordRotation, rewrapKeys } from '../../ledger/intake/rewrap-keys.ts';
import { migrate } from '../../ledger/migrate.ts';
import { workersThere } from '../../ledger/worker-processes.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Config } from '../../runtime/config.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import {
  type KeyProvider,
  markerOf,
  providerOf,
  rotationMarkerOf,
} from '../../runtime/key-provider.ts';
import type { Log } from '../../runtime/log.ts';
import {
  createMasterKeyFile,
  type MasterKeySource,
  readIfThere,
  readMasterKey,
} from '../../runtime/master-key.ts';
import { createFileOnce, replaceFile } from '../../runtime/publish-file.ts';
import { replaceS3Mark } from '../../runtime/s3-blob-store.ts';
import { openServices } from '../../runtime/services/services.ts';
import { keptIn } from '../program/folders.ts';
import { masterKeySource } from '../program/master-key.ts';
import { openConfiguredBlobs } from '../program/open-blobs.ts';
import { operator } from '../program/operator.ts';

type Print = (line: string) => void;
const IMAGES = 20;

/**
 * Exchanges the master key: every file's key is wrapped with the new one, the files stay. From the first change on a start is
 * refused until it is done; the same command goes on where it was killed.
 */
export async function rotateKeysCommand(
  config: Config,
  log: Log,
  { newKey }: { newKey: string },
  print: Print,
): Promise<number> {
  const services = await openServices(config, log);
  const db = openDatabase(services.databaseUrl, { max: 2 });
  try {
    await migrate(services.databaseUrl, systemClock.now());
    await refuseRunning(db);
    const source = masterKeySource(config);
    const from = providerOf(await readMasterKey(withoutMaking(source)));
    if (await createMasterKeyFile(newKey)) print(`新しい鍵を ${newKey} に作りました。`);
    const to = providerOf(await readMasterKey({ kind: 'file', path: newKey, create: false }));
    await rotate({ config, db, source, print }, { from, to }, newKey);
    return 0;
  } finally {
    await db.destroy();
    await services.close();
  }
}

const withoutMaking = (source: MasterKeySource): MasterKeySource =>
  source.kind === 'file' ? { ...source, create: false } : source;

/** A program that runs goes on writing with the old key. An embedded one holds its folder and is refused there. */
async function refuseRunning(db: Db): Promise<void> {
  const there = await workersThere(db);
  if (there.length === 0) return;
  const hosts = [...new Set(there.map(({ host }) => host))].join(', ');
  throw refused(
    `読み取りプロセスが動いています (${hosts})。すべて止め、30秒待ってからもう一度実行してください`,
  );
}

type Installation = Readonly<{ config: Config; db: Db; source: MasterKeySource; print: Print }>;
type Exchange = Readonly<{ from: KeyProvider; to: KeyProvider }>;

async function rotate(at: Installation, { from, to }: Exchange, newKey: string): Promise<void> {
  const { config, db, print } = at;
  const { blobs } = keptIn(config.dataFolder);
  const begun = await readIfThere(rotationMarkerOf(blobs));
  const written = await readIfThere(markerOf(blobs));
  if (begun === undefined && from.keyId === to.keyId) throw refused('新しい鍵がいまの鍵と同じです');
  if (begun === undefined && written !== from.keyId) {
    throw refused(
      `いまの鍵 ${from.keyId} は、画像を書いた鍵 ${written ?? '(なし)'} ではありません`,
    );
  }
  if (begun !== undefined && begun !== to.keyId) {
    throw refused(
      `鍵 ${begun} への交換が途中です。その鍵のファイルを --new-key に指定してください`,
    );
  }
  await createFileOnce(rotationMarkerOf(blobs), to.keyId);
  // Killed after the files had changed places, the old key is not here any more, and nothing needs it.
  const count =
    from.keyId === to.keyId
      ? 0
      : await rewrapKeys(db, { from, to }, (done) => {
          if (done > 0 && done % 10_000 === 0) print(`  ${done} 件`);
        });
  const others = (await keysInUse(db)).filter(({ keyId }) => keyId !== to.keyId);
  if (others.length > 0) {
    const named = others.map(({ keyId, files }) => `${keyId} (${files} 件)`).join(', ');
    throw refused(`別の鍵で封じられたファイルがあります: ${named}`);
  }
  if (written === from.keyId) {
    await recordRotation(db, operator, { from: from.keyId, to: to.keyId, count });
  }
  await replaceFile(markerOf(blobs), to.keyId);
  if (config.blobsS3 !== undefined) await replaceS3Mark(config.blobsS3, to.keyId);
  await openSome(at, to);
  await handOver(at, { from, to }, newKey);
  await rm(rotationMarkerOf(blobs));
  print(`鍵 ${from.keyId} を ${to.keyId} に替えました (${count} 件)。`);
  print(
    '古い鍵は、これより前に取った控えを開くのに要ります。控えと別の、鍵のかかる場所に残してください。',
  );
}

/** Before the old key is put aside: does the new one open what is there? */
async function openSome({ config, db }: Installation, to: KeyProvider): Promise<void> {
  const store = await openConfiguredBlobs(config, to, { create: false });
  try {
    for (const ref of await newestBlobs(db, IMAGES)) {
      for await (const _piece of store.blobs.getStream(ref));
    }
  } finally {
    await store.close();
  }
}

/** A key in a file changes places with the new one; one kept elsewhere is for its keeper to change. */
async function handOver(
  { source, print }: Installation,
  { from, to }: Exchange,
  newKey: string,
): Promise<void> {
  if (source.kind !== 'file') {
    print(
      `いまの鍵を渡している所 (環境変数・コマンド) を、${newKey} の中身に替えてから起動してください。`,
    );
    return;
  }
  if (from.keyId === to.keyId) return;
  const old = `${source.path}.${from.keyId}.old`;
  await createFileOnce(old, await readFile(source.path));
  await replaceFile(source.path, await readFile(newKey));
  print(`古い鍵は ${old} に移しました。`);
}

const refused = (reason: string) =>
  new RejectedInputError('config.invalid', { cause: new Error(reason) });
