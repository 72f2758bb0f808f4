import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Format, Link } from '../../ogc/link.ts';
import { sendIfChanged } from '../cacheable.ts';
import type { Page } from '../pages/html-page.ts';

/** A resource of the collections: its JSON, and the page that says the same. */
export interface Resource {
  readonly format: Format;
  /** The media type of its JSON. */
  readonly type: string;
  readonly links: readonly Link[];
  json(): string;
  page(): Page;
  /** Of the JSON and of the page, what is the hour: it does not make the answer another one. */
  readonly timeStamp?: string;
}

/** Sends a resource in the form asked for. */
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
  // As bytes, the type goes out as it is written: that of OpenAPI has a version that clients look for to the letter.
  const bytes = Buffer.from(body);
  sendIfChanged(request, reply, format === 'html' ? 'text/html; charset=utf-8' : type, bytes, '', Buffer.from(lasting));
}

/** RFC 8288; titles are left out: they are French, and a header is ASCII. */
function writeLink({ href, rel, type }: Link): string {
  // Nothing that is in a URL may end the target.
  const target = href.replace(/[<>"\s]/g, encodeURIComponent);
  return `<${target}>; rel="${rel}"${type === undefined ? '' : `; type="${type}"`}`;
}
