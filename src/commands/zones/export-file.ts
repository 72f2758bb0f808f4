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

/** The formats of a layer, as named by `--format`. */
export const LAYER_FORMATS = ['geojson', 'geojsonl', 'geojsons', 'gpkg', 'shp', 'kml', 'csv', 'parquet'] as const;
export type LayerFormat = (typeof LAYER_FORMATS)[number];

/** Returns the format of a file name's extension; undefined for another one. */
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

/** Returns whether the format only has WGS84: GeoJSON (RFC 7946) and KML. */
export function isAlwaysWgs84(format: LayerFormat): boolean {
  return format === 'kml' || format.startsWith('geojson');
}

/** Writes a layer at `path`, with the files beside it. Returns what the format could not store unchanged, in French. */
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
      // GDAL and QGIS recognise a geometry column by this name.
      return writeCsv(path, head, { geometryName: 'WKT', isSafe: true });
  }
}

/** The first moment that a zip can store, in local time. */
const FIRST_MOMENT = new Date(1980, 0, 1);

/** Puts all the files beside `path` in a zip of that name, and removes them. */
function zipFolder(path: string): void {
  const folder = dirname(path);
  const names = readdirSync(folder);
  // Entries have a fixed time, so that the same content makes the same bytes.
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
