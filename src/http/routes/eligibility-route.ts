import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { refuseQuery } from '../../questions/query.ts';
import { answerAndRecord } from '../../questions/record.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

/** `POST /v1/eligibility`: the situation of a place and the verdict of each scheme. */
export function eligibilityRoute(app: FastifyInstance, loaded: Loaded): void {
  app.post('/v1/eligibility', (request) => {
    refuseQuery(request.query as string);
    return answerAndRecord('eligibility', request.body, loaded, () => readIdempotencyKey(request.headers));
  });
}
