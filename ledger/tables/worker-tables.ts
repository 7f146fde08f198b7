import type { WorkerState } from '../../schemas/worker-state.ts';

/** The program's own book: a worker process serves every municipality. */
export type WorkerProcesses = {
  workerId: string;
  host: string;
  state: WorkerState;
  freeMemoryBytes: number | null;
  seenAt: Date;
};
