import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sendCacheable } from '../cacheable.ts';

/**
 * `/robots.txt` and `/favicon.ico`, which crawlers and browsers request by themselves. Crawlers are asked to leave the
 * recorded answers alone, and every route that may have an address or a position in its URL.
 */
export function robotsRoutes(app: FastifyInstance, basePath: string): void {
  const lines = ['User-agent: *', ...DISALLOWED.map((path) => `Disallow: ${basePath}${path}`), ''];
  const robots = lines.join('\n');
  app.get('/robots.txt', (request, reply) => sendCacheable(request, reply, 'text/plain; charset=utf-8', robots));

  let icon: Buffer | undefined;
  app.get('/favicon.ico', (_request, reply) => {
    icon ??= readFileSync(join(import.meta.dirname, 'favicon.ico'));
    return reply.header('cache-control', 'public, max-age=86400').type('image/x-icon').send(icon);
  });
}

const DISALLOWED = [
  ...['/reponses/', '/v1/', '/search', '/reverse', '/geocodage/', '/service/', '/api/', '/referentiel/'],
  // Questions of the first page have their date and their project in the URL.
  '/*?',
];
