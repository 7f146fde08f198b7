import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const Line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), databaseUrl: z.string() }),
  z.object({ kind: z.literal('refused'), code: z.string(), reason: z.string() }),
]);
type Line = z.infer<typeof Line>;

export type ServicesProcess = Readonly<{
  child: ChildProcess;
  /** The next thing it says, or `undefined` when it ends without another word. */
  next(): Promise<Line | undefined>;
  end(signal: NodeJS.Signals): Promise<void>;
}>;

/** Opens the services of a data folder in another process, which can then be killed; `before` it, a wrapper. */
export function startServicesProcess(
  dataFolder: string,
  how: 'open' | 'join' = 'open',
  { uid, gid, before = [] }: { uid?: number; gid?: number; before?: string[] } = {},
): ServicesProcess {
  const program = fileURLToPath(new URL('./holder.ts', import.meta.url));
  const [first = '', ...others] = [...before, process.execPath, program, dataFolder, how];
  const child = spawn(first, others, {
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    next: async () => {
      const { value, done } = await lines.next();
      return done ? undefined : Line.parse(JSON.parse(value));
    },
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
