import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { TransientError } from '../runtime/errors.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { once } from '../runtime/once.ts';
import { MunicipalityId } from '../schemas/accounts.ts';
import { Change } from '../schemas/api/events.ts';
import { listenTo } from './listen.ts';

export type ChangeListener = Readonly<{
  changed(municipalityId: string, change: Change): void;
  /** Whether this account is logged in, or what it may do, may be otherwise now. */
  reconsider(accountId: string): void;
  /** The line to the database broke: from here on nothing is told. */
  lost(): void;
}>;

/** What every process of the installation commits, as 019-changes.sql announces it. */
export type ChangeFeed = Readonly<{
  /** Throws `service.database_unavailable` while nothing is heard; otherwise answers with the way to stop. */
  listen(listener: ChangeListener): () => void;
  close(): Promise<void>;
}>;

const CHANNEL = 'yoshin_changes';
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

const Announcement = z.union([
  z.strictObject({ municipalityId: MunicipalityId, change: Change }),
  z.strictObject({ municipalityId: MunicipalityId, accountId: z.uuid() }),
]);

/** Hears over a connection of its own, and mends it when it breaks. */
export async function openChangeFeed(url: string, log: Log): Promise<ChangeFeed> {
  const listeners = new Set<ChangeListener>();
  const closing = new AbortController();
  const asked = new Promise<void>((resolve) => {
    closing.signal.addEventListener('abort', () => resolve());
  });
  const heard = (payload: string) => {
    const announcement = announced(payload);
    if (announcement === null) return;
    for (const listener of listeners) tell(listener, announcement);
  };
  const dial = () => listenTo(url, CHANNEL, heard);
  let line = await dial();
  let connected = true;
  const redial = async () => {
    for (let attempt = 1; !closing.signal.aborted; attempt += 1) {
      try {
        line = await dial();
        connected = true;
        return;
      } catch (error) {
        log.warn({ attempt, ...errorFields(error) }, 'cannot hear of changes, will try again');
        const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
        await wait(pause, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  };
  const keep = async () => {
    while (!closing.signal.aborted) {
      await Promise.race([line.lost, asked]);
      connected = false;
      for (const listener of [...listeners]) listener.lost();
      await line.close();
      await redial();
    }
  };
  const kept = keep();
  return {
    listen: (listener) => {
      if (!connected) throw new TransientError('service.database_unavailable');
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: once(async () => {
      closing.abort();
      await kept;
    }),
  };
}

/** Anybody with the database's password can say anything on a channel: what is none of ours is nothing. */
function announced(payload: string): z.infer<typeof Announcement> | null {
  try {
    return Announcement.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}

function tell(listener: ChangeListener, announcement: z.infer<typeof Announcement>): void {
  if ('change' in announcement) listener.changed(announcement.municipalityId, announcement.change);
  else listener.reconsider(announcement.accountId);
}
