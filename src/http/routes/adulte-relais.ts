import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import type { Application } from '../../rules/application.ts';
import { valueInForce } from '../../rules/value.ts';
import { verdictsFor } from '../../verdict.ts';
import { givenOnly } from '../application.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from '../data-version.ts';
import { Faults } from '../faults.ts';
import { Fields } from '../fields.ts';
import { refuseQuery } from '../query.ts';
import { readWhere, situationOfWhere } from '../where.ts';

/** `POST /v1/adulte-relais`: each requirement of the contract one by one, then the verdict. */
export function adulteRelaisRoute(app: FastifyInstance, loaded: Loaded): void {
  const { rulebook } = loaded;
  const scheme = rulebook.schemes.get(SCHEME);
  if (scheme === undefined) throw new Error(`the rulebook has no scheme ${SCHEME}`);

  app.post('/v1/adulte-relais', async (request) => {
    refuseQuery(request.query as string);
    const { where, hiringDate, facts, dataVersion } = readCandidate(request.body);
    const zones = zonesOf(loaded, dataVersion);
    const { situation, told } = await situationOfWhere(where, hiringDate, zones, loaded);
    const judged = (application: Application) =>
      verdictsFor(situation, application, hiringDate, rulebook, [SCHEME])[0]!;
    /** Judged alone, so that what another requirement decides does not hide what is said of this one. */
    const requirement = (code: string, fact: keyof typeof facts) => {
      const { reasons, conditions } = judged(givenOnly({ [fact]: facts[fact] }));
      const messages = [...reasons, ...conditions].filter(
        (one) => one.code === code || one.code.startsWith(`${code}-`),
      );
      return { met: facts[fact] ?? null, messages };
    };
    const byPlace = judged({});
    const threshold = valueInForce(scheme, 'ageThreshold', hiringDate);
    return {
      residence: {
        met: byPlace.verdict === 'review' ? null : byPlace.verdict !== 'no',
        ...told,
        messages: byPlace.reasons,
      },
      age: {
        threshold: threshold?.value ?? null,
        reference: threshold?.reference ?? null,
        ...requirement('age', 'ageConditionMet'),
      },
      employment: requirement('employment', 'withoutEmployment'),
      post: requirement('post', 'postAgreed'),
      verdict: judged(givenOnly(facts)),
      dataVersion: zones.dataVersion,
      rulesVersion: rulebook.rulesVersion,
    };
  });
}

const SCHEME = 'adulte-relais';

function readCandidate(body: unknown) {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const where = readWhere(fields.raw('residence'), 'residence', faults);
  const hiringDate = fields.day('hiringDate');
  if (fields.raw('hiringDate') === undefined) {
    faults.add('hiringDate', '« hiringDate » manque : la date de l’embauche, écrite AAAA-MM-JJ, est attendue.');
  }
  const facts = {
    ageConditionMet: fields.boolean('ageConditionMet'),
    withoutEmployment: fields.boolean('withoutEmployment'),
    postAgreed: fields.boolean('postAgreed'),
  };
  const dataVersion = fields.text('dataVersion', VERSION, VERSION_EXPECTED);
  fields.close();
  faults.throwIfAny();
  return { where: where!, hiringDate: hiringDate!, facts, dataVersion };
}
