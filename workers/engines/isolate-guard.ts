import { Worker } from 'node:worker_threads';

/**
 * Called first in a child process: it ends with its parent, however the parent ended.
 * The watch is a thread of its own, because a decoder stuck in a loop never sees the closed channel.
 */
export function dieWithParent(): void {
  process.once('disconnect', () => process.exit(0));
  const watch = new Worker(
    `const { workerData } = require('node:worker_threads');
     setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 250);`,
    { eval: true, workerData: process.ppid, env: {}, stdin: false },
  );
  watch.unref();
}
