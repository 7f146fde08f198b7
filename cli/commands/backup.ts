import { municipalityIds } from '../../ledger/accounts/municipality.ts';
import { sampleBlobs } from '../../ledger/installation-facts.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Config } from '../../runtime/config.ts';
import type { Log } from '../../runtime/log.ts';
import { makeBackup } from '../backup/make-backup.ts';
import { bucketOf, refused } from '../backup/places.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { openProgram, type Program } from '../program/open-program.ts';
import { VERIFY_EXIT } from './verify-audit.ts';
import { verifyLedgerCommand } from './verify-ledger.ts';

type Print = (line: string) => void;

const IMAGES = 20;

/** Database and images into a folder; the keys, if asked for, into another. */
export async function backupCommand(
  config: Config,
  log: Log,
  to: { folder: string; keysTo: string | undefined },
  print: Print,
): Promise<number> {
  requireEmbedded(config);
  const { files, bytes } = await makeBackup(config, log, { ...to, now: systemClock.now() });
  print(
    `控えを取り、読み返して確かめました: ${files} ファイル、${Math.ceil(bytes / 1024 ** 2)} MB`,
  );
  const bucket = bucketOf(config);
  if (bucket !== undefined) print(`画像は ${bucket} にあり、この控えには入っていません。`);
  print(
    to.keysTo === undefined
      ? '鍵は含みません。keys/ の控えを別の場所に持っているか確かめてください (--keys-to)。'
      : `鍵は ${to.keysTo} に写しました。控えとは別の、鍵のかかる場所に移してください。`,
  );
  return 0;
}

/** A backup into an empty data folder, and then the ledger verified and images opened from there. */
export async function restoreCommand(
  config: Config,
  log: Log,
  from: { folder: string; keys: string },
  print: Print,
): Promise<number> {
  requireEmbedded(config);
  const content = await restoreBackup(config, from);
  print(`${content.madeAt} の控えを ${config.dataFolder} に戻しました。台帳を検証します。`);
  const program = await openProgram(config, log, 'own');
  try {
    const exit = await verifyAll(program, print);
    for (const ref of await sampleBlobs(program.db, IMAGES)) await program.blobs.get(ref);
    print('画像の抜き取りを開けました。');
    return exit;
  } finally {
    await program.shutdown.run();
  }
}

async function verifyAll(program: Program, print: Print): Promise<number> {
  let worst: number = VERIFY_EXIT.intact;
  for (const municipality of await municipalityIds(program.db)) {
    const options = { municipality, images: false, json: false };
    worst = Math.max(worst, await verifyLedgerCommand(program, options, print));
  }
  return worst;
}

function requireEmbedded({ databaseUrl }: Config): void {
  if (databaseUrl === undefined) return;
  throw refused(
    'DATABASE_URL の PostgreSQL は pg_dump で控えを取ってください (docs/operations.md)',
  );
}
