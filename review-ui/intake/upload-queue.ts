import { ApiError, errorCodeOf } from '../api/api-error.ts';
import type { FileToSend, Sent } from '../api/file-to-send.ts';

export type Upload = Readonly<{
  id: string;
  batchId: string;
  fileName: string;
  byteSize: number;
  sentBytes: number;
  /** `held`: the line or the server is away; it is tried again by itself. `known`: it was there already. */
  state: 'waiting' | 'sending' | 'held' | 'sent' | 'known' | 'failed';
  error: Error | null;
}>;

/** Files on their way to the server; they keep going while the person looks at another screen. */
export type UploadQueue = Readonly<{
  /** `mayBeThere`: the batch has files already, so each is looked for before it is sent. */
  add: (batchId: string, files: readonly File[], mayBeThere: boolean) => void;
  retry: (id: string) => void;
  retryAll: (batchId: string) => void;
  forget: (id: string) => void;
  subscribe: (listener: () => void) => () => void;
  uploads: () => readonly Upload[];
  /** The last file of a batch has arrived. */
  onSent: (listener: (batchId: string) => void) => void;
}>;

export type SendFile = (sending: FileToSend) => Promise<Sent>;

type Deps = Readonly<{
  newId: () => string;
  send: SendFile;
  /** Calls back after a while. */
  after: (delayMs: number, run: () => void) => void;
}>;

/** Two at once keep the line busy without starving the page's own requests. */
const AT_ONCE = 2;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/** What mends itself: nobody who left for lunch should find the rest unsent for it. */
const isPassing = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.code === 'client.unreachable' || error.code.startsWith('service.'));

/** Will be sent without anybody doing anything. */
export const isUnderWay = ({ state }: Pick<Upload, 'state'>): boolean =>
  state === 'waiting' || state === 'sending' || state === 'held';

export function createUploadQueue({ newId, send, after }: Deps): UploadQueue {
  const uploads = createUploads();
  const files = new Map<string, { file: File; mayBeThere: boolean }>();
  const sentListeners: Array<(batchId: string) => void> = [];
  const pause = createPause(after, () => startNext());

  const arrived = (batchId: string) => {
    if (uploads.among((one) => one.batchId === batchId && isUnderWay(one)).length > 0) return;
    for (const listener of sentListeners) listener(batchId);
  };
  const broken = (id: string, error: unknown) => {
    // A refusal is shown on the file's own line; a fault of the page carries its cause there too.
    const known = error instanceof Error ? error : new Error(errorCodeOf(error));
    const passing = isPassing(error);
    uploads.patch(id, { state: passing ? 'held' : 'failed', error: known });
    if (passing) pause.begin();
  };
  const run = async ({ id, batchId, byteSize }: Upload): Promise<void> => {
    const kept = files.get(id);
    if (kept === undefined) return;
    uploads.patch(id, { state: 'sending', error: null });
    try {
      const onProgress = (sentBytes: number) => uploads.patch(id, { sentBytes });
      const state = await send({ ...kept, batchId, onProgress });
      files.delete(id);
      pause.reset();
      uploads.patch(id, { state, sentBytes: byteSize });
      arrived(batchId);
    } catch (error) {
      // Whether it arrived before the line broke is not known: it is looked for before it is sent again.
      files.set(id, { ...kept, mayBeThere: true });
      broken(id, error);
    }
    startNext();
  };
  const startNext = () => {
    if (pause.lasts()) return;
    const free = AT_ONCE - uploads.among(({ state }) => state === 'sending').length;
    const ready = uploads.among(({ state }) => state === 'waiting' || state === 'held');
    for (const upload of ready.slice(0, Math.max(0, free))) void run(upload);
  };
  const again = (wanted: (upload: Upload) => boolean) => {
    for (const { id } of uploads.among(wanted))
      uploads.patch(id, { state: 'waiting', error: null });
    startNext();
  };

  return {
    add: (batchId, added, mayBeThere) => {
      uploads.add(
        added.map((file): Upload => {
          const id = newId();
          files.set(id, { file, mayBeThere });
          const { name: fileName, size: byteSize } = file;
          return { id, batchId, fileName, byteSize, sentBytes: 0, state: 'waiting', error: null };
        }),
      );
      startNext();
    },
    retry: (id) => again((upload) => upload.id === id),
    retryAll: (batchId) =>
      again((upload) => upload.batchId === batchId && upload.state === 'failed'),
    forget: (id) => {
      files.delete(id);
      uploads.remove(id);
    },
    subscribe: uploads.subscribe,
    uploads: uploads.shown,
    onSent: (listener) => {
      sentListeners.push(listener);
    },
  };
}

/** The files in the order they were added, and who wants to know of a change. */
function createUploads() {
  const uploads = new Map<string, Upload>();
  const listeners = new Set<() => void>();
  let shown: readonly Upload[] = [];
  const tell = () => {
    shown = [...uploads.values()];
    for (const listener of listeners) listener();
  };
  return {
    shown: () => shown,
    among: (wanted: (upload: Upload) => boolean) => [...uploads.values()].filter(wanted),
    add: (added: readonly Upload[]) => {
      for (const upload of added) uploads.set(upload.id, upload);
      tell();
    },
    patch: (id: string, change: Partial<Upload>) => {
      const upload = uploads.get(id);
      if (upload === undefined) return;
      uploads.set(id, { ...upload, ...change });
      tell();
    },
    remove: (id: string) => {
      uploads.delete(id);
      tell();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Nothing is tried for a while, longer each time until something succeeds. */
function createPause(after: Deps['after'], over: () => void) {
  let nextMs = FIRST_PAUSE_MS;
  let lasting = false;
  return {
    lasts: () => lasting,
    reset: () => {
      nextMs = FIRST_PAUSE_MS;
    },
    begin: () => {
      if (lasting) return;
      lasting = true;
      after(nextMs, () => {
        lasting = false;
        over();
      });
      nextMs = Math.min(nextMs * 2, LONGEST_PAUSE_MS);
    },
  };
}
