import { boundingBoxOf } from '../../src/geo/polygon.ts';
import type { Loaded } from '../../src/load.ts';
import type { DrawnZone } from '../../src/zones/zones.ts';
import { countryOfZones } from '../shapes.ts';

/** The number of zones of `withCountry`. */
export const COUNTRY = 1634;

/** A service with a made-up country in force, drawn for `towns` towns, some of which have two zones. */
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
 * The longest time, in milliseconds, for which other tasks waited while `work` ran: the time that this process worked
 * between two turns, without the time taken by other programs of a busy machine.
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
