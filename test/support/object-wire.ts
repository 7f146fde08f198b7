import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from './free-port.ts';

/** What goes wrong with the next exchange: see `openObjectWire`. */
export type Fault = 'answer lost' | 'answer cut' | 'byte changed';

/** An answer's head, and some of a large body. */
const CUT_AFTER_BYTES = 100_000;
/** Well into a body, far from any header. */
const BODY_BYTES = 10_000;

/** A line to a real object store that spoils exchanges when it is told to, one for each time. */
export async function openObjectWire(upstream: string) {
  const faults: Fault[] = [];
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(upstream);
  const server = createServer((client) => {
    const store = connect(Number(port), hostname);
    let answered = 0;
    let changed = false;
    const cut = () => {
      client.destroy();
      store.destroy();
    };
    for (const end of [client, store]) {
      sockets.add(end);
      end.on('error', cut).on('close', cut);
    }
    client.on('data', (sent: Buffer) => {
      answered = 0;
      const changing = !changed && faults[0] === 'byte changed' && sent.length > BODY_BYTES;
      if (changing) {
        faults.shift();
        changed = true;
      }
      store.write(changing ? sent.with(-1, (sent.at(-1) ?? 0) ^ 1) : sent);
    });
    store.on('data', (answer: Buffer) => {
      answered += answer.length;
      changed = false;
      if (
        faults[0] === 'answer lost' ||
        (faults[0] === 'answer cut' && answered > CUT_AFTER_BYTES)
      ) {
        faults.shift();
        cut();
      } else client.write(answer);
    });
  });
  const own = await freePort();
  server.listen(own, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${own}`,
    spoil: (...next: Fault[]) => void faults.push(...next),
    /** Faults that have not come to pass. */
    left: () => faults.length,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
