import { errorCodeOf } from '../api/api-error.ts';

export type Upload = Readonly<{
  id: string;
  batchId: string;
  fileName: string;
  byteSize: number;
  sentBytes: number;
  state: 'waiting' | 'sending' | 'sent' | 'failed';
  error: Error | null;
}>;

/** Files on their way to the server; they keep going while the person looks at another screen. */
export type UploadQueue = Readonly<{
  add: (batchId: string, files: readonly File[]) => void;
  retry: (id: string) => void;
  forget: (id: string) => void;
  subscribe: (listener: () => void) => () => void;
  uploads: () => readonly Upload[];
  onSent: (listener: (batchId: string) => void) => void;
}>;

export type SendFile = (
  batchId: string,
  file: File,
  onProgress: (sentBytes: number) => void,
) => Promise<void>;

type Deps = Readonly<{ newId: () => string; send: SendFile }>;

/** Two at once keep the line busy without starving the page's own requests. */
const AT_ONCE = 2;

export function createUploadQueue({ newId, send }: Deps): UploadQueue {
  let uploads: readonly Upload[] = [];
  const files = new Map<string, File>();
  const listeners = new Set<() => void>();
  const sentListeners: Array<(batchId: string) => void> = [];

  const set = (next: readonly Upload[]) => {
    uploads = next;
    for (const listener of listeners) listener();
  };
  const patch = (id: string, change: Partial<Upload>) =>
    set(uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));

  const run = async (upload: Upload, file: File): Promise<void> => {
    patch(upload.id, { state: 'sending', sentBytes: 0, error: null });
    try {
      const onProgress = (sentBytes: number) => patch(upload.id, { sentBytes });
      await send(upload.batchId, file, onProgress);
      files.delete(upload.id);
      patch(upload.id, { state: 'sent', sentBytes: upload.byteSize });
      for (const listener of sentListeners) listener(upload.batchId);
    } catch (error) {
      // A refusal is shown on the file's own line; a fault of the page carries its cause there too.
      const known = error instanceof Error ? error : new Error(errorCodeOf(error));
      patch(upload.id, { state: 'failed', error: known });
    }
    startNext();
  };

  const startNext = () => {
    const busy = uploads.filter(({ state }) => state === 'sending').length;
    for (const upload of uploads
      .filter(({ state }) => state === 'waiting')
      .slice(0, AT_ONCE - busy)) {
      const file = files.get(upload.id);
      if (file !== undefined) void run(upload, file);
    }
  };

  return {
    add: (batchId, added) => {
      const waiting = added.map((file): Upload => {
        const id = newId();
        files.set(id, file);
        const { name: fileName, size: byteSize } = file;
        return { id, batchId, fileName, byteSize, sentBytes: 0, state: 'waiting', error: null };
      });
      set([...uploads, ...waiting]);
      startNext();
    },
    retry: (id) => {
      patch(id, { state: 'waiting', error: null });
      startNext();
    },
    forget: (id) => {
      files.delete(id);
      set(uploads.filter((upload) => upload.id !== id));
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    uploads: () => uploads,
    onSent: (listener) => {
      sentListeners.push(listener);
    },
  };
}
