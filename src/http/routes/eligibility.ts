import type { FastifyInstance } from 'fastify';
import type { AddressSituation } from '../../address-situation.ts';
import { todayInParis } from '../../day.ts';
import type { Loaded } from '../../load.ts';
import type { Application } from '../../rules/application.ts';
import { verdictsFor } from '../../verdict.ts';
import { readApplication } from '../application.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from '../data-version.ts';
import { echo, Faults } from '../faults.ts';
import { Fields } from '../fields.ts';
import { refuseQuery } from '../query.ts';
import { readWhere, situationOfWhere } from '../where.ts';

/** `POST /v1/eligibility`: where a place is, and what follows for each scheme. */
export function eligibilityRoute(app: FastifyInstance, loaded: Loaded): void {
  app.post('/v1/eligibility', async (request) => {
    refuseQuery(request.query as string);
    const question = readQuestion(request.body, loaded);
    const { where, application, streetSide, date = todayInParis(), schemes, dataVersion } = question;
    const zones = zonesOf(loaded, dataVersion);
    const { situation, told, found } = await situationOfWhere(where, date, zones, loaded, streetSide);
    const facts = found ? withLimitStreet(application, found) : application;
    return {
      ...told,
      verdicts: verdictsFor(situation, facts, date, loaded.rulebook, schemes),
      dataVersion: zones.dataVersion,
      rulesVersion: loaded.rulebook.rulesVersion,
    };
  });
}

function readQuestion(body: unknown, { rulebook }: Loaded) {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const where = readWhere(fields.raw('where'), 'where', faults);
  const date = fields.day('date');
  const schemes = readSchemes(fields.raw('schemes'), [...rulebook.schemes.keys()], faults);
  const { application, streetSide } = readApplication(fields.raw('application'), 'application', faults);
  const dataVersion = fields.text('dataVersion', VERSION, VERSION_EXPECTED);
  fields.close();
  if (streetSide !== undefined && where && 'geometry' in where) {
    faults.add(
      'application.streetSide',
      '« streetSide » dit de quel côté de la rue est un point : un tracé le montre.',
    );
  }
  faults.throwIfAny();
  return { where: where!, application, streetSide, date, schemes, dataVersion };
}

/** What the data shows of the street is a fact of the application, unless the applicant states it. */
export function withLimitStreet(application: Application, { isOnLimitStreet }: AddressSituation): Application {
  return isOnLimitStreet && application.addressOnLimitStreet === undefined
    ? { ...application, addressOnLimitStreet: true }
    : application;
}

function readSchemes(value: unknown, known: readonly string[], faults: Faults): string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0) {
    faults.add('schemes', '« schemes » : un tableau de dispositifs est attendu ; sans lui, tous sont examinés.');
    return undefined;
  }
  value.slice(0, known.length + 1).forEach((scheme, i) => {
    if (typeof scheme !== 'string') {
      faults.add(
        `schemes[${i}]`,
        `« schemes » : un texte est attendu, le nom d’un dispositif ; reçu : ${echo(scheme)}.`,
      );
    } else if (!known.includes(scheme)) {
      faults.add(`schemes[${i}]`, `Le dispositif ${echo(scheme)} est inconnu ; connus : ${known.join(', ')}.`);
    } else if (value.indexOf(scheme) < i) {
      faults.add(`schemes[${i}]`, `Le dispositif ${echo(scheme)} est demandé plusieurs fois.`);
    }
  });
  return value as string[];
}
