import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendNotFound } from './error-handler.ts';

const FOREVER = 'public, max-age=31536000, immutable';

/** Serves the built page. An address of the page's own router is answered with the page. */
export async function registerStaticPage(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    cacheControl: false,
    dotfiles: 'deny',
    setHeaders: (reply, path) => {
      // Built assets carry their hash in their name.
      const named = /[\\/]assets[\\/]/.test(path.slice(folder.length));
      reply.header('cache-control', named ? FOREVER : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    if (isNavigation(request)) return reply.code(200).sendFile('index.html');
    return sendNotFound(request, reply);
  });
}

/** Somebody opened an address in the browser; a missing script or an unknown API call is something else. */
function isNavigation(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? '';
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (path === '/api' || path.startsWith('/api/') || /\.[a-z0-9]+$/i.test(path)) return false;
  return request.headers.accept?.includes('text/html') ?? false;
}
