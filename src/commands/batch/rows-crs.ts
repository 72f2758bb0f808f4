import type { BatchOptions } from '../../batch/csv-answer.ts';
import { transformationOf } from '../../geo/projection.ts';

/**
 * Returns the conversion to WGS84 for the rows of a file in `crs`; undefined for WGS84. A row outside the system is an
 * invalid row and does not end the run.
 */
export function rowsToWgs84(crs: string | undefined): BatchOptions['toWgs84'] {
  if (crs === undefined) return undefined;
  const system = transformationOf(crs);
  // The reader of rows reports degrees out of range.
  if (system.code === 'EPSG:4326') return (lon, lat) => [lon, lat];
  return (x, y) => {
    try {
      return system.toWgs84(x, y);
    } catch {
      return [Number.NaN, Number.NaN];
    }
  };
}
