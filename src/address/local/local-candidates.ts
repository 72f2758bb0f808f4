import { groundDistance } from '../../geo/ground.ts';
import type { Candidate, StreetNumber } from '../candidate.ts';
import type { Found } from '../match/judge-entry.ts';
import { uncertaintyOf } from '../uncertainty.ts';
import type { AddressTables, EntryRow, NumberRow } from './address-tables.ts';
import { distinctPlaces } from './distinct-places.ts';
import { interpolated } from './interpolate.ts';

/** Builds candidates, with their positions and uncertainties, from the rows of an address file. */
export class LocalCandidates {
  readonly #tables: AddressTables;

  constructor(tables: AddressTables) {
    this.#tables = tables;
  }

  /** The candidates of an entry that the search found. */
  of(found: Found): Candidate[] {
    const { doubts } = found;
    const candidates = this.#placesOf(found);
    return candidates.map((one) =>
      doubts.length === 0 ? one : { ...one, doubts: [...doubts, ...(one.doubts ?? [])] },
    );
  }

  #placesOf({ entry, score, number, suffix, others, maybe, also, importance }: Found): Candidate[] {
    const row = this.#tables.entry(entry);
    if (number === null || row.kind !== 'street') {
      return [this.whole(row, number === null ? score : score * NO_NUMBER, importance)];
    }
    const isKnown = maybe !== '' && this.#tables.sameNumber(entry, number).some((one) => one.suffix === maybe);
    const doors = [{ number, suffix }, ...(isKnown ? [{ number, suffix: maybe }] : []), ...others];
    const first = doors.flatMap((door) => this.#atNumber(row, door.number, door.suffix, score, importance));
    if (also === null) return withBestScore(first);
    // « 2 à 60 » means both numbers and all between them.
    const between = this.#tables
      .numbers(row.entry)
      .filter((one) => one.number > number && one.number < also)
      .map((one) => this.housenumber(row, one, score, importance));
    return withBestScore([...first, ...this.#atNumber(row, also, '', score, importance), ...between]);
  }

  /** A number of a street: at its own position, else between its neighbours, else anywhere in the street. */
  #atNumber(row: EntryRow, number: number, suffix: string, score: number, importance: number): Candidate[] {
    const same = this.#tables.sameNumber(row.entry, number);
    const meant = LETTERS.get(suffix);
    for (const one of meant === undefined ? [suffix] : [suffix, meant]) {
      const exact = distinctPlaces(same.filter((at) => at.suffix === one));
      if (exact.length > 0) return exact.map((at) => this.housenumber(row, at, score, importance));
    }
    const beside = distinctPlaces(same);
    if (beside.length > 0) {
      // The same number with another index, or none, is next door.
      return beside.map((at) => {
        const uncertainty = Math.max(at.uncertainty, NEXT_DOOR);
        return this.#placed(row, number, suffix, at, uncertainty, score * NEARBY, importance);
      });
    }
    const between = interpolated(number, placesOfNumbers(this.#tables.numbers(row.entry)));
    if (between) {
      return [this.#placed(row, number, suffix, between, between.uncertainty, score * NEARBY, importance)];
    }
    return [{ ...this.whole(row, score * NO_NUMBER, importance), doubts: ['unknown-number'] }];
  }

  /** A number at its own position. */
  housenumber(row: EntryRow, at: NumberRow, score: number, importance: number): Candidate {
    return {
      ...this.#line(row, written(at.number, at.suffix)),
      type: 'housenumber',
      id: `${row.id}_${String(at.number).padStart(5, '0')}${at.suffix ? `_${at.suffix}` : ''}`,
      score,
      lon: at.lon,
      lat: at.lat,
      positionType: at.position,
      uncertainty: at.uncertainty,
      importance,
    };
  }

  #placed(
    row: EntryRow,
    number: number,
    suffix: string,
    { lon, lat }: { lon: number; lat: number },
    uncertainty: number,
    score: number,
    importance: number,
  ): Candidate {
    return {
      ...this.#line(row, written(number, suffix)),
      type: 'interpolated',
      id: row.id,
      score,
      lon,
      lat,
      positionType: 'interpolated',
      uncertainty,
      importance,
    };
  }

  /** A street, a hamlet or a commune as a whole. */
  whole(row: EntryRow, score: number, importance: number): Candidate {
    const isSpread = row.west !== row.east || row.south !== row.north;
    const reach = Math.ceil(
      Math.max(
        groundDistance(row.lon, row.lat, row.west, row.south),
        groundDistance(row.lon, row.lat, row.east, row.north),
        groundDistance(row.lon, row.lat, row.west, row.north),
        groundDistance(row.lon, row.lat, row.east, row.south),
      ),
    );
    return {
      ...this.#line(row, null),
      type: row.kind,
      id: row.id,
      score,
      lon: row.lon,
      lat: row.lat,
      positionType: row.kind,
      // Homes without an address may lie between the addresses and the limits of the commune.
      uncertainty:
        row.kind === 'street'
          ? reach + uncertaintyOf.unknown
          : isSpread
            ? reach + uncertaintyOf.locality
            : uncertaintyOf[row.kind],
      importance,
    };
  }

  #line(row: EntryRow, number: string | null) {
    const { name, postcode, citycode, city, oldcitycode, oldcity, kind } = row;
    const line = number === null ? name : `${number} ${name}`;
    return {
      label: kind === 'municipality' ? city : `${line} ${postcode} ${city}`.replace(/ {2,}/g, ' '),
      housenumber: number,
      name: line,
      street: kind === 'street' ? name : null,
      postcode,
      citycode,
      city,
      oldcitycode: oldcitycode || null,
      oldcity: oldcity || null,
      provider: 'local' as const,
      ...(kind === 'street' && { numbers: () => placesOfNumbers(this.#tables.numbers(row.entry)) }),
    };
  }
}

/** The numbers of a list are equally meant: an unknown one is not set aside for a known one. */
function withBestScore(candidates: readonly Candidate[]): Candidate[] {
  const score = Math.max(...candidates.map((one) => one.score));
  return candidates.map((one) => ({ ...one, score }));
}

/** Words that a single letter abbreviates, where the street has no such index. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['b', 'bis'],
  ['t', 'ter'],
  ['q', 'quater'],
]);
/** Factor on the score of a number missing from the street: placed beside or between neighbours, or not placed. */
const NEARBY = 0.95;
const NO_NUMBER = 0.88;
/** Metres: the width of a house and its plot. */
const NEXT_DOOR = 30;
function placesOfNumbers(rows: readonly NumberRow[]): StreetNumber[] {
  const positions = new Map<string, NumberRow[]>();
  for (const row of rows) {
    const key = written(row.number, row.suffix);
    const others = positions.get(key);
    if (others) others.push(row);
    else positions.set(key, [row]);
  }
  return [...positions.values()].flatMap(distinctPlaces).map(({ number, suffix, lon, lat, position, uncertainty }) => ({
    number,
    suffix,
    lon,
    lat,
    positionType: position,
    uncertainty,
  }));
}

function written(number: number, suffix: string): string {
  return suffix === '' ? String(number) : `${number} ${suffix}`;
}
