import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countBacklog } from '../../ledger/backlog.ts';
import { readFigures } from '../../ledger/figures.ts';
import { workersThere } from '../../ledger/worker-processes.ts';
import { childMemory } from '../../runtime/child-memory.ts';
import { errorFields } from '../../runtime/log.ts';
import { WorkerState } from '../../schemas/worker-state.ts';
import type { ServerDeps } from '../deps.ts';
import { type MetricsAccess, refuseStrangers } from './metrics-access.ts';

/** Prometheus text at /metrics: counts, codes and times of the installation; nothing of a person. */
export function registerMetrics(app: FastifyInstance, deps: ServerDeps): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  countRequests(app, registry);
  serveFigures(app, deps, registry, [
    ledgerFigures(registry, deps),
    queueFigures(registry, deps),
    workerFigures(registry, deps),
    childFigures(registry),
  ]);
}

type LogDeps = MetricsAccess & Pick<ServerDeps, 'log'>;

/** What only a process itself knows: its memory and that of its children. The rest one process tells for all. */
export function registerProcessMetrics(app: FastifyInstance, deps: LogDeps): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  serveFigures(app, deps, registry, [childFigures(registry)]);
}

function serveFigures(
  app: FastifyInstance,
  deps: LogDeps,
  registry: Registry,
  collectors: readonly Collect[],
): void {
  app.get('/metrics', { onRequest: refuseStrangers(deps) }, async (_, reply) => {
    // What does not answer is missing in the text, not the text itself: that is when one looks.
    const outcomes = await Promise.allSettled(collectors.map((collect) => collect()));
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      deps.log.warn(errorFields(outcome.reason), 'figures are missing from the metrics');
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function countRequests(app: FastifyInstance, registry: Registry): void {
  const labelNames = ['method', 'route', 'status'] as const;
  const requests = new Counter({
    name: 'yoshin_http_requests_total',
    help: 'HTTP requests answered, by route as declared',
    labelNames,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'yoshin_http_request_seconds',
    help: 'Time until the answer was sent',
    labelNames: ['method', 'route'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const route = routeOptions.url ?? 'unknown';
    requests.inc({ method, route, status: String(reply.statusCode) });
    seconds.observe({ method, route }, reply.elapsedTime / 1000);
  });
}

type Collect = () => Promise<void>;

function ledgerFigures(registry: Registry, { db, clock }: ServerDeps): Collect {
  const gauge = gaugesOf(registry);
  const sheets = gauge('yoshin_sheets', 'Sheets by state', 'state');
  const stages = gauge(
    'yoshin_stage_seconds',
    'Seconds from the event before to the end of a stage, waiting included, over the latest 2000 events',
    ...['stage', 'quantile'],
  );
  const deadLetters = gauge('yoshin_dead_letters', 'Jobs given up and not dealt with', 'queue');
  const leases = gauge('yoshin_leases', 'Sheets somebody is looking at', 'purpose');
  const outbox = gauge('yoshin_outbox_waiting', 'Jobs committed and not yet in the queue');
  const oldest = gauge('yoshin_outbox_oldest_seconds', 'Age of the oldest of them');
  return async () => {
    for (const each of [sheets, stages, deadLetters, leases, outbox, oldest]) each.reset();
    const figures = await readFigures(db, clock.now());
    for (const { state, count } of figures.sheets) sheets.set({ state }, count);
    for (const { queue, count } of figures.deadLetters) deadLetters.set({ queue }, count);
    for (const { purpose, count } of figures.leases) leases.set({ purpose }, count);
    for (const { stage, p50, p95, max } of figures.stages) {
      stages.set({ stage, quantile: '0.5' }, p50);
      stages.set({ stage, quantile: '0.95' }, p95);
      stages.set({ stage, quantile: '1' }, max);
    }
    outbox.set(figures.outbox.waiting);
    oldest.set(figures.outbox.oldestSeconds);
  };
}

function queueFigures(registry: Registry, { operating }: ServerDeps): Collect {
  const jobs = gaugesOf(registry)('yoshin_queue_jobs', 'Jobs in the queue', 'queue', 'state');
  return async () => {
    jobs.reset();
    for (const [queue, counts] of Object.entries(await operating.queueCounts())) {
      for (const [state, count] of Object.entries(counts)) jobs.set({ queue, state }, count);
    }
  };
}

function workerFigures(registry: Registry, { db, operating }: ServerDeps): Collect {
  const gauge = gaugesOf(registry);
  const workers = gauge('yoshin_workers', 'Worker processes of the installation', 'state');
  const memory = gauge(
    'yoshin_worker_free_memory_bytes',
    'Memory a worker could still use',
    ...['host', 'worker'],
  );
  const backlog = gauge('yoshin_backlog', 'Pages and unopened files waiting for the machine');
  const limit = gauge('yoshin_backlog_limit', 'Backlog from which intake refuses files; 0: none');
  return async () => {
    for (const each of [workers, memory, backlog]) each.reset();
    limit.set(operating.maxBacklog);
    for (const state of WorkerState.options) workers.set({ state }, 0);
    for (const { workerId, host, state, freeMemoryBytes } of await workersThere(db)) {
      workers.inc({ state });
      if (freeMemoryBytes !== null) memory.set({ host, worker: workerId }, freeMemoryBytes);
    }
    backlog.set(await countBacklog(db));
  };
}

function childFigures(registry: Registry): Collect {
  const gauge = gaugesOf(registry);
  const bytes = gauge('yoshin_child_memory_bytes', 'Memory of child processes', 'kind');
  const count = gauge('yoshin_child_processes', 'Child processes', 'kind');
  return async () => {
    for (const each of [bytes, count]) each.reset();
    for (const child of await childMemory(process.pid)) {
      bytes.set({ kind: child.kind }, child.bytes);
      count.set({ kind: child.kind }, child.processes);
    }
  };
}

const gaugesOf =
  (registry: Registry) =>
  (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
