import cliProgress from 'cli-progress';

export type Progress = Readonly<{
  show(state: { done: number; total: number; files: number }): void;
  stop(): void;
}>;

const READING = '読取 {bar} {value}/{total} 枚  {eta_formatted}  (分解待ちファイル {files})';

/** Nothing has come yet, or nothing comes any more: then there is no telling. */
const timeLeft = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return '残り時間は計算中';
  return seconds < 90 ? `残り約${seconds}秒` : `残り約${Math.round(seconds / 60)}分`;
};

/** A bar where somebody looks; now and then a line where output goes to a file. */
export function startProgress(format: string = READING): Progress {
  const bar = new cliProgress.SingleBar(
    {
      format,
      formatTime: timeLeft,
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 5_000,
      hideCursor: true,
      clearOnComplete: false,
    },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    show: ({ done, total, files }) => {
      if (!started) bar.start(total, done, { files });
      started = true;
      bar.setTotal(total);
      bar.update(done, { files });
    },
    stop: () => bar.stop(),
  };
}
