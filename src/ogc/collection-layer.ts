import type { Feature, Head } from '../files/feature.ts';
import type { BoundingBox, MultiPolygon } from '../geo/polygon.ts';
import { type ReferenceSystem, transformationOf } from '../geo/projection.ts';
import type { Kind } from '../zones/zone.ts';
import type { Zones } from '../zones/zones.ts';
import { type CollectionId, featuresOf, fieldsOf, type Interval, type LayerFeature } from './features.ts';
import { toMillimetre } from './reference-systems.ts';

/** A collection, the filters on its features, and the reference system of the result. */
export interface LayerQuestion {
  readonly collection: CollectionId;
  readonly interval: Interval;
  readonly generation?: string | undefined;
  readonly kind?: Kind | undefined;
  /** A code like `EPSG:2154`. By default WGS84, with the stored coordinates bit for bit. */
  readonly crs?: string | undefined;
}

/** A collection as the layer of a file. */
export interface CollectionLayer {
  readonly head: Head;
  /** Computed one by one: a band takes some milliseconds. */
  readonly features: Iterable<Feature>;
  readonly count: number;
  /** The codes of the zones without a perimeter. They are among the features, with a null geometry. */
  readonly missing: readonly string[];
}

/**
 * Returns the features of a collection as a layer to write. Throws an Error when one is outside the area of the
 * reference system.
 */
export function layerOf(question: LayerQuestion, zones: Zones): CollectionLayer {
  const { collection, interval, generation, kind, crs = 'EPSG:4326' } = question;
  const system = transformationOf(crs);
  const fields = fieldsOf(collection);
  const found = featuresOf(collection, interval, zones).filter(
    ({ properties }) =>
      (generation === undefined || properties.generation === undefined || properties.generation === generation) &&
      (kind === undefined || properties.kind === undefined || properties.kind === kind),
  );
  const outside = found.filter(({ box }) => box !== null && !isWithin(box, system.area));
  if (outside.length > 0) {
    throw new Error(
      `${system.code} ne couvre pas tout ce qui est demandé (${named(outside)}) : un autre système de ` +
        'coordonnées, ou WGS84, était attendu',
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
    // The bounding box is known before the geometry is computed.
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
        // Numbers this small are degrees: metres are rounded to the millimetre, degrees are not.
        return Math.abs(x) <= 180 && Math.abs(y) <= 90 ? [x, y] : [toMillimetre(x), toMillimetre(y)];
      }),
    ),
  );
}

function isWithin(box: BoundingBox, area: BoundingBox): boolean {
  return box[0] >= area[0] && box[1] >= area[1] && box[2] <= area[2] && box[3] <= area[3];
}

function named(features: readonly LayerFeature[]): string {
  const codes = features.map(({ properties }) => properties.code);
  return `${codes.slice(0, 3).join(', ')}${codes.length > 3 ? ` et ${codes.length - 3} de plus` : ''}`;
}
