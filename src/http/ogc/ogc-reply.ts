import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Format, Link } from '../../ogc/link.ts';
import { sendIfChanged } from '../cacheable.ts';
import type { Page } from '../pages/html-page.ts';

/** A resource of the collections, as JSON and as a page with the same content. */
export interface Resource {
  readonly format: Format;
  /** The media type of its JSON. */
  readonly type: string;
  readonly links: readonly Link[];
  json(): string;
  page(): Page;
  /** The time written in the JSON and in the page. A change of it alone does not make a new answer. */
  readonly timeStamp?: string;
}

/** Sends a resource in the requested format. */
export function sendResource(request: FastifyRequest, reply: FastifyReply, resource: Resource): void {
  const { format, type, links, timeStamp } = resource;
  const vary = reply.getHeader('vary');
  reply.headers({
    'cache-control': 'no-cache',
    'content-language': 'fr',
    link: links.map(writeLink).join(', '),
    vary: vary ? `${vary}, Accept` : 'Accept',
  });
  let body: string;
  if (format === 'html') {
    const { html, policy } = resource.page();
    reply.header('content-security-policy', policy);
    body = html;
  } else body = resource.json();
  const lasting = timeStamp === undefined ? body : body.replace(timeStamp, '');
  // Sent as bytes, so that the content type is not altered: OpenAPI clients look for its exact version parameter.
  const bytes = Buffer.from(body);
  sendIfChanged(request, reply, format === 'html' ? 'text/html; charset=utf-8' : type, bytes, '', Buffer.from(lasting));
}

/** A link of RFC 8288, without its title: titles are French, and headers are ASCII. */
function writeLink({ href, rel, type }: Link): string {
  // Escaped, so that no character of the URL ends the target.
  const target = href.replace(/[<>"\s]/g, encodeURIComponent);
  return `<${target}>; rel="${rel}"${type === undefined ? '' : `; type="${type}"`}`;
}
