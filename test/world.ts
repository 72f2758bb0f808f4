import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { MultiPolygon } from '../src/geo/polygon.ts';
import { openStore } from '../src/store/open.ts';
import { loadRegistry } from '../src/zones/registry.ts';
import { installShipped, shippedData } from '../src/zones/shipped.ts';
import {
  type Change,
  checksumOf,
  migrations,
  type Snapshot,
  type StoredPerimeter,
  Versions,
} from '../src/zones/versions.ts';
import { compileZones, type Zones } from '../src/zones/zones.ts';
import { KeptIndexes } from './indexes.ts';
import { square } from './shapes.ts';

export const dataFolder = join(import.meta.dirname, '..', 'data');
export const registry = loadRegistry(dataFolder);

/** Returns an empty store in memory. */
export function emptyVersions(): Versions {
  return new Versions(openStore(':memory:', migrations));
}

/** Returns a store with the shipped perimeters. */
export function shippedVersions(): Versions {
  const versions = emptyVersions();
  installShipped(versions, registry);
  return versions;
}

const shippedIndexes = new KeptIndexes();
/** The zones of a fresh clone. */
export const shipped: Zones = world({}, shippedIndexes);

/** The indexes of the shipped perimeters and of the worlds below: an index compiled before takes no time. */
export const indexes = new KeptIndexes(shippedIndexes);

/** A store with the quarters of 2024 alone: those of 2015, the QIC and the contours of communes are missing. */
export const partial: Zones = partialWorld();

/** Returns the zones of the shipped perimeters with `change` applied. */
export function world(change: Change = {}, cache: KeptIndexes = indexes): Zones {
  return compileZones(registry, changed(shippedVersions(), change), cache);
}

/** Returns the zones of a store with the quarters of 2024 alone, with `change` applied. */
export function partialWorld(change: Change = {}, cache: KeptIndexes = indexes): Zones {
  return compileZones(registry, changed(partialVersions(), change), cache);
}

/** Returns a store with the quarters of 2024 alone. */
export function partialVersions(): Versions {
  const versions = emptyVersions();
  const perimeters = shippedData(registry).perimeters.filter(({ generation }) => generation === '2024');
  const version = { id: 'partial', origin: 'shipped', summary: '', base: null, makeCurrent: true } as const;
  versions.append(version, { perimeters });
  return versions;
}

function changed(versions: Versions, change: Change): Snapshot {
  const id = 'test.1';
  versions.append({ id, origin: 'import', summary: 'test', base: versions.current(), makeCurrent: true }, change);
  return versions.read(id);
}

/**
 * Saves a service or a command the compilation of the indexes of the shipped perimeters: puts them beside its database.
 * Does not create the folder.
 */
export function giveIndexes(database: string): void {
  const folder = dirname(database);
  if (isAbsolute(database) && existsSync(folder) && !existsSync(join(folder, 'index'))) shippedIndexes.writeTo(folder);
}

/** Returns a perimeter of a zone, with a precision of 0 m unless `more` sets another. */
export function drawn(
  generation: string,
  zone: string,
  geometry: MultiPolygon,
  more: Partial<StoredPerimeter> = {},
): StoredPerimeter {
  const known = registry.zones.find((z) => z.generation === generation && z.id === zone);
  return {
    zone,
    generation,
    kind: zone.startsWith('QIC') ? 'qic' : 'qpv',
    name: known?.name ?? zone,
    communes: known?.communes ?? ['75056'],
    status: 'official',
    precision: 0,
    source: 'test/shapes.ts',
    licence: 'none',
    checksum: checksumOf(geometry),
    geometry,
    ...more,
  };
}

/** Draws every zone of a generation and kind as a square in the middle of the extent of its first commune. */
export function drawnAll(generation: string, kind: 'qpv' | 'qic', half = 200): StoredPerimeter[] {
  return registry.zones
    .filter((zone) => zone.generation === generation && zone.kind === kind)
    .map((zone, i) => {
      const { extent } = registry.communes.find(({ citycode }) => citycode === zone.communes[0])!;
      const [west, south, east, north] = extent;
      // Zones of one commune are side by side.
      const lon = west + (east - west) * (0.2 + 0.15 * (i % 5));
      const lat = south + (north - south) * (0.25 + 0.25 * (i % 3));
      return drawn(generation, zone.id, [square(lon, lat, half)], { precision: 0.2 });
    });
}
