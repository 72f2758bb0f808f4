import type { Kind } from '../zones/zone.ts';

/** Signed ground metres to the limit of one zone, negative inside. */
export interface Member {
  /** Null for a zone that may exist where the loaded zones are not complete. */
  readonly id: string | null;
  readonly kind: Kind;
  readonly name: string | null;
  /** Of the part of the place that this membership looks at; of its nearest and of its farthest part. */
  readonly distance: number;
  readonly nearest: number;
  readonly farthest: number;
  /** The distances are an example of those that the doubt allows, not a measure. */
  readonly isSupposed?: boolean;
}

/** Of one zone in one possible state of the place; null when the zone does not count there. */
export type State = Member | null;
