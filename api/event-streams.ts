import type { Readable } from 'node:stream';
import { type AccountView, findAccount } from '../ledger/accounts/find-account.ts';
import { findSession } from '../ledger/accounts/session-repository.ts';
import { acrossMunicipalities, inMunicipality } from '../ledger/scope.ts';
import type { ServerDeps } from './deps.ts';
import { type EventStream, openEventStream } from './event-stream.ts';

type Deps = Pick<ServerDeps, 'changes' | 'db' | 'clock' | 'limits'>;

/** The open streams of this process. The newest ones of a session stand: an older one may be of a page that is gone. */
export type EventStreams = Readonly<{
  open(account: AccountView, sessionId: string): Readable;
  endAll(): void;
}>;

export function createEventStreams(deps: Deps): EventStreams {
  const { changes, limits } = deps;
  const bySession = new Map<string, EventStream[]>();
  const keep = (sessionId: string, stream: EventStream) => {
    const streams = [...(bySession.get(sessionId) ?? []), stream];
    bySession.set(sessionId, streams);
    for (const older of streams.slice(0, -limits.streamsPerSession)) older.replace();
  };
  const forget = (sessionId: string, stream: EventStream) => {
    const others = (bySession.get(sessionId) ?? []).filter((other) => other !== stream);
    if (others.length > 0) bySession.set(sessionId, others);
    else bySession.delete(sessionId);
  };
  return {
    open: ({ actor, accountId }, sessionId) => {
      const whoNow = async () => {
        const session = await acrossMunicipalities('sessions', () =>
          findSession(deps.db, sessionId, deps.clock.now()),
        );
        if (session === null) return null;
        const find = () => findAccount(deps.db, accountId);
        return (await inMunicipality(actor.municipalityId, find))?.actor ?? null;
      };
      // First of all: it refuses while nothing is heard.
      const unlisten = changes.listen({
        changed: (municipalityId, change) => stream.changed(municipalityId, change),
        reconsider: (whose) => {
          if (whose === accountId) stream.reconsider();
        },
        lost: () => stream.end(),
      });
      const stream = openEventStream(actor, whoNow, limits.streamBeatMs);
      stream.body.once('close', () => {
        unlisten();
        forget(sessionId, stream);
      });
      keep(sessionId, stream);
      return stream.body;
    },
    endAll: () => {
      for (const stream of [...bySession.values()].flat()) stream.end();
    },
  };
}
