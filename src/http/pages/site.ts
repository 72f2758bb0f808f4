import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendCacheable } from '../cacheable.ts';
import { compressAnswer, preferredEncoding } from '../compression.ts';
import { type Site, type SiteFile, type SiteSettings, sitePolicy } from './built-site.ts';
import { redirectFinalSlash } from './final-slash.ts';

/** The pages of the site and their files. `framedBy` lists the origins that may show `/cadre` in a frame. */
export function siteRoutes(
  app: FastifyInstance,
  { pages, files }: Site,
  settings: SiteSettings,
  framedBy: readonly string[],
): void {
  const policy = sitePolicy(settings);
  const framePolicy = sitePolicy(settings, framedBy);
  for (const [path, name] of PATHS) {
    const html = pages.get(name);
    if (html === undefined) throw new Error(`dist/web n’a pas ${name}.html : lancez « npm run build »`);
    app.get(path, { onSend: compressAnswer }, (request, reply) => {
      const isFrame = name === 'cadre';
      reply.header('content-security-policy', isFrame ? framePolicy : policy);
      if (isFrame && framedBy.length > 0) reply.removeHeader('x-frame-options');
      sendCacheable(request, reply, 'text/html; charset=utf-8', html);
    });
    if (path !== '/') redirectFinalSlash(app, path);
  }
  app.addHook('onListen', () => {
    // All files are read shortly after the start: a new build that replaces them then does not affect this server.
    setTimeout(() => files.forEach((file) => void file()), READ_AFTER).unref();
  });
  for (const [path, file] of files) app.get(path, (request, reply) => sendFile(request, reply, path, file()));
}

/** Answers 404 with a page when a browser asked for a page that does not exist; returns false for other clients. */
export function sendMissingPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { pages }: Site,
  settings: SiteSettings,
): boolean {
  const html = pages.get('introuvable');
  const isForPerson = request.method === 'GET' && /\btext\/html\b/.test(request.headers.accept ?? '');
  if (html === undefined || !isForPerson) return false;
  reply
    .code(404)
    .headers({ 'content-security-policy': sitePolicy(settings), 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(html);
  return true;
}

/** The path of each page. A page about one item reads its id from its own address. */
const PATHS: ReadonlyMap<string, string> = new Map([
  ['/', 'index'],
  ['/quartiers', 'quartiers'],
  ['/quartiers/:id', 'quartier'],
  ['/evolution', 'evolution'],
  ['/reponses/:reference', 'reponse'],
  ['/verifier', 'verifier'],
  ['/cadre', 'cadre'],
  ['/mentions-legales', 'mentions-legales'],
  ['/confidentialite', 'confidentialite'],
  ['/accessibilite', 'accessibilite'],
]);

const WORKER_POLICY = "default-src 'none'; connect-src 'self'";

/** In milliseconds. */
const READ_AFTER = 1000;

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  { type, plain, br, gzip }: SiteFile,
): void {
  // A file under /assets has a hash of its content in its name; the others keep theirs.
  const life = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';
  const vary = reply.getHeader('vary');
  const accepted = preferredEncoding(request.headers['accept-encoding'] ?? '');
  const body = (accepted === 'br' ? br : accepted === 'gzip' ? gzip : null) ?? plain;
  if (body !== plain) reply.header('content-encoding', accepted);
  // The worker of the map has the policy of its own file, and requests tiles of addresses.
  if (path.includes('worker')) reply.header('content-security-policy', WORKER_POLICY);
  reply
    .headers({
      // A page in an isolated frame has no origin: without this it could not even load what says so.
      'access-control-allow-origin': '*',
      'cache-control': life,
      vary: vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding',
    })
    .type(type)
    .send(body);
}
