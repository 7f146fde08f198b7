import { isIPv4 } from 'node:net';

/** Whether a server listening on this host is reached from its own machine alone. */
export function isLoopbackHost(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIPv4(host) && host.startsWith('127.');
}
