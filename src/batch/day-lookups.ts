import { Lookup } from '../situation/lookup.ts';
import { sameSince } from '../zones/since.ts';
import type { Zones } from '../zones/zones.ts';

/** The lookups of a run by date, one for all the days between which nothing changed. */
export class DayLookups {
  readonly #zones: Zones;
  readonly #make: (date: string) => Lookup;
  readonly #lookups = new Map<string, Lookup>();

  /** `make` gives the lookup of a day where others use it too. */
  constructor(zones: Zones, make: (date: string) => Lookup = (date) => new Lookup(zones, date)) {
    this.#zones = zones;
    this.#make = make;
  }

  on(date: string): Lookup {
    const since = sameSince(this.#zones, date);
    let lookup = this.#lookups.get(since);
    if (!lookup) {
      // A column of many thousand dates before any generation would keep as many: the oldest are then made again.
      if (this.#lookups.size >= 1000) this.#lookups.clear();
      lookup = this.#make(since);
      this.#lookups.set(since, lookup);
    }
    return lookup;
  }
}
