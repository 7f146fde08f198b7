import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `failed`: it never reached the server. `unheard`: the server did it, and nobody was told. */
export type Break = 'failed' | 'unheard';

export type BreakingWire = Readonly<{
  url: string;
  /** The next statement of this kind is the last that its connection carries. */
  breakAt(statement: RegExp, how: Break): void;
  /** How often it broke. */
  broken(): number;
  close(): Promise<void>;
}>;

const SOCKET = '.s.PGSQL.5432';
/** The server's word that it is done, and ready for the next. */
const DONE = /(COMMIT|UPDATE \d+)Z/;

/** A real line to the real PostgreSQL that can be cut before a statement arrives, or before its answer does. */
export async function openBreakingWire(databaseUrl: string): Promise<BreakingWire> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-wire-'));
  const url = new URL(databaseUrl);
  const upstream = join(decodeURIComponent(url.hostname), SOCKET);
  const state = { statement: null as RegExp | null, how: 'failed' as Break, broken: 0 };
  const lines = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(upstream);
    const cut = (): void => {
      client.destroy();
      database.destroy();
    };
    for (const end of [client, database]) {
      lines.add(end);
      end.on('error', cut).on('close', cut);
    }
    let swallowed: string | null = null;
    const read = messageReader((message, text) => {
      if (state.statement?.test(text) === true) {
        state.statement = null;
        state.broken += 1;
        if (state.how === 'failed') return cut();
        swallowed = '';
      }
      database.write(message);
    });
    client.on('data', read);
    database.on('data', (answer: Buffer) => {
      if (swallowed === null) client.write(answer);
      else {
        swallowed += answer.toString('latin1').replaceAll('\0', '');
        if (DONE.test(swallowed)) cut();
      }
    });
  });
  server.listen(join(folder, SOCKET));
  await once(server, 'listening');
  return {
    url: databaseUrl.replace(/@[^/]+\//, `@${encodeURIComponent(folder)}/`),
    breakAt: (statement, how) => Object.assign(state, { statement, how }),
    broken: () => state.broken,
    close: async () => {
      for (const line of lines) line.destroy();
      server.close();
      await once(server, 'close');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Hands on what a client says message by message, with the SQL of those that carry any. */
function messageReader(hand: (message: Buffer, text: string) => void): (data: Buffer) => void {
  let kept = Buffer.alloc(0);
  let started = false;
  const next = (): Buffer | null => {
    // The first message has no type before its length.
    const head = started ? 1 : 0;
    if (kept.length < head + 4) return null;
    const end = head + kept.readInt32BE(head);
    return kept.length < end ? null : kept.subarray(0, end);
  };
  return (data) => {
    kept = Buffer.concat([kept, data]);
    for (let message = next(); message !== null; message = next()) {
      kept = kept.subarray(message.length);
      hand(message, started ? sqlOf(message) : '');
      started = true;
    }
  };
}

const sqlOf = (message: Buffer): string =>
  ['Q', 'P'].includes(String.fromCharCode(message[0] ?? 0))
    ? message.subarray(5).toString('latin1').replaceAll('\0', '')
    : '';
