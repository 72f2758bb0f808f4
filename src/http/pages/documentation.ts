import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { underBase } from '../base-path.ts';
import { sendCacheable } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';
import { type Site, type SiteSettings, sitePolicy } from './built-site.ts';
import { type DocumentationPage, documentationPages } from './documentation-pages.ts';
import { redirectFinalSlash } from './final-slash.ts';
import { writeHomePage } from './home-page.ts';
import { type Page, writePage } from './html-page.ts';

/**
 * The documentation of the API: `/openapi.yaml`, and the pages of `/docs`, with the header and the style of the site
 * where it is built. Without it, adds a first page that links to them.
 */
export function documentationRoutes(app: FastifyInstance, { site, settings, basePath }: DocumentationOptions): void {
  const description = readFileSync(PATH, 'utf8').replace(/^( {2}- url: )\/$/m, `$1${basePath || '/'}`);
  let pages: ReadonlyMap<string, Page> | undefined;

  app.get('/openapi.yaml', { onSend: compressAnswer }, (request, reply) =>
    sendCacheable(request, reply, 'application/yaml; charset=utf-8', description),
  );

  const send = (request: FastifyRequest, reply: FastifyReply) => {
    // Built on the first request: parsing the description takes longer than the whole start.
    pages ??= new Map([...documentationPages(description, site !== null)].map(([path, page]) => [path, framed(page)]));
    const { use } = request.params as { use?: string };
    const page = pages.get(use === undefined ? '/docs' : `/docs/${use}`);
    if (page === undefined) return reply.callNotFound();
    reply.header('content-security-policy', page.policy);
    sendCacheable(request, reply, HTML, page.html);
  };
  const framed = ({ title, body }: DocumentationPage): Page => {
    const template = site?.pages.get('docs');
    if (template === undefined || settings === null) {
      const { html, policy } = writePage(`${title} – Périmètre`, `<main>${body}</main>`);
      return { html: underBase(html, basePath), policy };
    }
    const html = template.replace('<!-- title -->', title).replace('<!-- content -->', () => underBase(body, basePath));
    return { html, policy: sitePolicy(settings) };
  };
  app.get('/docs', { onSend: compressAnswer }, send);
  app.get('/docs/:use', { onSend: compressAnswer }, send);
  redirectFinalSlash(app, '/docs');
  redirectFinalSlash(app, '/docs/:use');

  if (site !== null) return;
  const home = writeHomePage();
  app.get('/', { onSend: compressAnswer }, (request, reply) => {
    reply.header('content-security-policy', home.policy);
    sendCacheable(request, reply, HTML, underBase(home.html, basePath));
  });
}

interface DocumentationOptions {
  /** The built site; null without one. */
  readonly site: Site | null;
  readonly settings: SiteSettings | null;
  readonly basePath: string;
}

const PATH = join(import.meta.dirname, '..', '..', '..', 'openapi.yaml');
const HTML = 'text/html; charset=utf-8';
