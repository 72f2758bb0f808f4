import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendCacheable } from '../cacheable.ts';
import { compressAnswer, preferredEncoding } from '../compression.ts';
import { type Site, type SiteFile, type SiteSettings, sitePolicy } from './built-site.ts';

/** The pages for people, and what they are made of. `framedBy`: the origins that may show `/cadre` in a frame. */
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
    if (html === undefined) throw new Error(`dist/web has no ${name}.html: npm run build`);
    app.get(path, { onSend: compressAnswer }, (request, reply) => {
      const isFrame = name === 'cadre';
      reply.header('content-security-policy', isFrame ? framePolicy : policy);
      if (isFrame && framedBy.length > 0) reply.removeHeader('x-frame-options');
      sendCacheable(request, reply, 'text/html; charset=utf-8', html);
    });
  }
  app.addHook('onListen', () => {
    // Once the first answers are out: a build that replaces the pages then takes nothing from this server.
    setTimeout(() => files.forEach((file) => void file()), READ_AFTER).unref();
  });
  for (const [path, file] of files) app.get(path, (request, reply) => sendFile(request, reply, path, file()));
}

/** Answers a person who asked for a page that is none with one that leads on; false where a program asked. */
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

/** Where each page is; a page that shows one of many things reads which from its own address. */
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

/** Milliseconds. */
const READ_AFTER = 1000;

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  { type, plain, br, gzip }: SiteFile,
): void {
  // Under /assets a name changes with what it holds; the others keep theirs.
  const life = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';
  const vary = reply.getHeader('vary');
  const accepted = preferredEncoding(request.headers['accept-encoding'] ?? '');
  const body = (accepted === 'br' ? br : accepted === 'gzip' ? gzip : null) ?? plain;
  if (body !== plain) reply.header('content-encoding', accepted);
  reply
    .headers({ 'cache-control': life, vary: vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding' })
    .type(type)
    .send(body);
}
