import type { Zones } from '../zones/zones.ts';
import { type CollectionId, featuresOf, type Interval, type LayerFeature } from './features.ts';
import type { Queryable } from './queryables.ts';
import { CRS84, type Crs, shapeIn } from './reference-systems.ts';
import { passesSpatially, type SpatialFilter } from './spatial-filter.ts';

/** A request for features of a collection. */
export interface ItemsQuestion {
  readonly collection: CollectionId;
  readonly interval: Interval;
  readonly box: SpatialFilter | null;
  readonly filters: readonly { readonly queryable: Queryable; readonly value: string }[];
  readonly limit: number;
  readonly offset: number;
}

/** A page of matching features: at most `limit`, after skipping `offset`. `matched` counts them all. */
export interface ItemsPage {
  readonly features: readonly LayerFeature[];
  readonly matched: number;
}

/**
 * Returns the page for a request. It awaits `pause` before each step that may take milliseconds, so that other requests
 * are served meanwhile.
 */
export async function itemsOf(
  question: ItemsQuestion,
  zones: Zones,
  pause: () => Promise<unknown>,
): Promise<ItemsPage> {
  const { collection, interval, box, filters, limit, offset } = question;
  const matching = featuresOf(collection, interval, zones).filter(({ properties }) =>
    filters.every(({ queryable, value }) => queryable.matches(properties, value)),
  );
  if (box === null) return { features: matching.slice(offset, offset + limit), matched: matching.length };
  const met: LayerFeature[] = [];
  for (const feature of matching) {
    await pause();
    if (passesSpatially(feature, box)) met.push(feature);
  }
  return { features: met.slice(offset, offset + limit), matched: met.length };
}

/** Returns the feature with this id, of any generation; undefined when there is none. */
export function itemOf(collection: CollectionId, id: string, zones: Zones): LayerFeature | undefined {
  return featuresOf(collection, { from: null, to: null }, zones).find((feature) => feature.id === id);
}

/** Returns a GeoJSON feature, its positions in the axis order of `crs`. */
export function toGeoJson({ id, geometry, properties }: LayerFeature, crs: Crs = CRS84) {
  return {
    type: 'Feature' as const,
    id,
    geometry: geometry && { type: 'MultiPolygon' as const, coordinates: shapeIn(crs, geometry) },
    properties,
  };
}
