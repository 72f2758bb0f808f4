import { describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import type { MultiPolygon } from '../../src/geo/polygon.ts';
import { type CommuneArea, Communes, possibleCommunes } from '../../src/zones/communes.ts';
import { moved, randomFrom, square, star } from '../shapes.ts';

const MIDDLE = [2.6, 50.5] as const;
/** Two communes side by side, the second outside the agglomeration, and a shape inside the first. */
const west: MultiPolygon = [square(...moved(MIDDLE, -1000, 0), 1000)];
const east: MultiPolygon = [square(...moved(MIDDLE, 1000, 0), 1000)];
const interior: MultiPolygon = [square(...moved(MIDDLE, -1000, 0), 500)];

function communes(isContour: boolean, precision = 0): Communes {
  const area = (citycode: string, agglomeration: boolean, shape: MultiPolygon): CommuneArea => ({
    citycode,
    name: citycode,
    agglomeration,
    shape,
    isContour,
    precision,
  });
  return new Communes(
    [area('62119', true, west), area('62464', false, east)],
    interior,
    isContour,
    400,
    (citycode) => citycode === '62750',
  );
}

function candidates(of: Communes, metresEast: number, uncertainty = 0) {
  const [lon, lat] = moved(MIDDLE, metresEast, 0);
  return of
    .candidatesAt(lon, lat, uncertainty)
    .map(({ citycode, inAgglomeration }) => `${citycode} ${inAgglomeration}`);
}

describe('contours', () => {
  it('decide the commune', () => {
    expect(candidates(communes(true), -1000)).toEqual(['62119 true']);
    expect(candidates(communes(true), 1000)).toEqual(['62464 false']);
  });

  it('leave two communes possible near their common limit, within the doubt', () => {
    expect(candidates(communes(true, 5), -4)).toEqual(expect.arrayContaining(['62119 true', '62464 false']));
    expect(candidates(communes(true, 5), -6)).toEqual(['62119 true']);
    expect(candidates(communes(true), -90, 100)).toEqual(expect.arrayContaining(['62119 true', '62464 false']));
  });

  it('identify no commune beyond them: only one outside the agglomeration', () => {
    expect(candidates(communes(true), 5000)).toEqual(['null false']);
  });
});

describe('rectangles', () => {
  it('only exclude communes', () => {
    expect(candidates(communes(false), -1700)).toEqual(['62119 true', 'null true', 'null false']);
    expect(candidates(communes(false), -1000)).toEqual(['62119 true', 'null true']);
    expect(candidates(communes(false), 5000)).toEqual(['null true', 'null false']);
  });
});

describe('a stated commune', () => {
  const stated = (of: Communes, metresEast: number, citycode: string | undefined) => {
    const [lon, lat] = moved(MIDDLE, metresEast, 0);
    const { candidates: found, contradicts } = possibleCommunes(of, lon, lat, 0, citycode);
    return [found.map((c) => `${c.citycode} ${c.inAgglomeration}`), contradicts];
  };

  it('decides where the position allows it', () => {
    expect(stated(communes(false), -1700, '62119')).toEqual([['62119 true'], false]);
    expect(stated(communes(false), -1700, '62750')).toEqual([['62750 true'], false]);
    expect(stated(communes(false), -1700, '62001')).toEqual([['62001 false'], false]);
  });

  it('does not replace the position where it contradicts it', () => {
    expect(stated(communes(true), -1000, '62464')).toEqual([['62119 true', '62464 false'], true]);
    expect(stated(communes(true), -1000, '62001')).toEqual([['62119 true', '62001 false'], true]);
    expect(stated(communes(true), -1000, '62750')).toEqual([['62119 true', '62750 true'], true]);
    // The middle is in the agglomeration, whatever the commune.
    expect(stated(communes(false), -1000, '62001')).toEqual([['62119 true', 'null true', '62001 false'], true]);
  });
});

describe('the side of the limits', () => {
  const sideAt = (of: Communes, metresEast: number, uncertainty = 0) => {
    const [lon, lat] = moved(MIDDLE, metresEast, 0);
    return of.sideOf(lon, lat, uncertainty);
  };

  it('is one number for positions certainly in the same commune, and another elsewhere', () => {
    const of = communes(true);
    expect(sideAt(of, -1000)).toBe(sideAt(of, -400));
    expect(sideAt(of, 1000)).not.toBe(sideAt(of, -1000));
    expect(sideAt(of, 5000)).not.toBe(sideAt(of, 1000));
  });

  it('is -1 within the doubt of a limit, and beyond the reach of the index', () => {
    expect(sideAt(communes(true, 5), 4)).toBe(-1);
    expect(sideAt(communes(true, 5), 6)).toBeGreaterThanOrEqual(0);
    expect(sideAt(communes(true), -90, 100)).toBe(-1);
    expect(sideAt(communes(true), -1000, 500)).toBe(-1);
  });
});

it('the least distance to communes subtracts their precision', () => {
  const [lon, lat] = moved(MIDDLE, 2300, 0);
  expect(communes(true, 20).leastDistance(['62464'], lon, lat, 500)).toBeCloseTo(280, -1);
  expect(communes(true).leastDistance(['62119', '62464'], lon, lat, 500)).toBeCloseTo(300, -1);
  expect(communes(true).leastDistance(['62464'], lon, lat, 290)).toBe(Number.POSITIVE_INFINITY);
  expect(communes(true).leastDistance(['62001'], lon, lat, 500)).toBe(Number.POSITIVE_INFINITY);
});

it('bounding boxes exclude no commune that its limit would include', () => {
  const random = randomFrom(31);
  const areas = Array.from({ length: 30 }, (_, i): CommuneArea => {
    const at = moved(MIDDLE, 8000 * (random() - 0.5), 8000 * (random() - 0.5));
    return {
      ...{
        citycode: `62${100 + i}`,
        name: '',
        agglomeration: i % 4 > 0,
        isContour: i % 3 > 0,
        precision: 10 * (i % 5),
      },
      shape: [[star(random, ...at, 300 + 1500 * random(), 12)]],
    };
  });
  const all = new Communes(areas, interior, true, 400, () => false);
  for (let i = 0; i < 2000; i++) {
    const [lon, lat] = moved(MIDDLE, 12_000 * (random() - 0.5), 12_000 * (random() - 0.5));
    const uncertainty = 10 ** (3 * random()) - 1;
    const distances = areas.map(({ shape, precision }) => ({ distance: boundaryDistance(shape, lon, lat), precision }));
    const container = areas.findIndex(
      ({ isContour, precision }, n) => isContour && distances[n]!.distance <= -uncertainty - precision,
    );
    const possible = areas.filter(
      ({ precision, agglomeration }, n) =>
        distances[n]!.distance <= uncertainty + precision &&
        (agglomeration || boundaryDistance(interior, lon, lat) > -uncertainty),
    );
    const expected = container >= 0 ? [areas[container]!] : possible;
    const found = all.candidatesAt(lon, lat, uncertainty).flatMap(({ citycode }) => citycode ?? []);
    expect(found).toEqual(expected.map(({ citycode }) => citycode));
    const least = Math.min(...distances.map(({ distance, precision }) => distance - precision));
    const codes = areas.map(({ citycode }) => citycode);
    expect(all.leastDistance(codes, lon, lat, 700)).toBe(least <= 700 ? least : Number.POSITIVE_INFINITY);
  }
});

it('gives the names of the known ones', () => {
  expect(communes(true).nameOf('62119')).toBe('62119');
  expect(communes(true).nameOf('62001')).toBeNull();
});
