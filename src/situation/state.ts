import type { Kind } from '../zones/zone.ts';

/** A zone that counts in one state of a place. Distances are signed ground metres to its limit, negative inside. */
export interface Member {
  /** Null for a zone that may exist where the loaded zones are not complete. */
  readonly id: string | null;
  readonly kind: Kind;
  readonly name: string | null;
  /**
   * `distance` is for the part of the place that this state considers, `nearest` and `farthest` for the whole place.
   */
  readonly distance: number;
  readonly nearest: number;
  readonly farthest: number;
  /** Whether the distances are examples within the doubt rather than measures. */
  readonly isSupposed?: boolean;
}

/** One zone in one possible state of the place; null when the zone does not count there. */
export type State = Member | null;
