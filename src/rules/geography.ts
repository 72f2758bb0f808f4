/**
 * What a rule sees of a place: no coordinate, only how far it lies from the zones in force. One `Geography` is one
 * possible state of the place; a doubtful place has several, and each is judged.
 */
export interface Geography {
  /** INSEE code of the commune; null when it is none of those the data can name. */
  readonly commune: string | null;
  /** Whether that commune belongs to the agglomeration. */
  readonly inAgglomeration: boolean;
  /** A building or a plot has a `footprint`; a bare position cannot tell how far a building reaches. */
  readonly extent: 'point' | 'footprint';
  /** The generation of zones in force, null before the first one. */
  readonly generation: { readonly from: string; readonly to: string | null } | null;
  /** Every zone near enough to count for some rule. */
  readonly zones: readonly ZoneDistance[];
}

/** Signed ground metres between the place and the limit of a zone, negative inside; zero (on the limit) is inside. */
export interface ZoneDistance {
  /** Null for a zone that may exist where the loaded zones are not complete. */
  readonly id: string | null;
  readonly kind: 'qpv' | 'qic';
  readonly name: string | null;
  /** Of the part of the place that this geography looks at. */
  readonly distance: number;
  /** Of the nearest and of the farthest part of the place; both equal `distance` for a point. */
  readonly nearest: number;
  readonly farthest: number;
  /** The distances are an example of what is possible, to be judged and not to be told. */
  readonly isSupposed?: boolean;
}
