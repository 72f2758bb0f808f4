import type { BatchOptions } from '../../batch/csv-answer.ts';
import { transformationOf } from '../../geo/projection.ts';

/** The way to WGS84 for the rows of a file in `crs`, undefined when it is WGS84. A row outside its domain is one bad row, not the end of the file. */
export function rowsToWgs84(crs: string | undefined): BatchOptions['toWgs84'] {
  if (crs === undefined) return undefined;
  const system = transformationOf(crs);
  // What is in degrees, and no place, is told by whoever reads it.
  if (system.code === 'EPSG:4326') return (lon, lat) => [lon, lat];
  return (x, y) => {
    try {
      return system.toWgs84(x, y);
    } catch {
      return [Number.NaN, Number.NaN];
    }
  };
}
