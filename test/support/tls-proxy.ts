import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { freePort } from './free-port.ts';

/** The proxy that stands before an API and says, truly or not, that people reach it by https. */
export async function startTlsProxy(port: number) {
  const server = createServer((asked, answered) => {
    const { method, url: path, headers } = asked;
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.0.0.7' };
    const upstream = request(
      { host: '127.0.0.1', port, method, path, headers: { ...headers, ...forwarded } },
      (reply) => {
        answered.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answered);
      },
    );
    upstream.on('error', () => answered.destroy());
    asked.pipe(upstream);
  });
  const own = await freePort();
  server.listen(own, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${own}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
