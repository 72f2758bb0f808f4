import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../src/zones/coverage.ts';
import type { Coverage } from '../../src/zones/zone.ts';
import { moved, square } from '../shapes.ts';

const MIDDLE = [2.6, 50.5] as const;
const area: Coverage = { type: 'area', geometry: [square(...MIDDLE, 1000)] };

function at(coverage: Coverage, metresEast: number, uncertainty: number, citycodes: (string | null)[] = []) {
  const [lon, lat] = moved(MIDDLE, metresEast, 0);
  const communes = citycodes.map((citycode) => ({ citycode, inAgglomeration: true }));
  return coverageOf(coverage, lon, lat, uncertainty, communes);
}

describe('where the zones are complete', () => {
  it('everywhere', () => expect(at({ type: 'everywhere' }, 1e6, 1e5)).toBe('complete'));

  it.each([
    [900, 0, 'complete'],
    [900, 90, 'complete'],
    [900, 110, 'doubtful'],
    [1100, 110, 'doubtful'],
    [1100, 90, 'incomplete'],
    [1100, 0, 'incomplete'],
  ])('in an area: %s m east of the middle of a square of 1 000 m, known to %s m: %s', (metres, uncertainty, answer) => {
    expect(at(area, metres, uncertainty)).toBe(answer);
  });

  it.each<[(string | null)[], string]>([
    [['62119'], 'complete'],
    [['62119', '62178'], 'complete'],
    [['62119', '62001'], 'doubtful'],
    [['62119', null], 'doubtful'],
    [['62001'], 'incomplete'],
    [[null], 'incomplete'],
  ])('in some communes: a place that may be in %j: %s', (citycodes, answer) => {
    expect(at({ type: 'communes', citycodes: ['62119', '62178'] }, 0, 0, citycodes)).toBe(answer);
  });
});
