/**
 * A table or layer of any format: rows of values, each with or without a geometry. A reader returns a `Layer`; a writer
 * takes its features one by one, so that a file may have any length.
 */
export interface Layer {
  readonly name: string;
  readonly fields: readonly Field[];
  /** The bytes to which the format cuts the names of fields; absent when it does not. */
  readonly longestName?: number;
  /**
   * `EPSG:` and a number, or a definition that proj4 reads; null when the file has no CRS. Positions always have east
   * first.
   */
  readonly crs: string | null;
  /** Null for a table without geometry. */
  readonly geometryType: GeometryType | 'Geometry' | null;
  /** Null when the format does not give it. */
  readonly count: number | null;
  /** The encoding of texts when the format does not fix it: `utf-8`, `windows-1252`, `cp850`. */
  readonly encoding?: string;
  /** Choices made by the reader: French sentences without a capital or a full stop. */
  readonly notices?: readonly string[];
  readonly features: AsyncIterable<Feature>;
}

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Whether it is a whole number that identifies each feature in its own file. */
  readonly isKey?: boolean;
  /** Whether its moments have no offset, in an unknown time zone. */
  readonly isLocal?: boolean;
}

export type FieldType = 'text' | 'integer' | 'real' | 'boolean' | 'date' | 'datetime';

/**
 * Dates are `YYYY-MM-DD`, moments RFC 3339 with or without an offset. Whole numbers that a double cannot hold are texts
 * of digits.
 */
export type Value = string | number | boolean | null;

export interface Feature {
  /** In the order of the layer's fields. */
  readonly values: readonly Value[];
  readonly geometry: Geometry | null;
  /** The part that could not be read, in French, without its content. The values or the geometry are then null. */
  readonly problem?: string;
  /**
   * Reasons, in French, for values that are missing although a value was meant, like a cell in error; by the position
   * of the field. The value is null.
   */
  readonly faults?: ReadonlyMap<number, string>;
  /** Whether the row has more fields than there are columns. The extra fields are not among its values. */
  readonly isCrowded?: boolean;
}

/** Types and nesting of GeoJSON, in the layer's own CRS, east first. A third coordinate may follow. */
export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Coordinates }
  | { readonly type: 'MultiPoint' | 'LineString'; readonly coordinates: readonly Coordinates[] }
  | { readonly type: 'MultiLineString' | 'Polygon'; readonly coordinates: readonly (readonly Coordinates[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Coordinates[])[])[] }
  | { readonly type: 'GeometryCollection'; readonly geometries: readonly Geometry[] };

export type GeometryType = Geometry['type'];
export type Coordinates = readonly number[];

/** The description that a writer gets before the first feature. */
export type Head = Omit<Layer, 'features' | 'count' | 'notices' | 'encoding' | 'longestName'>;

export interface FeatureWriter {
  write(feature: Feature): void | Promise<void>;
  /** Ends the file, which is only complete then. */
  close(): Promise<void>;
}
