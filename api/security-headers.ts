import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * Nothing from elsewhere, nothing inline, no frame around us. The page writes no <style> at run time; what
 * React sets on elements goes through the DOM, which this policy does not touch.
 */
export async function registerSecurityHeaders(
  app: FastifyInstance,
  options: Readonly<{ secure: boolean }>,
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'blob:', 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: options.secure && { maxAge: 31_536_000, includeSubDomains: false },
  });
}
