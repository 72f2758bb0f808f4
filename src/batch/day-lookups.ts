import { Lookup } from '../situation/lookup.ts';
import { sameSince } from '../zones/since.ts';
import type { Zones } from '../zones/zones.ts';

/** The lookups of a run by date. Dates between which no zone changes share a lookup. */
export class DayLookups {
  readonly #zones: Zones;
  readonly #make: (date: string) => Lookup;
  readonly #lookups = new Map<string, Lookup>();

  /** `make` returns the lookup of a date, when several runs share lookups. */
  constructor(zones: Zones, make: (date: string) => Lookup = (date) => new Lookup(zones, date)) {
    this.#zones = zones;
    this.#make = make;
  }

  /** Returns the lookup of a date, `YYYY-MM-DD`. */
  on(date: string): Lookup {
    const since = sameSince(this.#zones, date);
    let lookup = this.#lookups.get(since);
    if (!lookup) {
      // Dates before the first generation do not share a lookup. Thousands of them would fill the memory.
      if (this.#lookups.size >= 1000) this.#lookups.clear();
      lookup = this.#make(since);
      this.#lookups.set(since, lookup);
    }
    return lookup;
  }
}
