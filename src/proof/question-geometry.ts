import type { MultiPolygon, Position } from '../geo/polygon.ts';

/** The footprint that a question draws, as polygons; null when it tells the place otherwise, or not at all. */
export function footprintOf(body: object): MultiPolygon | null {
  const where = 'where' in body ? body.where : 'residence' in body ? body.residence : null;
  const geometry = (where as { geometry?: { type?: string; coordinates?: unknown } } | null)?.geometry;
  if (geometry?.type === 'LineString') {
    const line = geometry.coordinates as readonly Position[];
    // There and back: the outline of a line is the line.
    return [[[...line, ...line.toReversed()]]];
  }
  if (geometry?.type === 'Polygon') return [geometry.coordinates] as never;
  return geometry?.type === 'MultiPolygon' ? (geometry.coordinates as never) : null;
}
