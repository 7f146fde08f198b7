import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { dayInJapan } from '../../rules/calendar.ts';
import { AppError, RejectedInputError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';
import { errorFields } from '../../runtime/log.ts';
import { once } from '../../runtime/once.ts';
import { type FolderLock, lockFolder } from '../../runtime/services/folder-lock.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';
import { openForWriting } from './open-for-writing.ts';
import { settleRead } from './settle-read.ts';
import { createSettling, type Sighting } from './settled-files.ts';
import { takeFile } from './take-file.ts';

export type HotFolderOptions = Readonly<{
  folder: string;
  municipality?: string | undefined;
  /** One batch for all; otherwise one a day, and one for each subfolder. */
  label?: string | undefined;
  quietMs: number;
  now: () => Date;
}>;

export type Looked = Readonly<{ taken: number; settled: number; standby: boolean }>;
export type HotFolder = Readonly<{
  /** Aborted, it finishes the file in hand and leaves the others where they are. */
  look(signal?: AbortSignal): Promise<Looked>;
  close(): void;
}>;

type Deps = Pick<Program, 'db' | 'intake' | 'operator' | 'log' | 'config'>;

const STANDBY: Looked = { taken: 0, settled: 0, standby: true };

/** A folder scanners write into. Of several watchers of one installation one works, the others stand by. */
export async function openHotFolder(deps: Deps, options: HotFolderOptions): Promise<HotFolder> {
  const folder = await existing(options.folder);
  await refuseOwnData(folder, deps.config.dataFolder);
  const settled = createSettling(folder, options.quietMs);
  const locks = join(deps.config.dataFolder, 'hot-folders');
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  let lock: FolderLock | undefined;
  return {
    look: async (signal) => {
      lock ??= await lockFolder(join(locks, mark));
      if (lock === undefined) return STANDBY;
      return forMunicipality(deps.db, options.municipality, async (municipalityId) => {
        const files = await settled(options.now().getTime());
        const labelOf = (relative: string) => labelFor(relative, options);
        const taken = await takeAll({ deps, folder, municipalityId, labelOf }, files, signal);
        return { taken, settled: await settleRead(deps.db, folder), standby: false };
      });
    },
    close: () => lock?.release(),
  };
}

/** A file that cannot be taken now stays and is tried at the next look; the others go on. */
async function takeAll(
  taking: Parameters<typeof takeFile>[0] & { deps: Deps },
  files: readonly Sighting[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const writing = files.length > 0 ? await openForWriting(taking.folder) : new Set<string>();
  let taken = 0;
  for (const file of files.filter(({ path }) => !writing.has(path))) {
    if (signal?.aborted) break;
    try {
      if ((await takeFile(taking, file)) === 'taken') taken += 1;
    } catch (error) {
      taking.deps.log.warn(errorFields(error), 'a file in the hot folder cannot be taken now');
      // No room, no database: true for every other file too.
      if (error instanceof AppError && error.disposition === 'retry') break;
    }
  }
  return taken;
}

/** Subfolder: a box of paper with a name. Otherwise the day in Japan. */
function labelFor(relative: string, { label, now }: HotFolderOptions): string {
  if (label !== undefined) return label;
  const [first] = dirname(relative) === '.' ? [] : relative.split(sep);
  return [...(first ?? `ホットフォルダ ${dayInJapan(now())}`)].slice(0, 100).join('');
}

const LOOK_EVERY_MS = 2_000;

/** Looks again and again until closed. A fault of one look is said once and tried again. */
export function watchHotFolder(hot: HotFolder, log: Program['log']): { close(): Promise<void> } {
  const closing = new AbortController();
  const loop = async () => {
    let lastFault = '';
    while (!closing.signal.aborted) {
      try {
        await hot.look(closing.signal);
        lastFault = '';
      } catch (error) {
        const fault = JSON.stringify(errorFields(error));
        if (fault !== lastFault) log.warn(errorFields(error), 'looking into the hot folder failed');
        lastFault = fault;
      }
      await wait(LOOK_EVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    close: once(async () => {
      closing.abort();
      await running;
      hot.close();
    }),
  };
}

async function existing(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw refused(`${folder} というフォルダがありません`);
  }
}

/** Emptying our own data, or moving it about, is the last thing a scan folder may do. */
async function refuseOwnData(folder: string, dataFolder: string): Promise<void> {
  const data = await realpath(dataFolder).catch(() => dataFolder);
  const inside = (inner: string, outer: string) => `${inner}${sep}`.startsWith(`${outer}${sep}`);
  if (!inside(folder, data) && !inside(data, folder)) return;
  throw refused(`${folder} は yoshin のデータのフォルダと重なっています`);
}

const refused = (reason: string) =>
  new RejectedInputError('config.invalid', { cause: new Error(reason) });
