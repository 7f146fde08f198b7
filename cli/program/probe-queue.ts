import { openQueues, type Queues } from '../../queue/queues.ts';
import type { Program } from './open-program.ts';

/**
 * Looks into the queue when somebody asks, and not before: the page works, and files are received, while
 * the queue is away.
 */
export function probeQueue({ services, log, shutdown }: Program): Queues['counts'] {
  let opened: Promise<Queues> | undefined;
  shutdown.add('queue probe', async () => {
    const queues = await opened?.catch(() => undefined);
    await queues?.close();
  });
  return async () => {
    opened ??= openQueues(services.queueBackend, log);
    try {
      return await (await opened).counts();
    } catch (error) {
      // What never opened is opened anew for the next who asks; what did open reconnects by itself.
      const failed = opened;
      failed?.catch(() => {
        if (opened === failed) opened = undefined;
      });
      throw error;
    }
  };
}
