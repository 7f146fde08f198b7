import { createContext, use } from 'react';
import type { Call } from '../api/client.ts';
import type { UploadQueue } from '../intake/upload-queue.ts';
import type { Activity } from './activity.ts';
import type { Confirmation } from './confirmation.ts';

/** What main.tsx makes once and every screen uses. */
export type Services = Readonly<{
  call: Call;
  activity: Activity;
  uploads: UploadQueue;
  /** Asks whoever sits there to show once more that it is them. */
  confirmation: Confirmation;
  /** What the log-in provider sent this browser back with; `null`: nothing. */
  openIdAnswer: string | null;
}>;

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('ServicesContext is provided by main.tsx');
  return services;
}
