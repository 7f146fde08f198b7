import { connect } from 'node:net';

export type PingAnswer = 'ready' | 'starting' | 'silent';

const PROTOCOL_3 = 196_608;
const CANNOT_CONNECT_NOW = /C57P03\0/;

/**
 * Opens a real connection and goes as far as the server's question for a password, which it asks only
 * once it takes connections. Spoken by hand because the driver belongs to the ledger.
 */
export function pingPostgres(socketFolder: string, timeoutMs = 2_000): Promise<PingAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ path: `${socketFolder}/.s.PGSQL.5432`, timeout: timeoutMs });
    const end = (answer: PingAnswer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write(startupMessage('yoshin', 'yoshin')));
    socket.once('data', (reply: Buffer) => {
      const text = reply.toString('latin1');
      if (text.startsWith('R')) end('ready');
      else end(text.startsWith('E') && CANNOT_CONNECT_NOW.test(text) ? 'starting' : 'silent');
    });
    socket.once('timeout', () => end('silent'));
    socket.once('error', () => end('silent'));
    socket.once('close', () => end('silent'));
  });
}

function startupMessage(user: string, database: string): Buffer {
  const settings = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + settings.length, 0);
  head.writeInt32BE(PROTOCOL_3, 4);
  return Buffer.concat([head, settings]);
}
