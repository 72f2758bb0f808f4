import { isDefinition } from '../geo/projection.ts';
import { projJsonOf, wktOf } from './crs/crs-text.ts';
import { writeCsv } from './csv/write-csv.ts';
import type { FeatureWriter, Head } from './feature.ts';
import { writeGeoJson } from './gis/write/write-geojson.ts';
import { writeGeoPackage } from './gis/write/write-geopackage.ts';
import { writeParquet } from './gis/write/write-parquet.ts';
import { writeXlsx } from './gis/write/write-xlsx.ts';
import type { OutputFormat } from './output-format.ts';

/**
 * Creates a table or a layer at `path`, which must not exist yet, in any name. The file is complete once it is closed.
 */
export function createLayer(path: string, format: OutputFormat, head: Head): FeatureWriter {
  switch (format) {
    case 'csv':
      return writeCsv(path, head);
    case 'xlsx':
      return writeXlsx(path, head);
    case 'geopackage':
      return writeGeoPackage(path, head);
    case 'parquet':
      return writeParquet(path, head);
    case 'geojson':
      return writeGeoJson(path, head);
    case 'geojsonl':
      return writeGeoJson(path, head, 'lines');
    case 'geojsons':
      return writeGeoJson(path, head, 'sequence');
  }
}

/** Returns whether a file of the format can state that its positions are in this reference system. */
export function bearsCrs(format: OutputFormat, crs: string | null): boolean {
  if (crs === null || !isDefinition(crs)) return true;
  if (format === 'geopackage') return wktOf(crs) !== null;
  return format !== 'parquet' || projJsonOf(crs) !== null;
}
