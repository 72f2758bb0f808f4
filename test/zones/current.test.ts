import { describe, expect, it } from 'vitest';
import { situationOf } from '../../src/situation/situation.ts';
import { CurrentZones } from '../../src/zones/current.ts';
import type { Versions } from '../../src/zones/versions.ts';
import { compileZones, type IndexCache } from '../../src/zones/zones.ts';
import { square } from '../shapes.ts';
import { drawn, emptyVersions, indexes, registry, shippedVersions } from '../world.ts';

const CATORIVE = [2.65, 50.547] as const;
const withCatorive = { perimeters: [drawn('2024', 'QIC-CATORIVE', [square(...CATORIVE, 100)])] };
const misplaced = { perimeters: [drawn('2024', 'QN06208M', [square(2.5, 50.6, 100)])] };

function append(versions: Versions, id: string, change: Parameters<Versions['append']>[1]): void {
  versions.append({ id, origin: 'import', summary: '', base: registry.shipped.version, makeCurrent: true }, change);
}

function tierIn(zones: CurrentZones['zones']): string {
  return situationOf({ lon: CATORIVE[0], lat: CATORIVE[1], uncertainty: 0 }, '2024-10-01', zones).tier;
}

describe('a running service', () => {
  it('switches to the new current version on `refresh`', () => {
    const versions = shippedVersions();
    const current = new CurrentZones(registry, versions, indexes);
    expect(current.refresh()).toBe(false);
    append(versions, 'new', withCatorive);
    expect(current.zones.dataVersion).toBe(registry.shipped.version);
    expect(tierIn(current.zones)).toBe('unknown');
    expect(current.refresh()).toBe(true);
    expect(tierIn(current.zones)).toBe('fcs-only');
    versions.use(registry.shipped.version);
    expect(current.refresh()).toBe(true);
    expect(tierIn(current.zones)).toBe('unknown');
  });

  it('answers from an earlier version on request, without leaving the current one', () => {
    const versions = shippedVersions();
    const current = new CurrentZones(registry, versions, indexes);
    append(versions, 'new', withCatorive);
    current.refresh();
    expect(tierIn(current.of(registry.shipped.version))).toBe('unknown');
    expect(tierIn(current.zones)).toBe('fcs-only');
    expect(() => current.of('never')).toThrow('never');
  });

  it('stays with the previous version when the new one fails its checks', () => {
    const versions = shippedVersions();
    const current = new CurrentZones(registry, versions, indexes);
    append(versions, 'bad', misplaced);
    expect(() => current.refresh()).toThrow();
    expect(current.zones.dataVersion).toBe(registry.shipped.version);
    versions.use(registry.shipped.version);
    expect(current.refresh()).toBe(false);
  });

  it('compiles a version once, and drops the oldest of many', () => {
    const versions = shippedVersions();
    const current = new CurrentZones(registry, versions, indexes);
    for (let i = 1; i <= 8; i++) append(versions, `v${i}`, {});
    const first = current.of('v1');
    expect(current.of('v1')).toBe(first);
    for (let i = 2; i <= 8; i++) current.of(`v${i}`);
    expect(current.of('v1')).not.toBe(first);
    expect(current.zones).toBe(current.of(registry.shipped.version));
  });

  it('needs a version at its start', () => {
    expect(() => new CurrentZones(registry, emptyVersions())).toThrow();
  });
});

describe('perimeters that give a canary another answer are refused', () => {
  it('with the ids found, and no position', () => {
    const versions = shippedVersions();
    append(versions, 'bad', misplaced);
    expect(() => compileZones(registry, versions.read('bad'))).toThrow(/2024-10-01.*QN06208M/);
  });
});

describe('compiled indexes are cached', () => {
  it('per generation, for the communes and for the interior, while perimeters are the same', () => {
    const kept = new Map<string, { key: string; parts: Parameters<IndexCache['write']>[2] }>();
    let writes = 0;
    const cache: IndexCache = {
      read: (name, key) => (kept.get(name)?.key === key ? kept.get(name)!.parts : null),
      write: (name, key, parts) => {
        kept.set(name, { key, parts });
        writes++;
      },
    };
    const versions = shippedVersions();
    const current = new CurrentZones(registry, versions, cache);
    // The quarters, the interior, the contours on both sides.
    const all = registry.generations.length + 3;
    expect(writes).toBe(all);
    new CurrentZones(registry, versions, cache);
    expect(writes).toBe(all);
    append(versions, 'new', withCatorive);
    current.refresh();
    expect(writes).toBe(all + 1);
    expect(tierIn(current.zones)).toBe('fcs-only');
  });
});
