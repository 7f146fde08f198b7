import { TransientError } from '../../runtime/errors.ts';
import { InkComparison } from '../../schemas/ink-comparison.ts';
import type { ChosenForm } from '../../schemas/reading.ts';
import {
  ClassifiedPage,
  LookedAt,
  PlacedForm,
  type PlacedPage,
  type ReaderQuestion,
  TimedReading,
} from './reader-messages.ts';
import { openReader, type Reader, type ReaderOptions } from './reader-process.ts';
import type { ImageSource } from './sharp.ts';

export type ReaderPoolOptions = ReaderOptions &
  Readonly<{
    /** Pages read at the same time; each takes a processor core. */
    size: number;
    /** Pages after which a process is replaced, so that nothing can grow for ever. */
    pagesPerProcess?: number;
  }>;

/** Child processes that read pages, off the event loop. A page that breaks its process costs that page only. */
export type ReaderPool = Readonly<{
  classify: (image: ImageSource, signal?: AbortSignal) => Promise<ClassifiedPage>;
  /** The first look: what the page is, or how it lies as the form a person chose, and what on it may be a 個人番号. */
  look: (image: ImageSource, chosen: ChosenForm | null, signal?: AbortSignal) => Promise<LookedAt>;
  /** Lays a page on the form a person chose; `null` where that form is not known any more. */
  place: (
    image: ImageSource,
    chosen: ChosenForm,
    signal?: AbortSignal,
  ) => Promise<PlacedForm | null>;
  read: (image: ImageSource, signal?: AbortSignal) => Promise<TimedReading>;
  /** Reads a page that was classified before, without classifying it again. `other` where the form has gone since. */
  readPlaced: (
    image: ImageSource,
    placed: PlacedForm,
    signal?: AbortSignal,
  ) => Promise<TimedReading>;
  /** What two scans of one form have in common; `null` where the form is not known any more. */
  compare: (
    template: string,
    pages: readonly [PlacedPage, PlacedPage],
    signal?: AbortSignal,
  ) => Promise<InkComparison | null>;
  /** Ends the processes that read nothing now; the next page starts one again. Memory, for a second of time. */
  releaseIdle: () => Promise<void>;
  /** Processes alive now. */
  pids: () => number[];
  /** Ends every process; pages under way or waiting are refused as `reading.stopped`. */
  close: () => Promise<void>;
}>;

type Slot = { reader: Reader | null; pages: number };

const PAGES_PER_PROCESS = 200;

export function createReaderPool(options: ReaderPoolOptions): ReaderPool {
  const slots: Slot[] = Array.from({ length: options.size }, () => ({ reader: null, pages: 0 }));
  const queue = slotQueue(slots);
  const ask = async (question: ReaderQuestion, signal?: AbortSignal): Promise<unknown> => {
    const slot = await queue.take(signal);
    try {
      const reader = await readyReader(slot, options, queue.closed, signal);
      return await reader.ask(question, signal);
    } finally {
      queue.give(slot);
    }
  };
  return {
    classify: async (image, signal) =>
      ClassifiedPage.parse(await ask({ kind: 'classify', image }, signal)),
    look: async (image, chosen, signal) =>
      LookedAt.parse(await ask({ kind: 'look', image, chosen }, signal)),
    place: async (image, chosen, signal) =>
      PlacedForm.nullable().parse(await ask({ kind: 'place', image, chosen }, signal)),
    read: async (image, signal) =>
      TimedReading.parse(await ask({ kind: 'read', image, placed: null }, signal)),
    readPlaced: async (image, placed, signal) =>
      TimedReading.parse(await ask({ kind: 'read', image, placed }, signal)),
    compare: async (template, [first, second], signal) =>
      InkComparison.nullable().parse(
        await ask({ kind: 'compare', template, pages: [first, second] }, signal),
      ),
    releaseIdle: async () => {
      await Promise.all(
        queue.takeFree().map(async (slot) => {
          await slot.reader?.stop();
          slot.reader = null;
          queue.give(slot);
        }),
      );
    },
    pids: () => slots.flatMap(({ reader }) => (reader?.alive() ? [reader.pid] : [])),
    close: async () => {
      queue.close();
      await Promise.all(slots.map(({ reader }) => reader?.stop()));
    },
  };
}

/** The slot's process, replaced where it died or has read its share. */
async function readyReader(
  slot: Slot,
  options: ReaderPoolOptions,
  closed: () => boolean,
  signal: AbortSignal | undefined,
): Promise<Reader> {
  const spent = slot.pages >= (options.pagesPerProcess ?? PAGES_PER_PROCESS);
  if (slot.reader && (spent || !slot.reader.alive())) {
    await slot.reader.stop();
    slot.reader = null;
  }
  if (!slot.reader) {
    // Closing may have come while the old process ended: nothing may start after it.
    if (closed()) throw new TransientError('reading.stopped');
    slot.pages = 0;
    // Kept before it is ready, so that closing the pool ends it too.
    slot.reader = openReader(options);
    await slot.reader.start(signal);
  }
  slot.pages++;
  return slot.reader;
}

type SlotQueue = {
  take: (signal?: AbortSignal) => Promise<Slot>;
  /** All that nobody has now. */
  takeFree: () => Slot[];
  give: (slot: Slot) => void;
  close: () => void;
  closed: () => boolean;
};

type Waiting = { give: (slot: Slot) => void; refuse: (reason: unknown) => void };

/** First come, first served; who waits can give up. */
function slotQueue(slots: readonly Slot[]): SlotQueue {
  const free = [...slots];
  const waiting = new Set<Waiting>();
  const state = { closed: false };
  const wait = (signal?: AbortSignal): Promise<Slot> =>
    new Promise((resolve, reject) => {
      const abandon = (): void => waiter.refuse(signal?.reason);
      const leave = (): void => {
        waiting.delete(waiter);
        signal?.removeEventListener('abort', abandon);
      };
      const waiter: Waiting = {
        give: (slot) => {
          leave();
          resolve(slot);
        },
        refuse: (reason) => {
          leave();
          reject(reason);
        },
      };
      waiting.add(waiter);
      signal?.addEventListener('abort', abandon, { once: true });
    });
  return {
    take: async (signal) => {
      signal?.throwIfAborted();
      if (state.closed) throw new TransientError('reading.stopped');
      return free.pop() ?? (await wait(signal));
    },
    takeFree: () => free.splice(0),
    give: (slot) => {
      const [next] = waiting;
      if (next) next.give(slot);
      else free.push(slot);
    },
    closed: () => state.closed,
    close: () => {
      state.closed = true;
      for (const waiter of waiting) waiter.refuse(new TransientError('reading.stopped'));
    },
  };
}
