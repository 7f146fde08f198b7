import { Readable } from 'node:stream';
import { isAuthorised } from '../rules/authorise.ts';
import type { Actor } from '../schemas/accounts.ts';
import { type Change, EVENTS, STALE_AFTER } from '../schemas/api/events.ts';

export type EventStream = Readonly<{
  /** What goes to the browser. */
  body: Readable;
  changed(municipalityId: string, change: Change): void;
  /** Looks whether its session still stands and what its person may do; ends when it does not. */
  reconsider(): void;
  end(): void;
  /** Ends, and says that another stream of the session took its place. */
  replace(): void;
}>;

/** Changes come in bursts: whatever happens within a second is told in one go, each change once. */
const APART_MS = 1_000;

/** Whoever may ask for nothing of what changed need not know that it did. */
export const mayHear = (actor: Actor, municipalityId: string, { kind }: Change): boolean =>
  STALE_AFTER[kind].some(
    ({ action }) => action !== null && isAuthorised(actor, action, { municipalityId }),
  );

/** `whoNow`: the person of the session, `null` when it is over. */
export function openEventStream(
  actor: Actor,
  whoNow: () => Promise<Actor | null>,
  beatMs: number,
): EventStream {
  const body = new Readable({ read: () => undefined });
  const untold = new Set<string>();
  let person = actor;
  let pause: NodeJS.Timeout | undefined;
  let ended = false;
  const say = (event: keyof typeof EVENTS, json = '{}') => {
    if (!ended) body.push(`event: ${EVENTS[event]}\ndata: ${json}\n\n`);
  };
  const tell = () => {
    pause = untold.size === 0 ? undefined : setTimeout(tell, APART_MS);
    for (const json of untold) say('change', json);
    untold.clear();
  };
  const stop = () => {
    ended = true;
    clearTimeout(pause);
    clearInterval(beats);
  };
  const end = () => {
    if (!ended) body.push(null);
    stop();
  };
  const reconsider = () => {
    whoNow().then(
      (found) => {
        if (found === null) end();
        else person = found;
      },
      // Whoever cannot be asked for is not told anything; the page comes back by itself.
      end,
    );
  };
  const beats = setInterval(() => {
    say('beat');
    reconsider();
  }, beatMs);
  body.once('close', stop);
  say('beat');
  return {
    body,
    changed: (municipalityId, change) => {
      if (ended || !mayHear(person, municipalityId, change)) return;
      untold.add(JSON.stringify(change));
      if (pause === undefined) tell();
    },
    reconsider,
    end,
    replace: () => {
      say('replaced');
      end();
    },
  };
}
