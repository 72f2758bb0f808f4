import { readFileSync } from 'node:fs';
import type { MultiPolygon, Polygon } from '../geo/polygon.ts';
import { repair, ringProblems } from '../geo/repair.ts';
import { type ContourFeature, communeContours } from './commune-contours.ts';
import { matchFeature } from './match.ts';
import type { Registry, ShippedContours, ShippedPerimeters } from './registry.ts';
import { type Contours, checksumOf, type StoredPerimeter, type Versions } from './versions.ts';

/**
 * Stores the perimeters and the contours of communes shipped with the service, once. They become current unless an
 * import did. Throws when a shipped file differs from its description in the registry.
 */
export function installShipped(versions: Versions, registry: Registry): void {
  const { version } = registry.shipped;
  if (versions.has(version)) return;
  const shipped = shippedData(registry);
  versions.exclusively(() => {
    // When a server and a command start together, the second finds the version stored already.
    if (versions.has(version)) return;
    const current = versions.list().find(({ isCurrent }) => isCurrent);
    versions.append(
      {
        id: version,
        origin: 'shipped',
        summary: 'périmètres livrés avec le service',
        base: null,
        makeCurrent: current === undefined || current.origin === 'shipped',
      },
      shipped,
    );
  });
}

/** Reads the data shipped with the service. Throws when a file differs from its description in the registry. */
export function shippedData(registry: Registry): { perimeters: StoredPerimeter[]; contours: Contours } {
  return {
    perimeters: registry.shipped.perimeters.flatMap((file) => readPerimeters(file, registry)),
    contours: readContours(registry.shipped.contours, registry),
  };
}

function readPerimeters(shipped: ShippedPerimeters, registry: Registry): StoredPerimeter[] {
  const { path, generation, kind, count, status, precision, source, licence, invalid } = shipped;
  return featuresOf(path, count).map(({ properties, geometry }, index) => {
    const match = matchFeature({ index, properties }, generation, kind, registry.zones);
    if (match.outcome !== 'matched') {
      const reason = match.outcome === 'unmatched' ? match.problem : `${match.id} n’est pas dans zones.yaml`;
      throw new Error(`${path} : ${reason}`);
    }
    const { id: zone, name, communes } = match.zone;
    if (ringProblems(geometry).length > 0 !== invalid.includes(zone)) {
      throw new Error(`${path} : la validité des anneaux de ${zone} n’est pas celle que dit zones.yaml`);
    }
    const { shape } = repair(geometry);
    return {
      zone,
      generation,
      kind,
      name,
      communes,
      status: status as StoredPerimeter['status'],
      precision,
      source,
      licence,
      checksum: checksumOf(shape),
      geometry: shape,
    };
  });
}

function readContours({ path, count, precision, source, licence }: ShippedContours, registry: Registry): Contours {
  return { precision, source, licence, communes: communeContours(featuresOf(path, count), registry).communes };
}

function featuresOf(path: string, count: number): ContourFeature[] {
  const { features } = JSON.parse(readFileSync(path, 'utf8')) as { features: ShippedFeature[] };
  if (features.length !== count) throw new Error(`${path} : ${features.length} objets au lieu de ${count}`);
  return features.map(({ properties, geometry }) => ({
    properties,
    geometry: geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  }));
}

interface ShippedFeature {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: Polygon }
    | { readonly type: 'MultiPolygon'; readonly coordinates: MultiPolygon };
}
