import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { SCHEME } from '../../questions/adulte-relais.ts';
import { refuseQuery } from '../../questions/query.ts';
import { answerAndRecord } from '../../questions/record.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

/** `POST /v1/adulte-relais`: each requirement of the contract, then the verdict. */
export function adulteRelaisRoute(app: FastifyInstance, loaded: Loaded): void {
  if (!loaded.rulebook.schemes.has(SCHEME))
    throw new Error(`data/rules n’a pas le dispositif ${SCHEME}, que demande POST /v1/adulte-relais`);

  app.post('/v1/adulte-relais', (request) => {
    refuseQuery(request.query as string);
    return answerAndRecord('adulte-relais', request.body, loaded, () => readIdempotencyKey(request.headers));
  });
}
