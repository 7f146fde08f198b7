import { systemClock } from '../../runtime/clock.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { openHotFolder, watchHotFolder } from '../hot-folder/hot-folder.ts';
import type { Program } from '../program/open-program.ts';
import { runStages } from '../program/run-stages.ts';

export type WatchOptions = Readonly<{
  municipality?: string;
  label?: string;
  /** Seconds. */
  quiet: number;
  enqueueOnly: boolean;
}>;

/** Empties a hot folder until the process is asked to stop. */
export async function watchCommand(
  program: Program,
  folder: string,
  { quiet, enqueueOnly, ...options }: WatchOptions,
  print: (line: string) => void,
): Promise<void> {
  if (!(quiet >= 1 && quiet <= 3_600)) {
    const reason = '--quiet は 1 から 3600 までの秒数です';
    throw new RejectedInputError('input.invalid', { cause: new Error(reason) });
  }
  const more = { ...options, quietMs: quiet * 1_000, now: systemClock.now };
  const hot = await openHotFolder(program, { folder, ...more });
  // A first look before anything is promised: a missing municipality is said here.
  const first = await hot.look().catch((error: unknown) => {
    hot.close();
    throw error;
  });
  if (!enqueueOnly) {
    await runStages(program, (reason) => {
      throw reason;
    });
  }
  const watching = watchHotFolder(hot, program.log);
  program.shutdown.add('hot folder', watching.close);
  print(`${folder} を見ています。読めたものは done/、受け付けられないものは refused/ に移ります。`);
  if (first.standby)
    print('ほかの yoshin が同じフォルダを見ています。それが止まるまで控えています。');
  print('止めるには Ctrl+C を押してください。');
}
