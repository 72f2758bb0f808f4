import type { Encoding } from '../../files/csv/text.ts';
import type { ReferenceSystem } from '../../geo/projection.ts';

export type { Encoding } from '../../files/csv/text.ts';
export type Properties = Record<string, string | number | null>;

/** What the caller knows better than the file. */
export interface ReadOptions {
  /** `EPSG:2154`: what the coordinates are in, whatever the file says. */
  readonly crs?: string | undefined;
  readonly encoding?: Encoding | undefined;
  /** The layer, or the entry of a zip or of a folder. */
  readonly layer?: string | undefined;
}

/** Features as a file gives them: coordinates still in its own reference system, east first. */
export interface Layer {
  readonly system: ReferenceSystem;
  readonly encoding: Encoding;
  readonly features: readonly LayerFeature[];
  /** What the reader had to decide, in sentences. */
  readonly notices: readonly string[];
}

export interface LayerFeature {
  readonly properties: Properties;
  readonly geometry: PlanarMultiPolygon;
}

export type PlanarPosition = readonly [x: number, y: number];
export type PlanarRing = readonly PlanarPosition[];
export type PlanarMultiPolygon = readonly (readonly PlanarRing[])[];

/** `l’objet n° 3 (QN06208M)`: its rank from 1, and its code or its name where it has one. */
export function nameOf(index: number, properties: Properties): string {
  const keys = Object.keys(properties);
  const key = keys.find((name) => /^(code|id)/i.test(name)) ?? keys.find((name) => /^(lib|nom|name)/i.test(name));
  const value = key === undefined ? null : properties[key];
  return value === null || value === undefined ? `l’objet n° ${index + 1}` : `l’objet n° ${index + 1} (${value})`;
}
