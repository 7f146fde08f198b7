import { Change, EVENTS, eventsApi, STALE_AFTER } from '../../schemas/api/events.ts';

/** Three beats missed: the line is dead, whatever the browser thinks of it. */
const SILENT_MS = 45_000;
const FIRST_PAUSE_MS = 3_000;
const LONGEST_PAUSE_MS = 30_000;

/** As much of the query cache, of a document and of an EventSource as this needs. */
type Query = Readonly<{ queryKey: readonly unknown[] }>;
type Cache = Readonly<{
  invalidateQueries(which: { predicate: (query: Query) => boolean }): Promise<void>;
}>;
type Page = EventTarget & { readonly hidden: boolean };
type Line = EventTarget & { close(): void };

export type LiveChangesDeps = Readonly<{
  cache: Cache;
  page: Page;
  connect: (url: string) => Line;
  /** The stream ended: perhaps the session did. */
  onEnded: () => void;
}>;

/**
 * Hears what has changed while the page can be seen, and has it asked for again. What it does not hear is asked for
 * all the same, seldom (`use-endpoint.ts`). Answers with the way to stop.
 */
export function followChanges({ cache, page, connect, onEnded }: LiveChangesDeps): () => void {
  const refresh = createRefresh(cache);
  let line: Line | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const later = (ms: number, run: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
  const close = () => {
    clearTimeout(timer);
    line?.close();
    line = null;
  };
  const failed = () => {
    close();
    failures += 1;
    later(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), open);
    onEnded();
  };
  const stands = () => {
    failures = 0;
    later(SILENT_MS, failed);
  };
  const open = () => {
    if (page.hidden || line !== null) return;
    line = connect(eventsApi.stream.path);
    later(SILENT_MS, failed);
    line.addEventListener('open', () => {
      stands();
      refresh.everything();
    });
    line.addEventListener(EVENTS.beat, stands);
    line.addEventListener(EVENTS.change, (event) => {
      stands();
      const said = event instanceof MessageEvent ? Change.safeParse(JSON.parse(event.data)) : null;
      if (said?.success) refresh.after(said.data);
    });
    line.addEventListener(EVENTS.replaced, close);
    line.addEventListener('error', failed);
  };
  const look = () => {
    if (page.hidden) close();
    else open();
  };
  page.addEventListener('visibilitychange', look);
  open();
  return () => {
    page.removeEventListener('visibilitychange', look);
    close();
  };
}

/** Asks again for one kind of thing at a time: what changes while an answer is on its way is asked for after it. */
function createRefresh(cache: Cache) {
  const underWay = new Map<string, 'once' | 'again'>();
  const run = async (key: string, isStale: (query: Query) => boolean) => {
    if (underWay.has(key)) {
      underWay.set(key, 'again');
      return;
    }
    do {
      underWay.set(key, 'once');
      await cache.invalidateQueries({ predicate: isStale });
    } while (underWay.get(key) === 'again');
    underWay.delete(key);
  };
  const everything = Object.values(STALE_AFTER).flat();
  return {
    after: (change: Change) => void run(JSON.stringify(change), (query) => isAbout(query, change)),
    everything: () =>
      void run('everything', ({ queryKey: [path] }) =>
        everything.some((endpoint) => endpoint.path === path),
      ),
  };
}

type Asked = { params?: { batchId?: string }; query?: { batchId?: string } };

/** A query of another batch is not about this one; one of no batch in particular is about all. */
function isAbout({ queryKey: [path, asked] }: Query, change: Change): boolean {
  if (!STALE_AFTER[change.kind].some((endpoint) => endpoint.path === path)) return false;
  if (change.kind !== 'batch') return true;
  // Proof: `endpointKey` put there what the endpoint was asked with.
  const { params, query } = (asked ?? {}) as Asked;
  return [params?.batchId, query?.batchId].every((id) => id === undefined || id === change.batchId);
}
