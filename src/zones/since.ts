import { dayAfter } from '../french/day.ts';
import type { Period } from './zone.ts';
import { generationOn, type Zones } from './zones.ts';

/**
 * The first of the days (`YYYY-MM-DD`) up to `date` on which the same zones are in force and in doubt: a place is in the same situation on
 * all of them. `date` itself where no generation is in force, which is told with its date.
 */
export function sameSince(zones: Zones, date: string): string {
  if (generationOn(zones, date) === null) return date;
  // Some ten of them, whatever the zones.
  return turnsOf(zones).findLast((turn) => turn <= date) ?? date;
}

/** The days on which something begins, or has just ended, in order. */
function turnsOf(zones: Zones): readonly string[] {
  let turns = known.get(zones);
  if (!turns) {
    const found = new Set<string>();
    const add = ({ from, to }: Period) => {
      found.add(from);
      if (to !== null) found.add(dayAfter(to));
    };
    for (const { generation, drawn, missing } of zones.generations) {
      add(generation);
      for (const zone of [...drawn.map((one) => one.zone), ...missing]) {
        add(zone.inForce);
        zone.doubts.forEach(add);
      }
    }
    turns = [...found].sort();
    known.set(zones, turns);
  }
  return turns;
}

// A version that is no longer compiled takes its turns with it.
const known = new WeakMap<Zones, readonly string[]>();
