import type { InjectOptions } from 'fastify';
import { multipartOf } from './multipart.ts';

/**
 * Requests that bring about an error of a façade. `first` is one that it answers: unlike our own routes, those take
 * what they do not know for nothing.
 */
export function facadeProvocations(
  path: string,
  method: string,
  status: string,
  first: InjectOptions,
): InjectOptions[] {
  const isFile = path.endsWith('/csv');
  const bodies = (payloads: readonly string[]) => payloads.map((payload) => ({ ...first, payload }));
  switch (`${method} ${status}`) {
    case 'GET 400':
      return [{ ...first, url: path }];
    case 'POST 400':
      return isFile ? [{ ...first, ...multipartOf({ columns: 'a' }) }] : bodies(['{}', '[]', '{']);
    case 'POST 413':
      return isFile
        ? [{ ...first, ...multipartOf({ data: Buffer.alloc(50_000_000, 'a') }) }]
        : bodies([`${' '.repeat(10_000_000)}{}`]);
    case 'POST 415':
      return [{ ...first, headers: { 'content-type': 'text/plain' } }];
    default:
      // 501 and 503: the service that is asked has no geocoder.
      return [first];
  }
}
