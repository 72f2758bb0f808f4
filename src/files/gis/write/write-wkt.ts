import type { Coordinates, Geometry } from '../../feature.ts';

/** Returns a geometry as well-known text, with enough digits to be read back bit for bit. */
export function wktOf(geometry: Geometry): string {
  return `${geometry.type.toUpperCase()} ${bodyOf(geometry)}`;
}

function bodyOf(geometry: Geometry): string {
  switch (geometry.type) {
    case 'Point':
      return `(${position(geometry.coordinates)})`;
    case 'LineString':
    case 'MultiPoint':
      return list(geometry.coordinates, position);
    case 'MultiLineString':
    case 'Polygon':
      return list(geometry.coordinates, line);
    case 'MultiPolygon':
      return list(geometry.coordinates, (polygon) => list(polygon, line));
    case 'GeometryCollection':
      return list(geometry.geometries, wktOf);
  }
}

function line(positions: readonly Coordinates[]): string {
  return list(positions, position);
}

function position(coordinates: Coordinates): string {
  return coordinates.join(' ');
}

function list<Item>(items: readonly Item[], write: (item: Item) => string): string {
  return items.length === 0 ? 'EMPTY' : `(${items.map(write).join(',')})`;
}
