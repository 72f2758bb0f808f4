import { PointSituationWriter } from '../../questions/situation-json.ts';
import { Lookup } from '../../situation/lookup.ts';
import type { Zones } from '../../zones/zones.ts';

/**
 * Returns the lookup of one version on one date, with the writer of its answers. Keeps up to 64 dates of a version; the
 * oldest is dropped first.
 */
export function lookupsOn(zones: Zones, date: string): Lookups {
  let byDate = kept.get(zones);
  if (!byDate) {
    byDate = new Map();
    kept.set(zones, byDate);
  }
  const known = byDate.get(date);
  if (known) return known;
  const lookup = new Lookup(zones, date);
  const made = { lookup, writer: new PointSituationWriter(lookup, zones, date) };
  if (byDate.size >= MOST_DATES) byDate.delete(byDate.keys().next().value!);
  byDate.set(date, made);
  return made;
}

export interface Lookups {
  readonly lookup: Lookup;
  readonly writer: PointSituationWriter;
}

const MOST_DATES = 64;
// The lookups of a version are freed together with it.
const kept = new WeakMap<Zones, Map<string, Lookups>>();
