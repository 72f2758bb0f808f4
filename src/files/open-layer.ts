import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { chosen } from './chosen-name.ts';
import { readCsv } from './csv/read-csv.ts';
import type { Layer } from './feature.ts';
import {
  type Container,
  type Content,
  folderContainer,
  siblingsContainer,
  zipContainer,
} from './gis/read/container.ts';
import { readGeoJson } from './gis/read/read-geojson.ts';
import { readGeoPackage } from './gis/read/read-geopackage.ts';
import { readParquet } from './gis/read/read-parquet.ts';
import { readShapefile } from './gis/read/read-shapefile.ts';
import { readXlsx } from './gis/read/read-xlsx.ts';
import { EXPECTED, type InputFormat, isWorkbook, kindOf, kindOfStart, SAMPLE } from './input-format.ts';
import { layerEntries } from './layer-entries.ts';
import { inOneLine } from './system-error.ts';
import type { Encoding } from './text/encoding.ts';
import { unchanged } from './unchanged.ts';

/** Options that override the file's own metadata. */
export interface LayerOptions {
  /** The layer of a GeoPackage, the sheet of a workbook, or the file of a zip or folder. */
  readonly layer?: string | undefined;
  readonly encoding?: Encoding | undefined;
  /** When one of several layers must be chosen, considers only those that may contain polygons. */
  readonly draws?: 'polygons' | undefined;
}

/** A layer or a table, with the format of its file. */
export interface OpenedLayer extends Layer {
  readonly format: InputFormat;
}

/**
 * Opens a table or a layer of any format, recognised by its content; in a folder or a zip, the file of the layer.
 * Throws an Error of one French line, with the path, that gives the fault, or the layers when one must be chosen.
 * Reading the features throws in the same way, and also at the end when the file has changed since it was opened.
 */
export async function openLayer(path: string, options: LayerOptions = {}): Promise<OpenedLayer> {
  const [layer, ...others] = await openLayers(path, options);
  if (others.length === 0) return layer!;
  const names = [layer!, ...others].map(({ name }) => name).join(', ');
  throw inOneLine(path, new Error(`plusieurs couches, choisissez-en une (--layer) : ${names}`));
}

/**
 * Opens the same, or several layers when the shapefiles of a folder or zip have one territory each: the same fields,
 * each in its own system.
 */
export async function openLayers(path: string, options: LayerOptions = {}): Promise<OpenedLayer[]> {
  try {
    const expectUnchanged = unchanged(path);
    const layers = await open(path, options).catch((error: unknown) => {
      expectUnchanged();
      throw error;
    });
    return layers.map((layer) => ({
      ...layer,
      features: { [Symbol.asyncIterator]: () => named(path, layer.features, expectUnchanged) },
    }));
  } catch (error) {
    throw inOneLine(path, error);
  }
}

async function open(path: string, options: LayerOptions): Promise<OpenedLayer[]> {
  const { layer, encoding } = options;
  const kind = kindOf(path);
  const name = basename(path);
  switch (kind) {
    case 'folder':
      return openEntries(folderContainer(path), options);
    case 'zip': {
      const zip = zipContainer(readFileSync(path));
      if (!isWorkbook(zip)) return openEntries(zip, options);
      return [{ ...readXlsx(path, zip, layer), format: 'xlsx' }];
    }
    case 'shapefile':
      return [shapefile(siblingsOf(path), layer ?? name, encoding)];
    case 'csv':
      expectNoLayer(layer);
      return [{ ...(await readCsv(path, encoding)), format: kind }];
    default:
      return [await openContent(kind, path, name, options)];
  }
}

function shapefile(container: Container, name: string, encoding: Encoding | undefined): OpenedLayer {
  return { ...readShapefile(container, name, encoding), format: 'shapefile' };
}

/** Only the named file, not another of the folder whose name differs by its case. */
function siblingsOf(path: string): Container {
  const siblings = siblingsContainer(path);
  const name = chosen(siblings.names, basename(path));
  return { ...siblings, names: siblings.names.filter((other) => other === name || !/\.shp$/i.test(other)) };
}

async function openContent(
  format: 'geojson' | 'geopackage' | 'parquet',
  content: Content,
  name: string,
  { layer, encoding, draws }: LayerOptions,
): Promise<OpenedLayer> {
  if (format === 'geopackage') return { ...(await readGeoPackage(content, layer, draws)), format };
  expectNoLayer(layer);
  const read = format === 'geojson' ? readGeoJson(content, name, encoding) : readParquet(content, name);
  return { ...(await read), format };
}

function expectNoLayer(layer: string | undefined): void {
  if (layer === undefined) return;
  throw new Error('--layer ne va qu’avec un GeoPackage, un classeur Excel, un dossier ou un zip de couches');
}

async function openEntries(container: Container, options: LayerOptions): Promise<OpenedLayer[]> {
  const { names, layer, notices } = layerEntries(container, options.layer);
  const layers: OpenedLayer[] = [];
  for (const name of names) {
    try {
      layers.push(await openEntry(container, name, { ...options, layer }));
    } catch (error) {
      throw ofEntry(name, error);
    }
  }
  if (layers.length > 1 && !areTerritories(layers)) {
    throw new Error(`plusieurs couches, choisissez-en une (--layer) : ${names.join(', ')}`);
  }
  const joined = layers.length > 1 ? [`réunis : ${names.join(', ')}`] : [];
  return layers.map((each) => ({ ...each, notices: [...notices, ...joined, ...(each.notices ?? [])] }));
}

function openEntry(container: Container, name: string, options: LayerOptions): Promise<OpenedLayer> | OpenedLayer {
  if (/\.shp$/i.test(name)) return shapefile(container, name, options.encoding);
  const content = container.contentOf(name);
  const kind =
    typeof content === 'string' ? kindOf(content) : kindOfStart(Buffer.from(content.subarray(0, SAMPLE)), name);
  if (kind === 'geojson' || kind === 'geopackage' || kind === 'parquet') {
    return openContent(kind, content, name, options);
  }
  throw new Error(`son contenu n’est pas ce que dit son nom ; ${EXPECTED}`);
}

function ofEntry(name: string, error: unknown): unknown {
  const { message, name: kind, code } = error as NodeJS.ErrnoException;
  if (code !== undefined || kind !== 'Error' || message.startsWith(name)) return error;
  return new Error(`${name} : ${message}`, { cause: error });
}

function areTerritories(layers: readonly Layer[]): boolean {
  const systems = new Set(layers.map(({ crs }) => crs));
  const fields = new Set(
    layers.map((layer) =>
      layer.fields
        .map(({ name }) => name.toLowerCase())
        .sort()
        .join(),
    ),
  );
  return systems.size === layers.length && fields.size === 1;
}

/** A file that changes while it is read may fail in any way. The error is then that it changed. */
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
