import { describe, expect, it } from 'vitest';
import { Communes } from '../../src/zones/communes.ts';
import { unloadedZonesAt } from '../../src/zones/coverage.ts';
import type { Coverage } from '../../src/zones/zone.ts';
import { moved, square } from '../shapes.ts';

const MIDDLE = [2.6, 50.5] as const;
const BAND = 300;

/** A commune drawn as a square of 2 km around a middle, and another as a square of 6 km around the first. */
const communes = new Communes(
  [
    {
      citycode: '62119',
      name: 'Dedans',
      agglomeration: true,
      shape: [square(...MIDDLE, 1000)],
      isContour: true,
      precision: 0,
    },
    {
      citycode: '62178',
      name: 'Autour',
      agglomeration: true,
      shape: [[...square(...MIDDLE, 3000), ...square(...MIDDLE, 1000)]],
      isContour: true,
      precision: 0,
    },
  ],
  [square(...MIDDLE, 3000)],
  true,
  400,
  () => false,
);

function at(coverage: Coverage, metresEast: number, uncertainty: number, citycodes: (string | null)[] = []) {
  const [lon, lat] = moved(MIDDLE, metresEast, 0);
  const candidates = citycodes.map((citycode) => ({ citycode, inAgglomeration: true }));
  return unloadedZonesAt(coverage, lon, lat, uncertainty, candidates, communes, BAND);
}

describe('the effect of zones that are not loaded', () => {
  it('is none where the coverage has no bounds', () => expect(at({ type: 'everywhere' }, 1e6, 1e5)).toBe('none'));

  it.each([
    [0, 690, 0, 'none'],
    [0, 710, 0, 'within-band'],
    [0, 610, 100, 'within-band'],
    [0, 990, 0, 'within-band'],
    [0, 990, 20, 'anywhere'],
    [0, 1010, 0, 'anywhere'],
    [100, 790, 0, 'none'],
    [100, 810, 0, 'within-band'],
    [500, 990, 0, 'none'],
    [500, 890, 100, 'none'],
    [500, 910, 100, 'anywhere'],
    [500, 1010, 0, 'anywhere'],
  ])(
    'in an area with a margin of %s m: %s m east of the middle of a square of 1 000 m, known to %s m: %s',
    (margin, metres, uncertainty, answer) => {
      const area: Coverage = { type: 'area', geometry: [square(...MIDDLE, 1000)], margin };
      expect(at(area, metres, uncertainty)).toBe(answer);
    },
  );

  it.each<[string[], (string | null)[], number, string]>([
    [['62119'], ['62119'], 0, 'none'],
    [['62119'], ['62119'], 690, 'none'],
    [['62119'], ['62119'], 710, 'within-band'],
    [['62119', '62178'], ['62119'], 710, 'none'],
    [['62119', '62178'], ['62119', '62178'], 0, 'none'],
    [['62119'], ['62119', '62178'], 0, 'anywhere'],
    [['62119'], ['62119', null], 0, 'anywhere'],
    [['62119'], [null], 0, 'anywhere'],
  ])('in the communes %j: a place that may be in %j, %s m east: %s', (citycodes, candidates, metres, answer) => {
    expect(at({ type: 'communes', citycodes }, metres, 0, candidates)).toBe(answer);
  });
});
