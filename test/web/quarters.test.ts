import { describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import type { MultiPolygon } from '../../src/geo/polygon.ts';
import { shareWithin } from '../../src/web/quarters/area-share.ts';
import { foldedForSearch } from '../../src/web/quarters/folded-text.ts';
import { innerPoint } from '../../src/web/quarters/inner-point.ts';
import type { Quarter } from '../../src/web/quarters/quarter.ts';
import { changeOf, successionOf } from '../../src/web/quarters/succession.ts';
import { randomFrom, rectangle, square, star } from '../shapes.ts';
import { shipped } from '../world.ts';

const [LON, LAT] = [2.6, 50.5];

describe('a point well inside a shape', () => {
  const depthOf = (shape: MultiPolygon) => {
    const point = innerPoint(shape);
    return point === null ? Number.NaN : -boundaryDistance(shape, point[0], point[1]);
  };

  it('is the middle of a square', () => {
    const [lon, lat] = innerPoint([square(LON, LAT, 200)])!;
    expect(lon).toBeCloseTo(LON, 4);
    expect(lat).toBeCloseTo(LAT, 4);
  });

  it('avoids a hole, and is in the largest part', () => {
    const holed: MultiPolygon = [[rectangle(LON, LAT, 200, 200), rectangle(LON, LAT, 100, 100)]];
    expect(depthOf(holed)).toBeGreaterThan(45);
    expect(depthOf([square(LON, LAT, 50), square(LON + 0.01, LAT, 300)])).toBeGreaterThan(290);
  });

  it('is in every quarter of the State, and as deep as a random search finds', () => {
    const random = randomFrom(7);
    for (const { perimeter, box } of shipped.generations.at(-1)!.drawn) {
      const [west, south, east, north] = box;
      let deepest = 0;
      for (let i = 0; i < 300; i++) {
        const [lon, lat] = [west + random() * (east - west), south + random() * (north - south)];
        deepest = Math.max(deepest, -boundaryDistance(perimeter.geometry, lon, lat));
      }
      expect(depthOf(perimeter.geometry)).toBeGreaterThan(deepest * 0.97);
    }
  });

  it('exists in any star', () => {
    for (let seed = 1; seed <= 40; seed++)
      expect(depthOf([[star(randomFrom(seed), LON, LAT, 400, 9)]])).toBeGreaterThan(0);
  });

  it('does not exist in a shape without an inside', () => {
    expect(innerPoint([])).toBeNull();
    expect(
      innerPoint([
        [
          [
            [LON, LAT],
            [LON + 0.01, LAT],
            [LON, LAT],
          ],
        ],
      ]),
    ).toBeNull();
  });
});

describe('the share of a shape that is in others', () => {
  const middle: MultiPolygon = [square(LON, LAT, 200)];

  it('is none, half, all', () => {
    expect(shareWithin(middle, [])).toBe(0);
    expect(shareWithin(middle, [[square(LON + 1, LAT, 200)]])).toBe(0);
    expect(shareWithin(middle, [[[rectangle(LON, LAT + 0.001, 200, 111.2)]]])).toBeCloseTo(0.5, 2);
    expect(shareWithin(middle, [[square(LON, LAT, 300)]])).toBeCloseTo(1, 6);
  });

  it('counts once what two others share, and nothing in a hole', () => {
    expect(shareWithin(middle, [[square(LON, LAT, 100)], [square(LON, LAT, 100)]])).toBeCloseTo(0.25, 2);
    const holed: MultiPolygon = [[rectangle(LON, LAT, 200, 200), rectangle(LON, LAT, 100, 100)]];
    expect(shareWithin(middle, [holed])).toBeCloseTo(0.75, 2);
    expect(shareWithin(holed, [[square(LON, LAT, 100)]])).toBeCloseTo(0, 6);
  });
});

describe('successions', () => {
  const quarter = (id: string, name: string, formerly: string | null = null, kind = 'qpv') =>
    ({ id, name, formerly, kind }) as Quarter;

  it('follow the former code, or an id that continues, and list each quarter once', () => {
    const older = [quarter('QP1', 'A'), quarter('QP2', 'B'), quarter('QP3', 'C'), quarter('QIC-D', 'D', null, 'qic')];
    const newer = [
      quarter('QN1', 'A', 'QP1'),
      quarter('QN2', 'B, autrement dit', 'QP2'),
      quarter('QN4', 'C'),
      quarter('QIC-D', 'D', null, 'qic'),
    ];
    const found = successionOf(older, newer);
    expect(found.map(({ before, after }) => [before?.id ?? null, after?.id ?? null])).toEqual([
      ['QP1', 'QN1'],
      ['QP2', 'QN2'],
      [null, 'QN4'],
      ['QIC-D', 'QIC-D'],
      ['QP3', null],
    ]);
    expect(found.map(changeOf)).toEqual(['kept', 'renamed', 'new', 'kept', 'gone']);
  });
});

describe('a text folded for search', () => {
  it('has no case, no accent, no ligature', () => {
    expect(foldedForSearch('Nœux-les-Mines, Cité «\u00A0Éluard\u00A0»')).toBe('noeux les mines cite eluard');
  });
});
