import { PointSituationWriter } from '../../questions/situation-json.ts';
import { Lookup } from '../../situation/lookup.ts';
import type { Zones } from '../../zones/zones.ts';

/** The lookup of one version on one date, and what writes its answers: made once, kept for the dates asked most lately. */
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
// A version that is no longer compiled takes its lookups with it.
const kept = new WeakMap<Zones, Map<string, Lookups>>();
