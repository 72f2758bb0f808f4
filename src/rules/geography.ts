/**
 * The input of rules about a place: no coordinate, only the distances to the zones in force. One `Geography` is one
 * possible state of the place; a doubtful place has several, and each is judged.
 */
export interface Geography {
  /** INSEE code of the commune; null when the data has no commune there. */
  readonly commune: string | null;
  /** Whether that commune belongs to the agglomeration. */
  readonly inAgglomeration: boolean;
  /** A building or a plot has a `footprint`; a position alone does not give the extent of a building. */
  readonly extent: 'point' | 'footprint';
  /** The generation of zones in force, null before the first one. */
  readonly generation: { readonly from: string; readonly to: string | null } | null;
  /** Every zone near enough to count for some rule. */
  readonly zones: readonly ZoneDistance[];
  /** Quarters of an earlier generation that a law still looks at, where some may be near. */
  readonly former?: readonly ZoneDistance[];
}

/** Signed ground metres between the place and the limit of a zone, negative inside. Zero (on the limit) is inside. */
export interface ZoneDistance {
  /** Null for a zone that may exist where the loaded zones are incomplete. */
  readonly id: string | null;
  readonly kind: 'qpv' | 'qic';
  readonly name: string | null;
  /** Distance of the part of the place that this geography describes. */
  readonly distance: number;
  /** Distances of the nearest and the farthest part of the place; both equal `distance` for a point. */
  readonly nearest: number;
  readonly farthest: number;
  /** The distances are an example of a possible position: they are judged, never displayed. */
  readonly isSupposed?: boolean;
}
