import { Lookup } from '../situation/lookup.ts';
import { sameSince } from '../zones/since.ts';
import type { Zones } from '../zones/zones.ts';

/** The lookups of a run by date, shared by all days between which nothing changes. */
export class DayLookups {
  readonly #zones: Zones;
  readonly #make: (date: string) => Lookup;
  readonly #lookups = new Map<string, Lookup>();

  /** `make` returns the lookup of a day, when callers share lookups. */
  constructor(zones: Zones, make: (date: string) => Lookup = (date) => new Lookup(zones, date)) {
    this.#zones = zones;
    this.#make = make;
  }

  on(date: string): Lookup {
    const since = sameSince(this.#zones, date);
    let lookup = this.#lookups.get(since);
    if (!lookup) {
      // A column of thousands of dates before any generation would fill the memory, so lookups are built again.
      if (this.#lookups.size >= 1000) this.#lookups.clear();
      lookup = this.#make(since);
      this.#lookups.set(since, lookup);
    }
    return lookup;
  }
}
