import { describe, expect, it } from 'vitest';
import { situationOf } from '../../src/situation/situation.ts';
import { draftZones } from '../../src/zones/draft.ts';
import type { IndexCache } from '../../src/zones/zones.ts';
import { square } from '../shapes.ts';
import { drawn, registry, shippedVersions } from '../world.ts';

describe('the zones with a draft', () => {
  const versions = shippedVersions();
  const base = versions.read(versions.current()!);
  // Away from the canary of the registry, which is in the middle of the quarter.
  const moved = drawn('2024', 'QN06208M', [square(2.64, 50.53, 100)]);
  const zones = draftZones(registry, base, { perimeters: [moved] });
  const at = (lon: number, lat: number) => situationOf({ lon, lat, uncertainty: 0 }, '2024-10-01', zones);

  it('use the draft where it draws a zone, and the version in force elsewhere', () => {
    expect(at(2.64, 50.53)).toMatchObject({ tier: 'bop-147', zones: [{ id: 'QN06208M' }] });
    expect(at(2.6289, 50.518).zones.filter(({ relation }) => relation === 'inside')).toEqual([]);
    expect(zones.generations.map((generation) => generation.drawn.length)).toEqual([16, 16]);
  });

  it('leave the store unchanged', () => {
    expect(versions.read(versions.current()!)).toEqual(base);
    expect(versions.list()).toHaveLength(1);
  });

  it('read cached indexes and write none', () => {
    const asked: string[] = [];
    const cache: IndexCache = {
      read: (name) => {
        asked.push(name);
        return null;
      },
      write: () => {
        throw new Error('a draft is not kept');
      },
    };
    draftZones(registry, base, { perimeters: [moved], withdrawn: [{ generation: '2024', zone: 'QN06209M' }] }, cache);
    expect(asked.map((name) => name.split('-')[0])).toEqual(['2015', '2024', 'interior', 'communes', 'sides']);
  });
});
