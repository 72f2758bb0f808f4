import { situationOfAddress } from '../situation/address-situation.ts';
import { Lookup } from '../situation/lookup.ts';
import { type Reason, type Situation, situationOf, type Tier } from '../situation/situation.ts';
import { isWithin, type Zones } from '../zones/zones.ts';
import type { HomePosition } from './homes.ts';
import type { Selection } from './membership.ts';
import type { FoundAddress } from './placed-homes.ts';
import type { UncertainCause } from './share.ts';

/** Evaluates homes under one set of perimeters on one date. */
export class HomeAnswers {
  readonly #zones: Zones;
  readonly #date: string;
  readonly #lookup: Lookup;
  readonly #wanted: ReadonlySet<string>;

  /** Only quarters of the selection are returned. */
  constructor(zones: Zones, date: string, selection: Selection) {
    this.#zones = zones;
    this.#date = date;
    this.#lookup = new Lookup(zones, date);
    const wanted = zones.generations
      .flatMap(({ drawn }) => drawn)
      .filter(({ zone }) => isWithin(date, zone.inForce) && (selection === 'both' || zone.kind === selection));
    this.#wanted = new Set(wanted.map(({ zone }) => zone.id));
  }

  /** Null where no address found is similar to the one in the list. */
  of(home: HomePosition | FoundAddress): HomeAnswer | null {
    if ('candidates' in home) {
      const { situation, candidates } = situationOfAddress(home.candidates, home, this.#date, this.#zones);
      return candidates.length === 0 ? null : this.#fromSituation(situation);
    }
    const { lon, lat, uncertainty, citycode } = home;
    if (uncertainty === 0 && citycode === undefined) {
      const lookup = this.#lookup;
      lookup.at(lon, lat);
      if (lookup.isPlain) {
        const { tier, possibleTiers, reasons, zoneCount } = lookup;
        return { tier, possibleTiers, reasons, quarter: zoneCount === 0 ? null : this.#plainQuarter(lookup) };
      }
    }
    return this.#fromSituation(situationOf({ lon, lat, uncertainty, citycode }, this.#date, this.#zones));
  }

  #plainQuarter({ ids, relations, zoneCount }: Lookup): string | null {
    for (let i = 0; i < zoneCount; i++) if (relations[i] === 'inside' && this.#wanted.has(ids[i]!)) return ids[i]!;
    return null;
  }

  #fromSituation({ tier, possibleTiers, reasons, zones }: Situation): HomeAnswer {
    const quarter = zones.find(
      ({ id, relation, certainty }) => relation === 'inside' && certainty === 'firm' && this.#wanted.has(id),
    );
    return { tier, possibleTiers, reasons, quarter: quarter?.id ?? null };
  }
}

export interface HomeAnswer {
  readonly tier: Tier;
  readonly possibleTiers: readonly Tier[];
  readonly reasons: readonly Reason[];
  /** The quarter of the selection that surely contains the home; null where none does, or where several may. */
  readonly quarter: string | null;
}

/** Returns the cause of a doubtful home: the one that a person can fix first. */
export function causeOf({ reasons }: HomeAnswer): UncertainCause {
  if (reasons.some(({ code }) => code.startsWith('address-'))) return 'address';
  return reasons.some(({ code }) => code === 'limit-within-doubt') ? 'limit' : 'perimeters';
}
