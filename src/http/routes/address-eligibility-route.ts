import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { refuseQuery } from '../../questions/query.ts';
import { answerAndRecord } from '../../questions/record.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

/** `POST /v1/address-eligibility`: the short form, for a funding form that only has an address. */
export function addressEligibilityRoute(app: FastifyInstance, loaded: Loaded): void {
  app.post('/v1/address-eligibility', (request) => {
    refuseQuery(request.query as string);
    return answerAndRecord('address-eligibility', request.body, loaded, () => readIdempotencyKey(request.headers));
  });
}
