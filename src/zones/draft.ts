import type { Registry } from './registry.ts';
import type { Change, Snapshot } from './versions.ts';
import { compileZones, type IndexCache, type Zones } from './zones.ts';

/**
 * Returns the zones of a version with `change` applied, in memory only. The canaries of the registry are not checked,
 * since a draft may move a limit across one of them on purpose.
 */
export function draftZones(registry: Registry, base: Snapshot, change: Change, cache?: IndexCache): Zones {
  const keyOf = ({ generation, zone }: { readonly generation: string; readonly zone: string }) =>
    `${generation} ${zone}`;
  const { perimeters = [], withdrawn = [], coverages = [] } = change;
  const replaced = new Set([...perimeters, ...withdrawn].map(keyOf));
  const snapshot: Snapshot = {
    version: base.version,
    perimeters: [...base.perimeters.filter((perimeter) => !replaced.has(keyOf(perimeter))), ...perimeters],
    coverages: [
      ...base.coverages.filter((c) => !coverages.some((o) => o.generation === c.generation && o.kind === c.kind)),
      ...coverages,
    ],
    contours: change.contours ?? base.contours,
  };
  // Cached indexes of the unchanged generations are read; none is written.
  const readOnly: IndexCache | undefined = cache && { read: (name, key) => cache.read(name, key), write: () => {} };
  return compileZones({ ...registry, canaries: [] }, snapshot, readOnly);
}
