/**
 * What tables and layers are made of, whatever the format: rows of values, each with a geometry or none. A reader gives a
 * `Layer`, a writer takes its features one by one, so that a file of any length passes through.
 */
export interface Layer {
  readonly name: string;
  readonly fields: readonly Field[];
  /** Bytes after which the format cuts the names of fields; absent where it does not. */
  readonly longestName?: number;
  /** `EPSG:` and a number, or a definition that proj4 reads; null where the file does not say. Positions are east first in any case. */
  readonly crs: string | null;
  /** Null where the layer is a table without geometry. */
  readonly geometryType: GeometryType | 'Geometry' | null;
  /** Known where the format says it. */
  readonly count: number | null;
  /** Of its texts, where that is not settled by the format: `utf-8`, `iso-8859-1` (read as windows-1252), `cp850`. */
  readonly encoding?: string;
  /** What the reader had to decide, in French sentences without a capital or a full stop. */
  readonly notices?: readonly string[];
  readonly features: AsyncIterable<Feature>;
}

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** A whole number that names each feature in its own file. */
  readonly isKey?: boolean;
  /** Moments of a clock that nobody names: none has an offset. */
  readonly isLocal?: boolean;
}

export type FieldType = 'text' | 'integer' | 'real' | 'boolean' | 'date' | 'datetime';

/** Dates as `YYYY-MM-DD`, moments as RFC 3339, with or without an offset; whole numbers that a double cannot hold as their digits. */
export type Value = string | number | boolean | null;

export interface Feature {
  /** In the order of the layer's fields. */
  readonly values: readonly Value[];
  readonly geometry: Geometry | null;
  /** What could not be read of it, in words that repeat nothing of it: the values or the geometry are then null. */
  readonly problem?: string;
  /** Values that were meant and are not there, as a cell in error: by the position of its field, the reason in French. Its value is null. */
  readonly faults?: ReadonlyMap<number, string>;
  /** The row has more fields than there are columns: those beyond are not among its values. */
  readonly isCrowded?: boolean;
}

/** As GeoJSON names and nests them, in the layer's own CRS, east first; a third coordinate may follow. */
export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Coordinates }
  | { readonly type: 'MultiPoint' | 'LineString'; readonly coordinates: readonly Coordinates[] }
  | { readonly type: 'MultiLineString' | 'Polygon'; readonly coordinates: readonly (readonly Coordinates[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Coordinates[])[])[] }
  | { readonly type: 'GeometryCollection'; readonly geometries: readonly Geometry[] };

export type GeometryType = Geometry['type'];
export type Coordinates = readonly number[];

/** What a writer is told before the first feature. */
export type Head = Omit<Layer, 'features' | 'count' | 'notices' | 'encoding' | 'longestName'>;

export interface FeatureWriter {
  write(feature: Feature): void | Promise<void>;
  /** Ends the file; it is whole only then. */
  close(): Promise<void>;
}
