import type { MultiPolygon } from '../geo/polygon.ts';

/** `qpv`: a quarter set by the State. `qic`: a quarter set by the agglomeration. */
export type Kind = 'qpv' | 'qic';

/** A period of days, both included, `YYYY-MM-DD`; an open end is null. */
export interface Period {
  readonly from: string;
  readonly to: string | null;
}

/** A period in which the law does not clearly say whether a zone counts, with a French explanation. */
export interface Doubt extends Period {
  readonly code: string;
  readonly message: string;
}

/** A quarter with a legal status, in one generation. */
export interface Zone {
  /** The State's code of a QPV (`QN06208M`), or our code of a QIC (`QIC-CATORIVE`). */
  readonly id: string;
  readonly kind: Kind;
  readonly generation: string;
  /** The official spelling. */
  readonly name: string;
  /** The name as people write it. */
  readonly usualName: string;
  /** Other spellings in official documents, without `name`. */
  readonly spellings: readonly string[];
  /** INSEE codes of its communes. */
  readonly communes: readonly string[];
  /** An estimate for display; no rule uses it. */
  readonly inhabitants: number | null;
  readonly inForce: Period;
  readonly doubts: readonly Doubt[];
  readonly notes: readonly string[];
  /** The id of the zone that it continues, in the previous generation. Their perimeters always differ. */
  readonly formerly: string | null;
  /** The last day on which a law still looks at the quarter, after the end of its generation. */
  readonly rememberedUntil?: string | undefined;
}

/** Where the zones of a kind and generation are all loaded. Elsewhere, a place in no loaded zone is unknown. */
export type Coverage =
  | { readonly type: 'everywhere' }
  | { readonly type: 'communes'; readonly citycodes: readonly string[] }
  | {
      readonly type: 'area';
      readonly geometry: MultiPolygon;
      /** Metres around the area in which there is no unknown zone either; 0 when this is not known. */
      readonly margin: number;
    };

export type PerimeterStatus = 'official' | 'indicative' | 'missing';

/** The geometry of a zone in a generation, with its source. */
export interface Perimeter {
  readonly status: PerimeterStatus;
  /** The most metres between the drawn limit and the legal one, due to the way its coordinates were written. */
  readonly precision: number;
  readonly source: string;
  readonly licence: string;
  /** SHA-256, in hexadecimal, of the geometry as stored; empty when the perimeter is missing. */
  readonly checksum: string;
  /** WGS84 longitude, latitude; null when the perimeter is missing. */
  readonly geometry: MultiPolygon | null;
}
