import type { FastifyInstance } from 'fastify';
import type { AddressSituation, LocatedCandidate } from '../../address-situation.ts';
import { todayInParis } from '../../day.ts';
import type { Loaded } from '../../load.ts';
import type { Situation } from '../../situation.ts';
import { type Verdict, verdictsFor } from '../../verdict.ts';
import { toCandidateBody } from '../address-json.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from '../data-version.ts';
import { echo, Faults } from '../faults.ts';
import { Fields } from '../fields.ts';
import { refuseQuery } from '../query.ts';
import { findAddress, readAddress } from '../where.ts';

/**
 * `POST /v1/address-eligibility`: the short form for a funding form that has an address and nothing else. One scheme gives one
 * `verdict`, none gives the `verdicts` of all; each candidate bears its own.
 */
export function addressEligibilityRoute(app: FastifyInstance, loaded: Loaded): void {
  app.post('/v1/address-eligibility', async (request) => {
    refuseQuery(request.query as string);
    const { where, date = todayInParis(), scheme, dataVersion } = readQuestion(request.body, loaded);
    const zones = zonesOf(loaded, dataVersion);
    const found = await findAddress(where, date, zones, loaded);
    const schemes = scheme === undefined ? undefined : [scheme];
    const judged = (situation: Situation, { isOnLimitStreet }: AddressSituation | LocatedCandidate) => {
      const application = isOnLimitStreet ? { addressOnLimitStreet: true } : {};
      return verdictsFor(situation, application, date, loaded.rulebook, schemes);
    };
    const { tier, certainty, possibleTiers, reasons } = found.situation;
    const [best] = found.candidates;
    const verdicts = judged(found.situation, found);
    return {
      address: best ? toCandidateBody(best.candidate) : null,
      date,
      tier,
      certainty,
      possibleTiers,
      reasons,
      ...(scheme === undefined ? { verdicts } : { verdict: verdicts[0] }),
      candidates: found.candidates.map((located) => {
        const own = judged(located.situation, located).map(short);
        return {
          ...toCandidateBody(located.candidate),
          tier: located.situation.tier,
          certainty: located.situation.certainty,
          zones: located.situation.zones,
          reasons: located.situation.reasons,
          ...(scheme === undefined ? { verdicts: own } : { verdict: own[0] }),
        };
      }),
      dataVersion: zones.dataVersion,
      rulesVersion: loaded.rulebook.rulesVersion,
    };
  });
}

function short({ scheme, verdict, certainty }: Verdict) {
  return { scheme, verdict, certainty };
}

function readQuestion(body: unknown, { rulebook }: Loaded) {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const date = fields.day('date');
  const scheme = fields.raw('scheme');
  const known = [...rulebook.schemes.keys()];
  if (scheme !== undefined && typeof scheme !== 'string') {
    faults.add('scheme', `« scheme » : un texte est attendu, le nom d’un dispositif ; reçu : ${echo(scheme)}.`);
  } else if (scheme !== undefined && !known.includes(scheme)) {
    faults.add('scheme', `Le dispositif ${echo(scheme)} est inconnu ; connus : ${known.join(', ')}.`);
  }
  const dataVersion = fields.text('dataVersion', VERSION, VERSION_EXPECTED);
  const where = readAddress(fields, '', faults);
  faults.throwIfAny();
  return { where: where!, date, scheme: scheme as string | undefined, dataVersion };
}
