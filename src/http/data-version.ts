import type { Loaded } from '../load.ts';
import type { Zones } from '../zones/zones.ts';
import { Problem } from './problem.ts';

/** The zones of the version asked for, of the current one when none is. Throws a Problem when there is none of that name. */
export function zonesOf(loaded: Loaded, version: string | undefined): Zones {
  const { current } = loaded;
  if (version === undefined || version === current.zones.dataVersion) return current.zones;
  if (!loaded.versions.has(version)) {
    throw new Problem('unknown-version', `Le service n'a pas de version des données de ce nom (dataVersion).`);
  }
  return current.of(version);
}

export const VERSION = /^[\w.-]{1,64}$/;
export const VERSION_EXPECTED = "le nom d'une version des données, comme 2026-11-21.1, est attendu";
