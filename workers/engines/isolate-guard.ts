import { Worker } from 'node:worker_threads';

/**
 * Called first in a child process: it ends with its parent, however the parent ended.
 * The watch is a thread of its own, because a decoder stuck in a loop never sees the closed channel.
 */
export function dieWithParent(): void {
  process.once('disconnect', () => process.exit(0));
  // As the parent said it: by now the parent may be gone, and `process.ppid` already somebody else.
  const parent = Number(process.argv[2]);
  const watch = new Worker(
    `const { workerData } = require('node:worker_threads');
     setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 250);`,
    { eval: true, workerData: parent, env: {}, stdin: false },
  );
  watch.unref();
}
