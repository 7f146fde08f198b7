import { z } from 'zod';

/** A worker that is short of memory finishes what it has and takes nothing new. */
export const WorkerState = z.enum(['working', 'short_of_memory']);
export type WorkerState = z.infer<typeof WorkerState>;
