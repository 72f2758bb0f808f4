import type { Place } from '../situation.ts';
import type { Faults } from './faults.ts';
import { CITYCODE, CITYCODE_EXPECTED, Fields, MOST_UNCERTAIN, UNCERTAINTY_EXPECTED } from './fields.ts';
import { readFootprint } from './footprint.ts';
import { faultPosition, isPosition } from './position.ts';
import { Problem } from './problem.ts';

/**
 * Reads the place that a question is about: a point, or a drawn geometry. Null when it holds a fault. Throws a Problem for
 * an address, which this version does not locate.
 */
export function readWhere(value: unknown, path: string, faults: Faults): Place | null {
  if (value === undefined) {
    faults.add(path, `« ${path} » manque : ${ALTERNATIVES}.`);
    return null;
  }
  const fields = new Fields(value, path, faults);
  if (!fields.isObject) return null;
  const point = { lon: fields.raw('lon'), lat: fields.raw('lat') };
  const geometry = fields.raw('geometry');
  const address = fields.raw('address');
  const isPoint = point.lon !== undefined || point.lat !== undefined;
  const given = [isPoint, geometry !== undefined, address !== undefined].filter(Boolean).length;
  if (given !== 1) {
    faults.add(path, `« ${path} » ${given === 0 ? 'ne dit pas où' : 'le dit de plusieurs façons'} : ${ALTERNATIVES}.`);
    return null;
  }
  if (address !== undefined) {
    throw new Problem(
      'not-implemented',
      `La recherche d'adresse n'est pas encore disponible : indiquez « ${path}.lon » et « ${path}.lat », ou « ${path}.geometry ».`,
      {
        errors: [{ path: `${path}.address`, message: 'Une adresse ne peut pas encore être localisée par ce service.' }],
      },
    );
  }
  const uncertainty = fields.number('uncertainty', 0, MOST_UNCERTAIN, UNCERTAINTY_EXPECTED) ?? 0;
  const citycode = fields.text('citycode', CITYCODE, CITYCODE_EXPECTED);
  fields.close();
  if (geometry !== undefined) {
    const footprint = readFootprint(geometry, `${path}.geometry`, faults);
    return footprint && { geometry: footprint, uncertainty, citycode };
  }
  if (!isPosition(point.lon, point.lat)) {
    faultPosition(point.lon, point.lat, `${path}.`, faults);
    return null;
  }
  return { lon: Number(point.lon), lat: Number(point.lat), uncertainty, citycode };
}

const ALTERNATIVES =
  'un point (lon, lat), une adresse (address) ou un tracé (geometry), et un seul des trois, est attendu';
