import { extname } from 'node:path';

/** Returns the format of a file name's extension. Throws an Error that lists the extensions. */
export function formatOfName(name: string): OutputFormat {
  const extension = extname(name).toLowerCase();
  const format = FORMATS.get(extension);
  if (format !== undefined) return format;
  throw new Error(
    `${name} : son extension ne dit pas dans quel format écrire ; ${[...FORMATS.keys()].join(', ')} étaient attendus`,
  );
}

const FORMATS = new Map<string, OutputFormat>([
  ['.csv', 'csv'],
  ['.xlsx', 'xlsx'],
  ['.geojson', 'geojson'],
  ['.json', 'geojson'],
  ['.geojsonl', 'geojsonl'],
  ['.ndjson', 'geojsonl'],
  ['.geojsons', 'geojsons'],
  ['.gpkg', 'geopackage'],
  ['.parquet', 'parquet'],
]);

export type OutputFormat = 'csv' | 'geojson' | 'geojsonl' | 'geojsons' | 'geopackage' | 'parquet' | 'xlsx';
