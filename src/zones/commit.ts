import type { Registry } from './registry.ts';
import type { Change, Versions } from './versions.ts';
import { compileZones, type IndexCache } from './zones.ts';

/**
 * Appends a version with `change` applied to `base` and makes it current, in one transaction, when the result passes
 * its checks and `base` is still current. Its index is compiled at the same time, so that a running service only has to
 * load it. Returns the id of the version. Otherwise changes nothing and throws an Error of one French line.
 */
export function commitImport(
  store: { readonly versions: Versions; readonly registry: Registry; readonly cache: IndexCache | undefined },
  base: string,
  change: Change,
  summary: string,
  today: string,
): string {
  const { versions, registry, cache } = store;
  try {
    return versions.exclusively(() => {
      if (versions.current() !== base) {
        throw new Error('les périmètres en vigueur ont changé pendant la vérification : recommencez');
      }
      const id = versions.nextId(today);
      versions.append({ id, origin: 'import', summary, base, makeCurrent: true }, change, (snapshot) => {
        compileZones(registry, snapshot, cache);
      });
      return id;
    });
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new Error('une autre importation occupe la base : recommencez quand elle sera finie', { cause: error });
  }
}
