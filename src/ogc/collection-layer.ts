import type { Feature, Head } from '../files/feature.ts';
import type { BoundingBox, MultiPolygon } from '../geo/polygon.ts';
import { type ReferenceSystem, transformationOf } from '../geo/projection.ts';
import type { Kind } from '../zones/zone.ts';
import type { Zones } from '../zones/zones.ts';
import { type CollectionId, featuresOf, fieldsOf, type Interval, type LayerFeature } from './features.ts';

/** What of a collection is taken, and in which reference system. */
export interface LayerQuestion {
  readonly collection: CollectionId;
  readonly interval: Interval;
  readonly generation?: string | undefined;
  readonly kind?: Kind | undefined;
  /** As `EPSG:2154`; WGS84, bit for bit as stored, by default. */
  readonly crs?: string | undefined;
}

/** A collection as the layer of a file. */
export interface CollectionLayer {
  readonly head: Head;
  /** One by one: a band takes some milliseconds to draw. */
  readonly features: Iterable<Feature>;
  readonly count: number;
  /** Those that nobody has drawn, by their codes; they are among the features, without geometry. */
  readonly missing: readonly string[];
}

/** The features of a collection, ready to be written. Throws an Error when one lies where the reference system does not reach. */
export function layerOf(question: LayerQuestion, zones: Zones): CollectionLayer {
  const { collection, interval, generation, kind, crs = 'EPSG:4326' } = question;
  const system = transformationOf(crs);
  const fields = fieldsOf(collection);
  const found = featuresOf(collection, interval, zones).filter(
    ({ properties }) =>
      (generation === undefined || properties.generation === undefined || properties.generation === generation) &&
      (kind === undefined || properties.kind === undefined || properties.kind === kind),
  );
  const strangers = found.filter(({ box }) => box !== null && !isWithin(box, system.area));
  if (strangers.length > 0) {
    throw new Error(
      `${system.code} ne couvre pas tout ce qui est demandé (${named(strangers)}) : un autre système de coordonnées, ou WGS84, était attendu`,
    );
  }
  return {
    head: {
      name: collection,
      fields: fields.map(({ name, type }) => ({ name, type })),
      crs: system.code,
      geometryType: 'MultiPolygon',
    },
    features: written(found, fields, system),
    count: found.length,
    // A box is known before the shape is drawn.
    missing: found.filter(({ box }) => box === null).map(({ properties }) => String(properties.code)),
  };
}

function* written(
  features: readonly LayerFeature[],
  fields: readonly { readonly name: string }[],
  system: ReferenceSystem,
): Generator<Feature> {
  for (const { properties, geometry } of features) {
    const coordinates = geometry === null ? null : shapeIn(system, geometry);
    yield {
      values: fields.map(({ name }) => properties[name] ?? null),
      geometry: coordinates === null ? null : { type: 'MultiPolygon', coordinates },
    };
  }
}

function shapeIn({ code, fromWgs84 }: ReferenceSystem, shape: MultiPolygon): MultiPolygon {
  if (code === 'EPSG:4326') return shape;
  return shape.map((polygon) =>
    polygon.map((ring) =>
      ring.map(([lon, lat]) => {
        const [x, y] = fromWgs84(lon, lat);
        // So near their origin, the numbers are degrees.
        return Math.abs(x) <= 180 && Math.abs(y) <= 90 ? [x, y] : [toMillimetre(x), toMillimetre(y)];
      }),
    ),
  );
}

function toMillimetre(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}

function isWithin(box: BoundingBox, area: BoundingBox): boolean {
  return box[0] >= area[0] && box[1] >= area[1] && box[2] <= area[2] && box[3] <= area[3];
}

function named(features: readonly LayerFeature[]): string {
  const codes = features.map(({ properties }) => properties.code);
  return `${codes.slice(0, 3).join(', ')}${codes.length > 3 ? ` et ${codes.length - 3} de plus` : ''}`;
}
