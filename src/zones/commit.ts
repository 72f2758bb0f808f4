import type { Registry } from './registry.ts';
import type { Change, Versions } from './versions.ts';
import { compileZones, type IndexCache } from './zones.ts';

/**
 * Appends a version that makes `change` to the current one, and makes it current: in one transaction, and only when the
 * outcome checks. Its index is compiled on the way, so that a running service only has to load it. Returns its name.
 */
export function commitImport(
  store: { readonly versions: Versions; readonly registry: Registry; readonly cache: IndexCache | undefined },
  change: Change,
  summary: string,
  today: string,
): string {
  const { versions, registry, cache } = store;
  const id = versions.nextId(today);
  versions.append(
    { id, origin: 'import', summary, base: versions.current(), makeCurrent: true },
    change,
    (snapshot) => {
      compileZones(registry, snapshot, cache);
    },
  );
  return id;
}
