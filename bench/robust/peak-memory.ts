import { readFileSync } from 'node:fs';
import { childrenOf } from '../../test/support/processes.ts';

/** Megabytes: the highest the program itself, a decoder and a reader were while one file was on its way. */
export type Peaks = Readonly<{ mainMb: number; decoderMb: number; readerMb: number }>;
export type PeakMemory = Readonly<{ begin(): void; end(): Peaks; close(): Promise<void> }>;

const EVERY_MS = 20;

/** A decoder lives for one file, so the kernel's own high-water mark of it is the file's. */
export function watchPeaks(mainPid: () => number | null): PeakMemory {
  let peaks = { mainMb: 0, decoderMb: 0, readerMb: 0 };
  const raise = (part: keyof Peaks, mb: number): void => {
    peaks = { ...peaks, [part]: Math.max(peaks[part], mb) };
  };
  const look = async (): Promise<void> => {
    const main = mainPid();
    if (main === null) return;
    raise('mainMb', residentMb(main, 'VmRSS'));
    for (const pid of await childrenOf(main, 'decode.main')) {
      raise('decoderMb', residentMb(pid, 'VmHWM'));
    }
    for (const pid of await childrenOf(main, 'page-reader.main')) {
      raise('readerMb', residentMb(pid, 'VmRSS'));
    }
  };
  let open = true;
  const loop = async (): Promise<void> => {
    while (open) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  };
  const running = loop();
  return {
    begin: () => {
      peaks = { mainMb: 0, decoderMb: 0, readerMb: 0 };
    },
    end: () => peaks,
    close: async () => {
      open = false;
      await running;
    },
  };
}

function residentMb(pid: number, mark: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Math.round(Number(new RegExp(`${mark}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  } catch {
    // It ended between two looks.
    return 0;
  }
}
