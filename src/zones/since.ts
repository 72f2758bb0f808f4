import { dayAfter } from '../french/calendar.ts';
import type { Period } from './zone.ts';
import { generationOn, type Zones } from './zones.ts';

/**
 * Returns the first day (`YYYY-MM-DD`) since which the zones in force and in doubt are the same as on `date`, so that a
 * place has the same situation on all these days. Returns `date` itself when no generation is in force, since that
 * situation names its date.
 */
export function sameSince(zones: Zones, date: string): string {
  if (generationOn(zones, date) === null) return date;
  // There are about ten of them, whatever the zones.
  return turnsOf(zones).findLast((turn) => turn <= date) ?? date;
}

/** The days on which a generation, zone or doubt begins, or has just ended, or a law stops looking at a zone, in order. */
function turnsOf(zones: Zones): readonly string[] {
  let turns = known.get(zones);
  if (!turns) {
    const found = new Set<string>();
    const add = ({ from, to }: Period) => {
      found.add(from);
      if (to !== null) found.add(dayAfter(to));
    };
    for (const { generations, gaps } of zones.territories) [...generations, ...gaps].forEach(add);
    for (const { generation, drawn, missing } of zones.generations) {
      add(generation);
      for (const zone of [...drawn.map((each) => each.zone), ...missing]) {
        add(zone.inForce);
        zone.doubts.forEach(add);
        if (zone.rememberedUntil !== undefined) found.add(dayAfter(zone.rememberedUntil));
      }
    }
    turns = [...found].sort();
    known.set(zones, turns);
  }
  return turns;
}

// The days are freed together with their version.
const known = new WeakMap<Zones, readonly string[]>();
