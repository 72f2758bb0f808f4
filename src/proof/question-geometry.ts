import type { MultiPolygon, Position } from '../geo/polygon.ts';

/** Returns the footprint of a question as polygons; null when its place has another form or is missing. */
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
