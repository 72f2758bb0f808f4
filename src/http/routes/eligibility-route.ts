import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { answerEligibility, readEligibility } from '../../questions/eligibility.ts';
import { refuseQuery } from '../../questions/query.ts';
import { withRecord } from '../../questions/record.ts';

/** `POST /v1/eligibility`: the situation of a place and the verdict of each scheme. */
export function eligibilityRoute(app: FastifyInstance, loaded: Loaded): void {
  app.post('/v1/eligibility', async (request) => {
    refuseQuery(request.query as string);
    const question = readEligibility(request.body, loaded.rulebook);
    return withRecord(question, await answerEligibility(question, loaded), loaded);
  });
}
