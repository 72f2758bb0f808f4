import type { Loaded } from '../load.ts';
import type { Zones } from '../zones/zones.ts';
import { echo, type Faults } from './faults.ts';
import { Problem } from './problem.ts';

/**
 * Returns the zones of a version; of the current one when `version` is undefined. Throws a Problem for an unknown
 * version.
 */
export function zonesOf(loaded: Pick<Loaded, 'current' | 'versions'>, version: string | undefined): Zones {
  const { current } = loaded;
  if (version === undefined || version === current.zones.dataVersion) return current.zones;
  if (!loaded.versions.has(version)) {
    throw new Problem('unknown-version', `Le service n’a pas de version des données de ce nom (dataVersion).`);
  }
  return current.of(version);
}

/** Adds a fault for a malformed version name in a query. */
export function checkVersion(version: string | undefined, faults: Faults): void {
  if (version !== undefined && !VERSION.test(version)) {
    faults.add('dataVersion', `« dataVersion » : ${VERSION_EXPECTED} ; reçu : ${echo(version)}.`);
  }
}

/** Adds a fault for an unknown generation id in a query. */
export function checkGeneration(generation: string | undefined, { registry }: Loaded, faults: Faults): void {
  const known = registry.generations.map(({ id }) => id);
  if (generation !== undefined && !known.includes(generation)) {
    faults.add(
      'generation',
      `« generation » : l’une de ces générations est attendue : ${known.join(', ')} ; reçu : ${echo(generation)}.`,
    );
  }
}

export const VERSION = /^[\w.-]{1,64}$/;
export const VERSION_EXPECTED = 'le nom d’une version des données, comme 2026-12-01.1, est attendu';
