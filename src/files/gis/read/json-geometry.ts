import type { Coordinates, Geometry } from '../../feature.ts';

/**
 * Returns the GeoJSON geometry in a parsed JSON; null when it is empty. Throws an Error when its nesting or its numbers
 * are invalid.
 */
export function geometryOfJson(value: unknown): Geometry | null {
  return geometryAt(value, 0);
}

function geometryAt(value: unknown, depth: number): Geometry | null {
  if (value === null || value === undefined) return null;
  const { type, coordinates, geometries } = value as { type?: unknown; coordinates?: unknown; geometries?: unknown };
  switch (type) {
    case 'Point':
      return isEmpty(coordinates) ? null : { type, coordinates: position(coordinates) };
    case 'MultiPoint':
    case 'LineString':
      return isEmpty(coordinates) ? null : { type, coordinates: line(coordinates) };
    case 'MultiLineString':
    case 'Polygon':
      return isEmpty(coordinates) ? null : { type, coordinates: list(coordinates).map(line) };
    case 'MultiPolygon':
      return isEmpty(coordinates)
        ? null
        : { type, coordinates: list(coordinates).map((rings) => list(rings).map(line)) };
    case 'GeometryCollection': {
      if (depth > DEEPEST) throw new Error('géométrie illisible : ses collections sont trop emboîtées');
      const found = list(geometries).map((geometry) => geometryAt(geometry, depth + 1));
      const drawn = found.filter((geometry) => geometry !== null);
      return drawn.length === 0 ? null : { type, geometries: drawn };
    }
    default:
      throw new Error('géométrie illisible : un type de GeoJSON était attendu');
  }
}

const DEEPEST = 32;

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error('géométrie illisible : des coordonnées emboîtées comme celles de son type étaient attendues');
}

function line(value: unknown): Coordinates[] {
  return list(value).map(position);
}

function position(value: unknown): Coordinates {
  const at = list(value);
  const hasNumbers = at.length >= 2 && at.slice(0, 3).every((item) => typeof item === 'number');
  if (!hasNumbers) throw new Error('géométrie illisible : une position [x, y] en nombres était attendue');
  return at.length === 2 ? (at as number[]) : (at.slice(0, 3) as number[]);
}
