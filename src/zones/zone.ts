import type { MultiPolygon } from '../geo/polygon.ts';

/** Set by the State (`qpv`) or by the agglomeration (`qic`). */
export type Kind = 'qpv' | 'qic';

/** A stretch of days, both included, `YYYY-MM-DD`; an open end is null. */
export interface Period {
  readonly from: string;
  readonly to: string | null;
}

/** A period in which the law does not say whether a zone counts, with the French sentence that explains it. */
export interface Doubt extends Period {
  readonly code: string;
  readonly message: string;
}

/** A quarter with a legal status, in one generation. */
export interface Zone {
  /** The State's code of a QPV (`QN06208M`), our own of a QIC (`QIC-CATORIVE`). */
  readonly id: string;
  readonly kind: Kind;
  readonly generation: string;
  readonly name: string;
  /** Other spellings met in official documents; `name` is not repeated. */
  readonly spellings: readonly string[];
  /** INSEE codes of the communes it lies in. */
  readonly communes: readonly string[];
  /** An estimate for display, never for a rule. */
  readonly inhabitants: number | null;
  readonly inForce: Period;
  readonly doubts: readonly Doubt[];
  readonly notes: readonly string[];
  /** The id of the zone that it continues, in the generation before; the perimeters of the two always differ. */
  readonly formerly: string | null;
}

/** Where the list of the zones of a kind and generation is complete. Elsewhere a place in no loaded zone is unknown. */
export type Coverage =
  | { readonly type: 'everywhere' }
  | { readonly type: 'communes'; readonly citycodes: readonly string[] }
  | {
      readonly type: 'area';
      readonly geometry: MultiPolygon;
      /** Metres around the area in which there is no unknown zone either; 0 when nobody says. */
      readonly margin: number;
    };

export type PerimeterStatus = 'official' | 'indicative' | 'missing';

/** The geometry of a zone in a generation, and where it comes from. */
export interface Perimeter {
  readonly status: PerimeterStatus;
  /** How far, in metres, the drawn limit may lie from the legal one because of how its coordinates were written. */
  readonly precision: number;
  readonly source: string;
  readonly licence: string;
  /** SHA-256, in hexadecimal, of the geometry as stored; empty when the perimeter is missing. */
  readonly checksum: string;
  /** WGS84 longitude, latitude; null when the perimeter is missing. */
  readonly geometry: MultiPolygon | null;
}
