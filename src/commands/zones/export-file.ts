import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { writeCsv } from '../../files/csv/write-csv.ts';
import type { Feature, FeatureWriter, Head } from '../../files/feature.ts';
import { writeGeoJson } from '../../files/gis/write/write-geojson.ts';
import { writeGeoPackage } from '../../files/gis/write/write-geopackage.ts';
import { type KmlStyles, writeKml } from '../../files/gis/write/write-kml.ts';
import { writeParquet } from '../../files/gis/write/write-parquet.ts';
import { writeShapefile } from '../../files/gis/write/write-shapefile.ts';
import { COMMUNE_COLOUR, KIND_COLOURS } from '../../ogc/kind-colours.ts';

/** The formats of a layer, by the name that `--format` has for them. */
export const LAYER_FORMATS = ['geojson', 'geojsonl', 'geojsons', 'gpkg', 'shp', 'kml', 'csv', 'parquet'] as const;
export type LayerFormat = (typeof LAYER_FORMATS)[number];

/** The format that a file's name ends in, undefined when it says none. */
export function formatNamed(path: string): LayerFormat | 'pmtiles' | undefined {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return FORMATS_BY_EXTENSION[extension];
}

const FORMATS_BY_EXTENSION: Readonly<Record<string, LayerFormat | 'pmtiles'>> = {
  geojson: 'geojson',
  json: 'geojson',
  geojsonl: 'geojsonl',
  ndjson: 'geojsonl',
  geojsons: 'geojsons',
  geojsonseq: 'geojsons',
  gpkg: 'gpkg',
  shp: 'shp',
  zip: 'shp',
  kml: 'kml',
  csv: 'csv',
  parquet: 'parquet',
  pmtiles: 'pmtiles',
};

/** GeoJSON (RFC 7946) and KML know no other reference system than WGS84. */
export function isAlwaysWgs84(format: LayerFormat): boolean {
  return format === 'kml' || format.startsWith('geojson');
}

/** Writes a layer at `path`, and what goes with it beside it. Returns what the format could not hold as it was, in French. */
export async function writeLayer(
  path: string,
  format: LayerFormat,
  head: Head,
  features: Iterable<Feature>,
): Promise<readonly string[]> {
  const isZip = format === 'shp' && /\.zip$/i.test(path);
  const written = isZip ? join(dirname(path), `${head.name}.shp`) : path;
  const writer = writerOf(written, format, head);
  for (const feature of features) await writer.write(feature);
  await writer.close();
  if (isZip) zipFolder(path);
  return 'notices' in writer ? (writer.notices as readonly string[]) : [];
}

function writerOf(path: string, format: LayerFormat, head: Head): FeatureWriter {
  switch (format) {
    case 'geojson':
      return writeGeoJson(path, head, 'collection');
    case 'geojsonl':
      return writeGeoJson(path, head, 'lines');
    case 'geojsons':
      return writeGeoJson(path, head, 'sequence');
    case 'gpkg':
      return writeGeoPackage(path, head);
    case 'shp':
      return writeShapefile(path, head);
    case 'kml':
      return writeKml(path, head, lookOf(head));
    case 'parquet':
      return writeParquet(path, head);
    case 'csv':
      // By this name GDAL and QGIS know what the column holds.
      return writeCsv(path, head, 'WKT');
  }
}

/** Of those that a zip can tell, where this machine is. */
const FIRST_MOMENT = new Date(1980, 0, 1);

/** Puts all that is beside `path` in a zip of that name, and nothing else is left there. */
function zipFolder(path: string): void {
  const folder = dirname(path);
  const names = readdirSync(folder);
  // The same bytes for the same content: entries bear no moment of writing but the format's first.
  const entries = names.map((name) => [name, [readFileSync(join(folder, name)), { mtime: FIRST_MOMENT }]]);
  writeFileSync(path, zipSync(Object.fromEntries(entries)));
  for (const name of names) rmSync(join(folder, name));
}

const STYLES = {
  qpv: { colour: KIND_COLOURS.qpv, fill: 0.35 },
  qic: { colour: KIND_COLOURS.qic, fill: 0.35 },
  commune: { colour: COMMUNE_COLOUR, fill: 0 },
};

function lookOf({ fields }: Head): KmlStyles {
  const kind = fields.findIndex(({ name }) => name === 'kind');
  return {
    styles: STYLES,
    styleOf: ({ values }) => (kind === -1 ? 'commune' : String(values[kind])),
  };
}
