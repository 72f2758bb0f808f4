import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { underBase } from '../base-path.ts';
import { sendCacheable } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';
import { redirectFinalSlash } from './final-slash.ts';
import { writeHomePage } from './home-page.ts';
import type { Page } from './html-page.ts';
import { writeReferencePage } from './reference-page.ts';

/**
 * The documentation of the API: `/openapi.yaml` and `/docs`, its HTML page. `withHome` adds a first page that links to
 * them, when the site is not built.
 */
export function documentationRoutes(
  app: FastifyInstance,
  { withHome, basePath }: { readonly withHome: boolean; readonly basePath: string },
): void {
  const description = readFileSync(PATH, 'utf8').replace(/^( {2}- url: )\/$/m, `$1${basePath || '/'}`);
  let reference: Page | undefined;

  app.get('/openapi.yaml', { onSend: compressAnswer }, (request, reply) =>
    sendCacheable(request, reply, 'application/yaml; charset=utf-8', description),
  );

  app.get('/docs', { onSend: compressAnswer }, (request, reply) => {
    // Built on the first request: parsing the description takes longer than the whole start.
    reference ??= writeReferencePage(description);
    reply.header('content-security-policy', reference.policy);
    sendCacheable(request, reply, HTML, underBase(reference.html, basePath));
  });

  redirectFinalSlash(app, '/docs');

  if (!withHome) return;
  const home = writeHomePage();
  app.get('/', { onSend: compressAnswer }, (request, reply) => {
    reply.header('content-security-policy', home.policy);
    sendCacheable(request, reply, HTML, underBase(home.html, basePath));
  });
}

const PATH = join(import.meta.dirname, '..', '..', '..', 'openapi.yaml');
const HTML = 'text/html; charset=utf-8';
