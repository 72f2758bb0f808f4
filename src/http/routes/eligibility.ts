import type { FastifyInstance } from 'fastify';
import { todayInParis } from '../../day.ts';
import type { Loaded } from '../../load.ts';
import { type Place, situationOf } from '../../situation.ts';
import { verdictsFor } from '../../verdict.ts';
import { readApplication } from '../application.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from '../data-version.ts';
import { echo, Faults } from '../faults.ts';
import { Fields } from '../fields.ts';
import { refuseQuery } from '../query.ts';
import { toSituationBody } from '../situation-json.ts';
import { readWhere } from '../where.ts';

/** `POST /v1/eligibility`: where a place is, and what follows for each scheme. */
export function eligibilityRoute(app: FastifyInstance, loaded: Loaded): void {
  app.post('/v1/eligibility', (request, reply) => {
    refuseQuery(request.query as string);
    const { place, application, date = todayInParis(), schemes, dataVersion } = readQuestion(request.body, loaded);
    const zones = zonesOf(loaded, dataVersion);
    const situation = situationOf(place, date, zones);
    reply;
    return {
      situation: toSituationBody(situation, place),
      verdicts: verdictsFor(situation, application, date, loaded.rulebook, schemes),
      dataVersion: zones.dataVersion,
      rulesVersion: loaded.rulebook.rulesVersion,
    };
  });
}

function readQuestion(body: unknown, { rulebook }: Loaded) {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const where = fields.raw('where');
  const place = readWhere(where, 'where', faults);
  const date = fields.day('date');
  const schemes = readSchemes(fields.raw('schemes'), [...rulebook.schemes.keys()], faults);
  const { application, streetSide } = readApplication(fields.raw('application'), 'application', faults);
  const dataVersion = fields.text('dataVersion', VERSION, VERSION_EXPECTED);
  fields.close();
  if (streetSide !== undefined && place && 'geometry' in place) {
    faults.add(
      'application.streetSide',
      '« streetSide » dit de quel côté de la rue est un point : un tracé le montre.',
    );
  }
  faults.throwIfAny();
  return { place: withSide(place!, streetSide), application, date, schemes, dataVersion };
}

function withSide(place: Place, streetSide: 'inner' | 'outer' | 'unknown' | undefined): Place {
  return 'geometry' in place || streetSide === undefined ? place : { ...place, streetSide };
}

function readSchemes(value: unknown, known: readonly string[], faults: Faults): string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0) {
    faults.add('schemes', '« schemes » : un tableau de dispositifs est attendu ; sans lui, tous sont examinés.');
    return undefined;
  }
  value.slice(0, known.length + 1).forEach((scheme, i) => {
    if (!known.includes(scheme)) {
      faults.add(`schemes[${i}]`, `Le dispositif ${echo(scheme)} est inconnu ; connus : ${known.join(', ')}.`);
    } else if (value.indexOf(scheme) < i) {
      faults.add(`schemes[${i}]`, `Le dispositif ${echo(scheme)} est demandé plusieurs fois.`);
    }
  });
  return value as string[];
}
