import type { FastifyInstance } from 'fastify';
import { withDemoBanner } from '../../french/demo-banner.ts';

/**
 * Marks every answer of a demonstration: `"demo": true` comes first in each JSON object, and each page begins with a
 * banner. The mark is added before an answer is compressed.
 */
export function markDemo(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (typeof payload === 'string' && JSON_TYPE.test(type)) done(null, payload.replace(OBJECT, MEMBER));
    else if (typeof payload === 'string' && type.startsWith('text/html')) done(null, withDemoBanner(payload));
    else done(null, payload);
  });
}

const JSON_TYPE = /^application\/(.+\+)?json\b/;
const OBJECT = /^\s*\{(?=(\s*\})?)/;
const MEMBER = (_: string, empty: string | undefined) => (empty === undefined ? '{"demo":true,' : '{"demo":true');
