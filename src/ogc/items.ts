import type { Zones } from '../zones/zones.ts';
import { type CollectionId, featuresOf, type Interval, type LayerFeature } from './features.ts';
import type { Queryable } from './queryables.ts';
import { CRS84, type Crs, shapeIn } from './reference-systems.ts';
import { passesSpatially, type SpatialFilter } from './spatial-filter.ts';

/** What is asked of a collection. */
export interface ItemsQuestion {
  readonly collection: CollectionId;
  readonly interval: Interval;
  readonly box: SpatialFilter | null;
  readonly filters: readonly { readonly queryable: Queryable; readonly value: string }[];
  readonly limit: number;
  readonly offset: number;
}

/** A page of a collection: of all that match, the first `limit` after `offset`. */
export interface ItemsPage {
  readonly features: readonly LayerFeature[];
  readonly matched: number;
}

/** The page that answers. `pause` is awaited before what may take milliseconds: others are served meanwhile. */
export async function itemsOf(
  question: ItemsQuestion,
  zones: Zones,
  pause: () => Promise<unknown>,
): Promise<ItemsPage> {
  const { collection, interval, box, filters, limit, offset } = question;
  const named = featuresOf(collection, interval, zones).filter(({ properties }) =>
    filters.every(({ queryable, value }) => queryable.matches(properties, value)),
  );
  if (box === null) return { features: named.slice(offset, offset + limit), matched: named.length };
  const met: LayerFeature[] = [];
  for (const feature of named) {
    await pause();
    if (passesSpatially(feature, box)) met.push(feature);
  }
  return { features: met.slice(offset, offset + limit), matched: met.length };
}

/** The feature of an id, whatever its generation; undefined when there is none. */
export function itemOf(collection: CollectionId, id: string, zones: Zones): LayerFeature | undefined {
  return featuresOf(collection, { from: null, to: null }, zones).find((feature) => feature.id === id);
}

/** A feature as GeoJSON writes it, its positions in the order of the axes of `crs`. */
export function toGeoJson({ id, geometry, properties }: LayerFeature, crs: Crs = CRS84) {
  return {
    type: 'Feature' as const,
    id,
    geometry: geometry && { type: 'MultiPolygon' as const, coordinates: shapeIn(crs, geometry) },
    properties,
  };
}
