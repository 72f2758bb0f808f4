import { setImmediate } from 'node:timers/promises';
import { communesOfFrance, todaysCitycode } from '../../address/communes-of-france.ts';
import { todayInParis } from '../../french/day.ts';
import type { Loaded } from '../../load.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from '../../questions/data-version.ts';
import { Faults } from '../../questions/faults.ts';
import { Fields, UNCERTAINTY_EXPECTED } from '../../questions/fields.ts';
import { faultPosition, isPosition } from '../../questions/position.ts';
import { Problem } from '../../questions/problem.ts';
import { MOST_PREFETCHED } from '../../situation/lookup.ts';
import { MOST_UNCERTAIN } from '../../situation/place.ts';
import { lookupsOn } from './lookups.ts';
import { PointAnswers } from './point-answers.ts';

/**
 * Answers `POST /v1/lookup` in JSON: the short answers of up to 10 000 points, in the order of the request, as the
 * bytes to send. It pauses after each thousand, so that other requests are served.
 */
export async function answerPoints(loaded: Loaded, body: unknown): Promise<Buffer> {
  const { points, date = todayInParis(), uncertainty, dataVersion } = readPoints(body);
  const { lookup } = lookupsOn(zonesOf(loaded, dataVersion), date);
  const generation = JSON.stringify(lookup.usualGeneration);
  const version = JSON.stringify(lookup.dataVersion);
  const head = `{"date":"${date}","generation":${generation},"dataVersion":${version},"results":[`;
  const answers = new PointAnswers(head, points.length);
  for (let from = 0; from < points.length; from += MOST_PREFETCHED) {
    if (from > 0) await setImmediate();
    const to = Math.min(points.length, from + MOST_PREFETCHED);
    for (let i = from; i < to; i++) {
      lons[i - from] = points[i]!.lon;
      lats[i - from] = points[i]!.lat;
    }
    lookup.prefetch(lons, lats, to - from);
    for (let i = from; i < to; i++) {
      const point = points[i]!;
      lookup.at(point.lon, point.lat, point.uncertainty ?? uncertainty, todaysCitycode(point.citycode));
      answers.add(lookup, point.id, i === 0);
    }
  }
  return answers.end(']}');
}

/**
 * The positions of one thousand points. No pause comes between writing and reading them, so requests can share them.
 */
const lons = new Float64Array(MOST_PREFETCHED);
const lats = new Float64Array(MOST_PREFETCHED);

interface Point {
  readonly id?: string | number;
  readonly lon: number;
  readonly lat: number;
  readonly citycode?: string;
  readonly uncertainty?: number;
}

interface PointsQuestion {
  readonly points: readonly Point[];
  readonly date: string | undefined;
  /** In metres, for points without their own. */
  readonly uncertainty: number;
  readonly dataVersion: string | undefined;
}

const MOST_POINTS = 10_000;
const LONGEST_ID = 200;

function readPoints(body: unknown): PointsQuestion {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const date = fields.day('date');
  const uncertainty = fields.number('uncertainty', 0, MOST_UNCERTAIN, UNCERTAINTY_EXPECTED) ?? 0;
  const points = fields.raw('points');
  const dataVersion = fields.text('dataVersion', VERSION, VERSION_EXPECTED);
  fields.close();
  if (!Array.isArray(points)) {
    faults.add('points', '« points » : un tableau de points est attendu.');
  } else if (points.length > MOST_POINTS) {
    throw new Problem(
      'too-many-points',
      `« points » compte ${points.length} points, au plus ${MOST_POINTS} sont acceptés : envoyez-les en ` +
        'plusieurs fois, ou en text/csv.',
    );
  } else {
    for (let i = 0; i < points.length; i++) {
      if (!isPoint(points[i])) faultPoint(points[i], `points[${i}]`, faults);
    }
  }
  faults.throwIfAny();
  return { points: points as Point[], date, uncertainty, dataVersion };
}

/** Whether a point has no fault. Checked by hand, since a request has up to 10 000. */
function isPoint(value: unknown): value is Point {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in value) {
    if (name !== 'lon' && name !== 'lat' && name !== 'id' && name !== 'citycode' && name !== 'uncertainty')
      return false;
  }
  const { id, lon, lat, citycode, uncertainty } = value as Record<string, unknown>;
  return (
    isPosition(lon, lat) &&
    (id === undefined || isId(id)) &&
    (citycode === undefined || (typeof citycode === 'string' && communesOfFrance().has(citycode))) &&
    (uncertainty === undefined ||
      (typeof uncertainty === 'number' && uncertainty >= 0 && uncertainty <= MOST_UNCERTAIN))
  );
}

function isId(id: unknown): boolean {
  return typeof id === 'string' ? id.length <= LONGEST_ID : typeof id === 'number';
}

/** Adds the faults of a point that `isPoint` refuses. */
function faultPoint(value: unknown, path: string, faults: Faults): void {
  const fields = new Fields(value, path, faults);
  if (!fields.isObject) return;
  const id = fields.raw('id');
  if (id !== undefined && !isId(id)) {
    faults.add(`${path}.id`, `« id » : un texte d’au plus ${LONGEST_ID} caractères, ou un nombre, est attendu.`);
  }
  const [lon, lat] = [fields.raw('lon'), fields.raw('lat')];
  if (!isPosition(lon, lat)) faultPosition(lon, lat, `${path}.`, faults);
  fields.commune('citycode');
  fields.number('uncertainty', 0, MOST_UNCERTAIN, UNCERTAINTY_EXPECTED);
  fields.close();
}
