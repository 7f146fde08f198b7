import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** For a load balancer, not for a person. */
export const operatingApi = {
  /** Database, queue and object store answer, and reading runs here or elsewhere. Otherwise 503 with the code of what is missing. */
  ready: endpoint('GET', '/api/ready', null, {
    reply: z.strictObject({
      status: z.literal('ready'),
      reading: z.enum(['here', 'elsewhere']),
      /** Worker processes of the installation, wherever they run. Short of memory, one takes no new job. */
      workers: z.strictObject({ working: z.int(), shortOfMemory: z.int() }),
    }),
  }),
};
