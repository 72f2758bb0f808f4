import type { Registry } from './registry.ts';
import type { Versions } from './versions.ts';
import { compileZones, type IndexCache, type Zones } from './zones.ts';

/** How many versions besides the current one stay compiled: enough to replay a few answers side by side. */
const KEPT = 3;

/**
 * The zones of the current version, compiled; and of any earlier one, compiled when asked. `refresh` follows what an import or
 * `zones use` made current: until the new version is ready, and if it does not check, the one before goes on answering.
 */
export class CurrentZones {
  readonly #registry: Registry;
  readonly #versions: Versions;
  readonly #cache: IndexCache | undefined;
  readonly #compiled = new Map<string, Zones>();
  #current: Zones;

  constructor(registry: Registry, versions: Versions, cache?: IndexCache) {
    this.#registry = registry;
    this.#versions = versions;
    this.#cache = cache;
    const version = versions.current();
    if (version === null) throw new Error('la base ne contient aucune version des périmètres');
    this.#current = this.of(version);
  }

  get zones(): Zones {
    return this.#current;
  }

  /** The zones of one version. Throws when there is none of that name. */
  of(version: string): Zones {
    const kept = this.#compiled.get(version);
    if (kept) return kept;
    const zones = compileZones(this.#registry, this.#versions.read(version), this.#cache);
    this.#compiled.set(version, zones);
    for (const other of this.#compiled.keys()) {
      if (this.#compiled.size <= KEPT + 1) break;
      if (other !== version && other !== this.#current?.dataVersion) this.#compiled.delete(other);
    }
    return zones;
  }

  /** Takes the version that is now current; true when it changed. Throws, and changes nothing, when it does not check. */
  refresh(): boolean {
    const version = this.#versions.current();
    if (version === null || version === this.#current.dataVersion) return false;
    this.#current = this.of(version);
    return true;
  }
}
