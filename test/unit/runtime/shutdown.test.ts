import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createLog } from '../../../runtime/log.ts';
import { createShutdown } from '../../../runtime/shutdown.ts';

const log = createLog('silent');

function host() {
  const signals = new EventEmitter();
  const exited = Promise.withResolvers<number>();
  const exits: number[] = [];
  const exit = (code: number) => {
    exits.push(code);
    exited.resolve(code);
  };
  return { on: signals.on.bind(signals), exit, exits, exited: exited.promise, signals };
}

test('closes what was opened last first, each once, however often it is asked', async () => {
  const closed: string[] = [];
  const shutdown = createShutdown(log);
  for (const service of ['database', 'queue', 'workers']) {
    shutdown.add(service, async () => void closed.push(service));
  }
  expect(await Promise.all([shutdown.run(), shutdown.run()])).toEqual([true, true]);
  expect(closed).toEqual(['workers', 'queue', 'database']);
});

test('a step that fails or hangs does not keep the others from closing', async () => {
  const closed: string[] = [];
  const shutdown = createShutdown(log, 10);
  shutdown.add('database', async () => void closed.push('database'));
  shutdown.add('queue', () => new Promise(() => {}));
  shutdown.add('workers', () => Promise.reject(new Error('no')));
  expect(await shutdown.run()).toBe(false);
  expect(closed).toEqual(['database']);
});

test('a signal closes everything and exits; the exit code tells whether it was clean', async () => {
  const clean = host();
  createShutdown(log).onSignals(clean);
  clean.signals.emit('SIGTERM', 'SIGTERM');
  expect(await clean.exited).toBe(0);

  const failing = host();
  const shutdown = createShutdown(log);
  shutdown.add('queue', () => Promise.reject(new Error('no')));
  shutdown.onSignals(failing);
  failing.signals.emit('SIGINT', 'SIGINT');
  expect(await failing.exited).toBe(1);
});

test('a second signal does not wait', async () => {
  const impatient = host();
  const shutdown = createShutdown(log);
  shutdown.add('queue', () => new Promise(() => {}));
  shutdown.onSignals(impatient);
  impatient.signals.emit('SIGINT', 'SIGINT');
  expect(impatient.exits).toEqual([]);
  impatient.signals.emit('SIGINT', 'SIGINT');
  expect(await impatient.exited).toBe(130);
});
