import type { Lookup } from '../situation/lookup.ts';
import { type Place, type PointPlace, type Situation, situationOf, toMillimetres } from '../situation/situation.ts';
import { generationOn, type Zones } from '../zones/zones.ts';
import { jsonOf } from './known-lists.ts';

/** Returns the JSON of a situation, without its `memberships`, which only rules use. */
export function toSituationBody(situation: Situation, place: Place) {
  const { date, generation, dataVersion, tier, certainty, possibleTiers, zones, unknown, reasons } = situation;
  const point =
    'geometry' in place ? {} : { point: { lon: place.lon, lat: place.lat, uncertainty: place.uncertainty } };
  return { date, generation, dataVersion, ...point, tier, certainty, possibleTiers, zones, unknown, reasons };
}

/**
 * Writes the situation of points as JSON, for one version and one date. In a plain case it writes the fields of the
 * lookup directly; otherwise it builds the whole situation.
 */
export class PointSituationWriter {
  readonly #lookup: Lookup;
  readonly #zones: Zones;
  readonly #date: string;
  readonly #start: string;
  /** For each zone, the JSON before its relation and after its distance. */
  readonly #around = new Map<string, { readonly before: string; readonly after: string }>();

  constructor(lookup: Lookup, zones: Zones, date: string) {
    this.#lookup = lookup;
    this.#zones = zones;
    this.#date = date;
    const { usualGeneration: generation, dataVersion } = lookup;
    this.#start =
      `{"date":"${date}","generation":${JSON.stringify(generation)},` +
      `"dataVersion":${JSON.stringify(dataVersion)},"point":{"lon":`;
    for (const { zone, perimeter } of generationOn(zones, date)?.drawn ?? []) {
      const { id, kind, name } = zone;
      const { status, precision } = perimeter;
      this.#around.set(id, {
        before: `${JSON.stringify({ id, kind, name }).slice(0, -1)},"relation":"`,
        after: `,"certainty":"firm","perimeter":${JSON.stringify({ status, precision })}}`,
      });
    }
  }

  write(lon: number, lat: number, uncertainty: number, citycode?: string, formerCitycode?: string): string {
    if (uncertainty > 0 || citycode !== undefined) {
      return this.#writeWhole({ lon, lat, uncertainty, citycode, formerCitycode });
    }
    const lookup = this.#lookup;
    lookup.at(lon, lat);
    if (!lookup.isPlain) return this.#writeWhole({ lon, lat, uncertainty });
    let zones = '';
    for (let i = 0; i < lookup.zoneCount; i++) {
      const around = this.#around.get(lookup.ids[i]!)!;
      if (i > 0) zones += ',';
      const distance = toMillimetres(lookup.distances[i]!);
      zones += `${around.before}${lookup.relations[i]}","boundaryDistance":${distance}${around.after}`;
    }
    const { tier, isFirm, possibleTiers, unknown, reasons } = lookup;
    return (
      `${this.#start}${lon},"lat":${lat},"uncertainty":${uncertainty}},` +
      `"tier":"${tier}","certainty":"${isFirm ? 'firm' : 'review'}","possibleTiers":${jsonOf(possibleTiers)},` +
      `"zones":[${zones}],"unknown":${jsonOf(unknown)},"reasons":${jsonOf(reasons)}}`
    );
  }

  #writeWhole(place: PointPlace): string {
    return JSON.stringify(toSituationBody(situationOf(place, this.#date, this.#zones), place));
  }
}
