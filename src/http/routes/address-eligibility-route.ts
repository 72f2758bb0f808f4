import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { answerAddressEligibility, readAddressEligibility } from '../../questions/address-eligibility.ts';
import { refuseQuery } from '../../questions/query.ts';
import { withRecord } from '../../questions/record.ts';

/** `POST /v1/address-eligibility`: the short form, for a funding form that only has an address. */
export function addressEligibilityRoute(app: FastifyInstance, loaded: Loaded): void {
  app.post('/v1/address-eligibility', async (request) => {
    refuseQuery(request.query as string);
    const question = readAddressEligibility(request.body, loaded.rulebook);
    return withRecord(question, await answerAddressEligibility(question, loaded), loaded);
  });
}
