import { type Footprint, footprintCentre } from '../geo/footprint.ts';
import type { MultiPolygon, Position } from '../geo/polygon.ts';
import { type Problem, type ProblemKind, ringProblems } from '../geo/repair.ts';
import { isExchanged } from '../zones/france.ts';
import type { Faults } from './faults.ts';
import { Fields } from './fields.ts';

/**
 * Reads a GeoJSON geometry (WGS84 longitude, latitude): valid rings, at most 2 000 positions, at most 5 km across.
 * Returns null after a fault. A message never repeats a coordinate.
 */
export function readFootprint(value: unknown, path: string, faults: Faults): Footprint | null {
  const fields = new Fields(value, path, faults);
  const type = fields.oneOf('type', ['Polygon', 'MultiPolygon', 'LineString']);
  const coordinates = fields.raw('coordinates');
  fields.close();
  if (type === undefined) {
    if (fields.raw('type') === undefined && fields.isObject) {
      faults.add(`${path}.type`, '« type » manque : Polygon, MultiPolygon ou LineString est attendu.');
    }
    return null;
  }
  const reader = new Coordinates(faults);
  const read = reader.read(coordinates, DEPTHS[type], `${path}.coordinates`);
  if (read === null) return null;
  const footprint = { type, coordinates: read } as Footprint;
  return isSound(footprint, `${path}.coordinates`, faults) ? footprint : null;
}

/** The depth of the arrays around a position. */
const DEPTHS = { LineString: 1, Polygon: 2, MultiPolygon: 3 } as const;
/** Some computations take a time that grows with the square of this number: half a second for 2 000. */
const MOST_POSITIONS = 2_000;
/** The most problems listed for one shape. */
const MOST_PROBLEMS = 20;
/**
 * In metres, from the middle of the footprint's bounding box to its corners. A place is a building, a plot or a street.
 */
const LARGEST_RADIUS = 2_500;

type Nested = Position | readonly Nested[];

/** Reads nested arrays of positions, up to the first fault. */
class Coordinates {
  readonly #faults: Faults;
  #count = 0;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  read(value: unknown, depth: number, path: string): Nested | null {
    if (depth === 0) return this.#position(value, path);
    if (!Array.isArray(value) || value.length === 0) {
      return this.#refuse(path, `un tableau ${depth === 1 ? 'de positions' : 'de tableaux de positions'} est attendu.`);
    }
    const read: Nested[] = [];
    for (let i = 0; i < value.length; i++) {
      const item = this.read(value[i], depth - 1, `${path}[${i}]`);
      if (item === null) return null;
      read.push(item);
    }
    return read;
  }

  #position(value: unknown, path: string): Position | null {
    if (++this.#count > MOST_POSITIONS) {
      return this.#refuse(path, `le tracé compte plus de ${MOST_POSITIONS} positions ; simplifiez-le.`);
    }
    const [lon, lat, altitude] = Array.isArray(value) ? value : [];
    // RFC 7946, section 3.1.1: a third number is an altitude. It is ignored here, but the signature of a proof covers
    // it.
    const isPair = Array.isArray(value) && (value.length === 2 || (value.length === 3 && Number.isFinite(altitude)));
    if (!isPair || typeof lon !== 'number' || typeof lat !== 'number') {
      return this.#refuse(path, 'une position [longitude, latitude] est attendue, en nombres.');
    }
    if (isExchanged(lon, lat)) {
      this.#faults.addExchanged(path, 'Une position s’écrit [longitude, latitude]');
      return null;
    }
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
      return this.#refuse(
        path,
        'une longitude de -180 à 180 puis une latitude de -90 à 90, en degrés WGS84, sont attendues.',
      );
    }
    return [lon, lat];
  }

  #refuse(path: string, expected: string): null {
    this.#faults.add(path, `Tracé invalide : ${expected}`);
    return null;
  }
}

function isSound(footprint: Footprint, path: string, faults: Faults): boolean {
  if (footprint.type === 'LineString') {
    const [first, ...others] = footprint.coordinates;
    if (others.every(([lon, lat]) => lon === first![0] && lat === first![1])) {
      faults.add(path, 'Tracé invalide : une ligne relie au moins deux positions différentes.');
      return false;
    }
  } else {
    const shape: MultiPolygon = footprint.type === 'Polygon' ? [footprint.coordinates] : footprint.coordinates;
    const problems = ringProblems(shape, MOST_PROBLEMS);
    for (const problem of problems) faults.add(ringPath(path, footprint, problem), RING_MESSAGES[problem.kind]);
    if (problems.length > 0) return false;
  }
  if (footprintCentre(footprint).radius > LARGEST_RADIUS) {
    faults.add(path, `Tracé trop étendu : il ne doit pas dépasser ${(2 * LARGEST_RADIUS) / 1000} km de bout en bout.`);
    return false;
  }
  return true;
}

function ringPath(path: string, { type }: Footprint, { part, ring }: Problem): string {
  return type === 'Polygon' ? `${path}[${ring}]` : `${path}[${part}][${ring}]`;
}

const RING_MESSAGES: Readonly<Record<ProblemKind, string>> = {
  empty: 'Tracé invalide : un anneau est vide.',
  'not-finite': 'Tracé invalide : une coordonnée n’est pas un nombre.',
  unclosed: 'Tracé invalide : l’anneau n’est pas fermé ; sa dernière position doit répéter la première.',
  'too-few-positions': 'Tracé invalide : un anneau compte au moins quatre positions, la dernière répétant la première.',
  'zero-area': 'Tracé invalide : l’anneau n’entoure aucune surface.',
  spike: 'Tracé invalide : le contour revient sur lui-même le long d’une même ligne.',
  'shared-edge': 'Tracé invalide : deux côtés se superposent.',
  crossing: 'Tracé invalide : le contour se croise.',
  'misplaced-hole': 'Tracé invalide : un anneau intérieur n’est pas à l’intérieur de son contour.',
  'overlapping-parts': 'Tracé invalide : deux parties se recouvrent.',
};
