import { startIsolate } from '../../workers/engines/isolate.ts';

/** Starts a child that never returns, says its pid, and waits to be killed. */
const isolate = startIsolate({
  entry: new URL('./misbehaving-reader.ts', import.meta.url),
  maxRssBytes: 2 ** 40,
});
void isolate.ask({ kind: 'classify', image: 'hang' }, 600_000);
process.stdout.write(`${isolate.pid}\n`);
