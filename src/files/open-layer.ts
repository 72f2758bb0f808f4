import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { chosen } from './chosen-name.ts';
import { readCsv } from './csv/read-csv.ts';
import type { Encoding } from './csv/text.ts';
import type { Layer } from './feature.ts';
import { startOf } from './file-start.ts';
import { type Container, siblingsContainer, zipContainer } from './gis/read/container.ts';
import { readGeoJson } from './gis/read/read-geojson.ts';
import { readGeoPackage } from './gis/read/read-geopackage.ts';
import { readParquet } from './gis/read/read-parquet.ts';
import { readShapefile } from './gis/read/read-shapefile.ts';
import { readXlsx } from './gis/read/read-xlsx.ts';
import { type InputFormat, inOneLine, recognised } from './input-format.ts';
import { unchanged } from './unchanged.ts';

/** What the caller knows better than the file. */
export interface LayerOptions {
  /** The layer of a GeoPackage, the sheet of a workbook, the shapefile of a zip. */
  readonly layer?: string | undefined;
  readonly encoding?: Encoding | undefined;
}

/**
 * Opens a table or a layer, whatever its format: found by what the file holds, not by its name. Throws an Error of one French line, with
 * the path, that says what is wrong, or which layers there are where one has to be chosen; so does reading the features, at the end
 * when the file is no longer the one that was opened.
 */
export async function openLayer(path: string, { layer, encoding }: LayerOptions = {}): Promise<Layer> {
  try {
    const format = recognised(path);
    const expectUnchanged = unchanged(path);
    if (layer !== undefined && (format === 'csv' || format === 'geojson' || format === 'parquet')) {
      throw new Error('--layer ne va qu’avec un GeoPackage, un classeur Excel ou un zip de shapefiles');
    }
    const opened = await open(path, format, layer, encoding).catch((error: unknown) => {
      expectUnchanged();
      throw error;
    });
    return { ...opened, features: { [Symbol.asyncIterator]: () => named(path, opened.features, expectUnchanged) } };
  } catch (error) {
    throw inOneLine(path, error);
  }
}

function open(path: string, format: InputFormat, layer?: string, encoding?: Encoding): Promise<Layer> {
  switch (format) {
    case 'csv':
      return readCsv(path, encoding);
    case 'geojson':
      return readGeoJson(path, encoding);
    case 'geopackage':
      return readGeoPackage(path, layer);
    case 'parquet':
      return readParquet(path);
    case 'xlsx':
      return readXlsx(path, layer);
    case 'shapefile':
      return readShapefile(shapefilesOf(path), layer, encoding);
  }
}

function shapefilesOf(path: string): Container {
  if (startOf(path, 2).toString('latin1') === 'PK') return zipContainer(readFileSync(path));
  const siblings = siblingsContainer(path);
  const name = chosen(siblings.names, basename(path));
  // The file that was named, and not another of the folder whose name differs by its case alone.
  return { names: siblings.names.filter((other) => other === name || !/\.shp$/i.test(other)), read: siblings.read };
}

/** A file that changes while it is read may fail in any way: what is told is that it changed. */
async function* named<T>(path: string, features: AsyncIterable<T>, expectUnchanged: () => void): AsyncGenerator<T> {
  try {
    yield* whole(features, expectUnchanged);
    expectUnchanged();
  } catch (error) {
    throw inOneLine(path, error);
  }
}

async function* whole<T>(features: AsyncIterable<T>, expectUnchanged: () => void): AsyncGenerator<T> {
  try {
    yield* features;
  } catch (error) {
    expectUnchanged();
    throw error;
  }
}
