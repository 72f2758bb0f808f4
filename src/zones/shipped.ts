import { readFileSync } from 'node:fs';
import type { MultiPolygon, Polygon } from '../geo/polygon.ts';
import { ringProblems } from '../geo/repair.ts';
import type { Registry, ShippedPerimeters } from './registry.ts';
import { checksumOf, type StoredPerimeter, type Versions } from './versions.ts';

/**
 * Stores the perimeters shipped with the service, once. They become current unless an import did. Throws when a shipped
 * file differs from its description in the registry.
 */
export function installShipped(versions: Versions, registry: Registry): void {
  const { version } = registry.shipped;
  if (versions.has(version)) return;
  const shipped = shippedPerimeters(registry);
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
      { perimeters: shipped },
    );
  });
}

/** Reads the perimeters shipped with the service. Throws when a file differs from its description in the registry. */
export function shippedPerimeters(registry: Registry): StoredPerimeter[] {
  return registry.shipped.perimeters.flatMap((file) => readShipped(file, registry));
}

function readShipped(shipped: ShippedPerimeters, registry: Registry): StoredPerimeter[] {
  const { path, generation, kind, count, status, precision, source, licence } = shipped;
  const collection = JSON.parse(readFileSync(path, 'utf8')) as { features: ShippedFeature[] };
  const { features } = collection;
  if (features.length !== count) throw new Error(`${path} : ${features.length} objets au lieu de ${count}`);
  return features.map(({ properties, geometry }) => {
    const zone = registry.zones.find(
      (z) => z.id === properties.code_qp && z.generation === generation && z.kind === kind,
    );
    if (!zone)
      throw new Error(
        `${path} : ${properties.code_qp} n’est pas un ${kind} de la génération ${generation} dans zones.yaml`,
      );
    const shape = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    const problem = ringProblems(shape)[0];
    if (problem) throw new Error(`${path} : les anneaux de ${zone.id} ne sont pas valides`);
    return {
      zone: zone.id,
      generation,
      kind,
      name: zone.name,
      communes: zone.communes,
      status: status as StoredPerimeter['status'],
      precision,
      source,
      licence,
      checksum: checksumOf(shape),
      geometry: shape,
    };
  });
}

interface ShippedFeature {
  readonly properties: { readonly code_qp: string };
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: Polygon }
    | { readonly type: 'MultiPolygon'; readonly coordinates: MultiPolygon };
}
