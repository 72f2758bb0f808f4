import { join } from 'node:path';
import type { IndexParts } from '../src/geo/index/shape-index.ts';
import { writeIndexFile } from '../src/store/index-file.ts';
import type { IndexCache } from '../src/zones/zones.ts';

/** An index takes half a second to compile and some 3 MB to keep. */
const MOST_KEPT = 40;

/**
 * Keeps the recently used indexes in memory for all test files of a worker; those of `base` are read too, and kept
 * there.
 */
export class KeptIndexes implements IndexCache {
  readonly #base: IndexCache | undefined;
  readonly #kept = new Map<string, { readonly key: string; readonly parts: IndexParts }>();

  constructor(base?: IndexCache) {
    this.#base = base;
  }

  read(name: string, key: string): IndexParts | null {
    const found = this.#kept.get(name);
    if (found?.key !== key) return this.#base?.read(name, key) ?? null;
    // The last place in the map is that of the index used last.
    this.#kept.delete(name);
    this.#kept.set(name, found);
    return found.parts;
  }

  write(name: string, key: string, parts: IndexParts): void {
    this.#kept.set(name, { key, parts });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  /** Writes them where a service with a database in `folder` looks for its indexes. */
  writeTo(folder: string): void {
    for (const [name, { key, parts }] of this.#kept) writeIndexFile(join(folder, 'index', `${name}.bin`), key, parts);
  }
}
