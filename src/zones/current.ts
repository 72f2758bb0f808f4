import type { Registry } from './registry.ts';
import type { Versions } from './versions.ts';
import { compileZones, type IndexCache, type Zones } from './zones.ts';

/** How many versions besides the current one stay compiled, so that a few answers can be replayed side by side. */
const KEPT = 3;

/**
 * The compiled zones of the current version, and of earlier ones on demand. `refresh` switches to the version that an
 * import or `zones use` made current. The previous version answers until the new one is compiled, and stays if the new
 * one fails its checks.
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

  /** Returns the zones of one version, compiled on demand. Throws for an unknown one. */
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

  /**
   * Switches to the version that is now current; returns whether it changed. Throws, and changes nothing, when its
   * checks fail.
   */
  refresh(): boolean {
    const version = this.#versions.current();
    if (version === null || version === this.#current.dataVersion) return false;
    this.#current = this.of(version);
    return true;
  }
}
