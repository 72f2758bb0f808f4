import { transformationOf } from '../../geo/projection.ts';
import type { Coordinates, Geometry } from '../feature.ts';
import { moved } from '../geometry.ts';

/**
 * Brings geometries from a reference system to WGS84, for formats that know no other: null where that system does not cover them. They are
 * left bit for bit where they are in WGS84 already, and where nothing is said of their system.
 */
export function movementToWgs84(crs: string | null): (geometry: Geometry) => Geometry | null {
  if (crs === null) return (geometry) => geometry;
  const system = transformationOf(crs);
  if (system.code === 'EPSG:4326') return (geometry) => geometry;
  const toWgs84 = ([x, y, ...rest]: Coordinates) => [...system.toWgs84(x!, y!), ...rest];
  return (geometry) => {
    try {
      return moved(geometry, toWgs84);
    } catch {
      return null;
    }
  };
}
