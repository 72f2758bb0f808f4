import { describe, expect, it } from 'vitest';
import { epciOf } from '../../src/zones/epci.ts';
import { registry, shipped } from '../world.ts';

describe('the EPCI of a commune', () => {
  it.each([
    ['62119', 'Béthune', '200072460'],
    ['62041', 'Arras', '200033579'],
    ['59350', 'Lille', '200093201'],
    ['29155', 'Ouessant, in none', null],
    ['62400', 'Haillicourt', '200072460'],
    ['00000', 'no commune', null],
  ])('%s (%s): %s', (citycode, _, siren) => expect(epciOf(citycode)).toBe(siren));

  it('is the one of the registry and of the contours', () => {
    const { siren } = registry.agglomeration;
    const listed = [...registry.communes, ...shipped.communes.areas];
    for (const { citycode, agglomeration } of listed) {
      expect([citycode, epciOf(citycode) === siren]).toEqual([citycode, agglomeration]);
    }
    expect(shipped.communes.areas.filter(({ agglomeration }) => agglomeration)).toHaveLength(100);
  });
});
