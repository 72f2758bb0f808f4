import { boundingBoxOf } from '../../src/geo/polygon.ts';
import type { Loaded } from '../../src/load.ts';
import type { DrawnZone } from '../../src/zones/zones.ts';
import { countryOfZones } from '../shapes.ts';

/** How many zones `withCountry` has. */
export const COUNTRY = 1634;

/** The service with a country of made zones in force instead of its own, drawn for `towns` towns: some have two. */
export function withCountry(loaded: Loaded, towns = 1362): Loaded {
  const { zones } = loaded.current;
  const generation = zones.generations.at(-1)!;
  const [like] = generation.drawn;
  const drawn = countryOfZones(7, towns).map(
    (geometry, i): DrawnZone => ({
      zone: { ...like!.zone, id: `QN${i}` },
      perimeter: { ...like!.perimeter, geometry },
      box: boundingBoxOf(geometry),
    }),
  );
  const changed = { ...zones, generations: [{ ...generation, drawn, missing: [] }] };
  return { ...loaded, current: { zones: changed, of: () => changed } as unknown as Loaded['current'] };
}

/**
 * The longest, in milliseconds, that others had to wait for their turn while `work` went on: what this process worked
 * between two turns, and not what it waited for other programs on a busy machine.
 */
export async function longestTurnOf(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = process.cpuUsage();
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.cpuUsage();
  }, 1);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return longest;
}
