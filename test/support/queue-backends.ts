import type { QueueBackend } from '../../runtime/services/services.ts';
import { createTestDatabase } from './postgres.ts';
import { startTestRedis } from './redis.ts';

export type OpenedBackend = Readonly<{
  backend: QueueBackend;
  interrupt(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}>;

/** The queue suite runs on both: `describe.each(QUEUE_BACKENDS)('… on $kind', …)`. */
export const QUEUE_BACKENDS: readonly {
  kind: QueueBackend['kind'];
  open(): Promise<OpenedBackend>;
}[] = [
  {
    kind: 'postgres',
    open: async () => {
      const { url, interrupt, resume, drop } = await createTestDatabase('queue');
      return { backend: { kind: 'postgres', url }, interrupt, resume, close: drop };
    },
  },
  {
    kind: 'redis',
    open: async () => {
      const { url, crash, restart, stop } = await startTestRedis();
      return { backend: { kind: 'redis', url }, interrupt: crash, resume: restart, close: stop };
    },
  },
];
