import type { InjectOptions } from 'fastify';
import { multipartOf } from './multipart.ts';

/**
 * Requests that cause an error of an imitated service. `first` is one without an error: unlike our own routes, these
 * ignore unknown parameters.
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
      // 501 and 503 come from a service without a geocoder.
      return [first];
  }
}
