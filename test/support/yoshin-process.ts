import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export type YoshinProcess = Readonly<{
  /** Until it has printed this; what it printed when it ends before. */
  says(words: string): Promise<void>;
  /** Its exit code after this signal. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}>;

type Env = Readonly<Record<string, string | undefined>>;

/** `yoshin …` as a service manager starts it; killed when the test is over, should it still run. */
export function startYoshin(args: readonly string[], env: Env): YoshinProcess {
  const child = spawn(process.execPath, ['cli/main.ts', ...args], {
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let printed = '';
  let look = (): void => undefined;
  const hear = (text: unknown) => {
    printed += String(text);
    look();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    says: (words) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (printed.includes(words)) resolve();
        };
        void ended.then(() => reject(new Error(`ended without saying ${words}: ${printed}`)));
        look();
      }),
    end: async (signal) => {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}
