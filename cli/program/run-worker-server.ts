import { buildWorkerServer } from '../../api/worker-server.ts';
import type { Program } from './open-program.ts';

/** Serves the figures of a process without API, where a port is named for them. */
export async function runWorkerServer(program: Program): Promise<string | undefined> {
  const { config, log, shutdown } = program;
  const { host, metricsPort, metricsToken } = config;
  if (metricsPort === undefined) return undefined;
  const server = await buildWorkerServer({ log, operating: { metricsToken } });
  shutdown.add('worker metrics', () => server.close());
  return server.listen({ host, port: metricsPort });
}
