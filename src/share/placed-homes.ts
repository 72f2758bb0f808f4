import { type Candidate, type Geocoder, GeocoderUnavailable, MOST_CANDIDATES } from '../address/candidate.ts';
import { inOrder } from '../batch/addresses/in-order.ts';
import { WaitingGeocoder } from '../batch/addresses/waiting-geocoder.ts';
import type { Home, HomeAddress, HomePosition } from './homes.ts';
import type { UnlocatedCause } from './share.ts';

/** A home after the search for its address, or the reason why it is not located. */
export type PlacedHome = HomePosition | FoundAddress | UnlocatedCause;

export interface FoundAddress {
  readonly text: string;
  readonly citycode: string | undefined;
  /** At least one. */
  readonly candidates: readonly Candidate[];
}

/**
 * Locates the homes of a list, in its order; null where a row does not count. Several addresses are geocoded at once;
 * repeated ones, as in one building, only once. Nothing is kept beyond the run.
 */
export async function* placed<Row>(
  rows: AsyncIterable<readonly [Home | null, Row]>,
  geocoder: Geocoder,
): AsyncGenerator<readonly [PlacedHome | null, Row]> {
  const waiting = new WaitingGeocoder(geocoder);
  const finder = new AddressFinder(waiting);
  async function* asked(): AsyncGenerator<readonly [Row, PlacedHome | null | Promise<PlacedHome>]> {
    for await (const [home, row] of rows) yield [row, isAddress(home) ? finder.find(home) : home];
  }
  try {
    for await (const [row, home] of inOrder(asked())) yield [home, row];
  } finally {
    waiting.close();
  }
}

function isAddress(home: Home | null): home is HomeAddress {
  return typeof home === 'object' && home !== null && 'text' in home;
}

/** Addresses cached during a run. */
const REMEMBERED = 10_000;

class AddressFinder {
  readonly #geocoder: Geocoder;
  readonly #found = new Map<string, Promise<PlacedHome>>();

  constructor(geocoder: Geocoder) {
    this.#geocoder = geocoder;
  }

  find(address: HomeAddress): Promise<PlacedHome> {
    const key = JSON.stringify([address.text, address.citycode, address.postcode]);
    let found = this.#found.get(key);
    if (!found) {
      found = this.#ask(key, address);
      this.#found.set(key, found);
      if (this.#found.size > REMEMBERED) this.#found.delete(this.#found.keys().next().value!);
    }
    return found;
  }

  async #ask(key: string, { text, citycode, postcode }: HomeAddress): Promise<PlacedHome> {
    try {
      const candidates = await this.#geocoder.search({ text, citycode, postcode, limit: MOST_CANDIDATES });
      return candidates.length === 0 ? 'not-found' : { text, citycode, candidates };
    } catch (error) {
      if (!(error instanceof GeocoderUnavailable)) throw error;
      // A failed search is repeated for the next home at that address.
      this.#found.delete(key);
      return 'unasked';
    }
  }
}
