import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chosen } from '../../files/chosen-name.ts';
import {
  type Container,
  folderContainer,
  isFolder,
  siblingsContainer,
  zipContainer,
} from '../../files/gis/read/container.ts';
import type { MultiPolygon } from '../../geo/polygon.ts';
import type { ReferenceSystem, Transformation } from '../../geo/projection.ts';
import { readGeoJson } from './geojson.ts';
import { readGeoPackage } from './geopackage.ts';
import { type Encoding, type Layer, type LayerFeature, nameOf, type Properties, type ReadOptions } from './layer.ts';
import { readShapefile } from './shapefile.ts';

export type { Encoding, Properties, ReadOptions } from './layer.ts';

export type Format = 'geojson' | 'geopackage' | 'shapefile';

/** What a file of perimeters holds. */
export interface PerimeterFile {
  readonly format: Format;
  /** As found or given, `EPSG:2154`; several separated by `, ` where shapefiles in several systems were put together. */
  readonly crs: string;
  readonly transformation: Transformation;
  readonly encoding: Encoding;
  readonly features: readonly PerimeterFeature[];
  /** What had to be decided to read it, in sentences. */
  readonly notices: readonly string[];
}

export interface PerimeterFeature {
  /** Its rank in the file, from 0. */
  readonly index: number;
  readonly properties: Readonly<Properties>;
  /** WGS84 longitude, latitude; otherwise as in the file: rings are neither closed, turned nor repaired. */
  readonly geometry: MultiPolygon;
}

/**
 * Reads the perimeters of a GeoJSON, a GeoPackage or a shapefile (with its siblings, in a folder or in a zip), told apart by
 * their content, and brings them to WGS84. A zip or a folder that holds several is read as the State lays its own out: the GeoJSON when there is
 * one, else the shapefiles of one territory each, put together. Every feature is read or the whole is refused: throws an Error
 * of one line, with the file, what is wrong and what was expected.
 */
export async function readPerimeterFile(path: string, options: ReadOptions = {}): Promise<PerimeterFile> {
  try {
    const { format, layers, notices } = layersOf(path, options);
    const features = layers.flatMap((layer) => layer.features.map((feature) => ({ feature, system: layer.system })));
    if (features.length === 0) throw new Error('il ne contient aucun objet ; un périmètre au moins était attendu');
    return {
      format,
      crs: distinct(layers.map(({ system }) => system.code)).join(', '),
      transformation: {
        name: distinct(layers.map(({ system }) => system.transformation.name)).join(', '),
        precision: Math.max(...layers.map(({ system }) => system.transformation.precision)),
      },
      // Several encodings only differ by the accents, which have been read: the one that had to be worked out is worth saying.
      encoding: layers.find(({ encoding }) => encoding !== 'utf-8')?.encoding ?? 'utf-8',
      features: features.map(({ feature, system }, index) => inWgs84(feature, system, index)),
      notices: distinct([...notices, ...layers.flatMap((layer) => layer.notices)]),
    };
  } catch (error) {
    throw new Error(`${path} : ${reasonOf(error)}`, { cause: error });
  }
}

interface Layers {
  readonly format: Format;
  readonly layers: readonly Layer[];
  readonly notices: readonly string[];
}

function layersOf(path: string, options: ReadOptions): Layers {
  if (isFolder(path)) return layersOfContainer(folderContainer(path), options);
  const kind = kindOf(startOf(path));
  if (kind === 'zip') return layersOfContainer(zipContainer(readFileSync(path)), options);
  if (kind === 'geopackage') return one(kind, readGeoPackage(path, options));
  if (kind === 'geojson') return one(kind, readGeoJson(readFileSync(path), options));
  return one(kind, readShapefile(siblingsContainer(path), basename(path), options));
}

function one(format: Format, layer: Layer, notices: readonly string[] = []): Layers {
  return { format, layers: [layer], notices };
}

function startOf(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const start = new Uint8Array(64);
    return start.subarray(0, readSync(file, start));
  } finally {
    closeSync(file);
  }
}

/** What a file is, by its first bytes. */
function kindOf(start: Uint8Array): Format | 'zip' {
  if (start.length === 0) throw new Error(`le fichier est vide ; ${EXPECTED}`);
  const text = String.fromCharCode(...start);
  if (text.startsWith('SQLite format 3\0')) return 'geopackage';
  if (text.startsWith('PK')) return 'zip';
  if (text.startsWith('\0\0\x27\x0a')) return 'shapefile';
  if (/^(\xef\xbb\xbf)?\s*\{/.test(text)) return 'geojson';
  throw new Error(`le format n’est pas reconnu ; ${EXPECTED}`);
}

const EXPECTED = 'un GeoJSON, un GeoPackage, un shapefile, ou un dossier ou un zip qui en contient était attendu';

function layersOfContainer(container: Container, options: ReadOptions): Layers {
  const candidates = container.names.filter((name) => /\.(geojson|json|gpkg|shp)$/i.test(name));
  const listed = candidates.join(', ');
  if (candidates.length === 0) throw new Error(`il ne contient aucune couche ; ${EXPECTED}`);
  const of = (pattern: RegExp) => candidates.filter((name) => pattern.test(name));
  if (options.layer !== undefined) {
    const packages = of(/\.gpkg$/i);
    // In a lone GeoPackage the layer is one of its own.
    if (packages.length === 1 && candidates.length === 1) return layerOfEntry(container, packages[0]!, options, []);
    return layerOfEntry(container, chosen(candidates, options.layer), { ...options, layer: undefined }, []);
  }
  const geoJson = of(/\.(geo)?json$/i);
  const whole = geoJson.length > 1 ? geoJson.filter((name) => /wgs ?84/i.test(name)) : geoJson;
  if (whole.length === 1) return layerOfEntry(container, whole[0]!, options, noticesOfChoice(whole[0]!, candidates));
  if (geoJson.length > 1) throw new Error(`plusieurs couches, choisissez-en une (--layer) : ${listed}`);
  const packages = of(/\.gpkg$/i);
  if (packages.length > 1 || (packages.length === 1 && candidates.length > 1)) {
    throw new Error(`plusieurs couches, choisissez-en une (--layer) : ${listed}`);
  }
  if (packages.length === 1) return layerOfEntry(container, packages[0]!, options, []);
  return layersOfTerritories(container, candidates, options);
}

function noticesOfChoice(name: string, candidates: readonly string[]): string[] {
  const others = candidates.filter((other) => other !== name);
  return others.length === 0
    ? []
    : [`${name} est lu ; laissés de côté, comme les mêmes zones en d’autres systèmes : ${others.join(', ')}`];
}

/** Several shapefiles are one file when each is in its own reference system, with the same fields: one a territory. */
function layersOfTerritories(container: Container, names: readonly string[], options: ReadOptions): Layers {
  const layers = names.map((name) => withName(name, () => readShapefile(container, name, options)));
  const systems = distinct(layers.map(({ system }) => system.code));
  const fields = distinct(
    layers.map(({ features }) =>
      Object.keys(features[0]?.properties ?? {})
        .sort()
        .join()
        .toLowerCase(),
    ),
  );
  if (systems.length < names.length || fields.length > 1) {
    throw new Error(`plusieurs couches, choisissez-en une (--layer) : ${names.join(', ')}`);
  }
  const notices = names.length === 1 ? [] : [`réunis : ${names.join(', ')}`];
  return { format: 'shapefile', layers, notices };
}

function layerOfEntry(container: Container, name: string, options: ReadOptions, notices: readonly string[]): Layers {
  return withName(name, () => {
    if (/\.shp$/i.test(name)) return one('shapefile', readShapefile(container, name, options), notices);
    const bytes = container.read(name);
    const kind = kindOf(bytes.subarray(0, 64));
    if (kind === 'geojson') return one(kind, readGeoJson(bytes, options), notices);
    if (kind === 'geopackage') return one(kind, geoPackageFromMemory(bytes, options), notices);
    throw new Error(`son contenu n’est pas ce que dit son nom ; ${EXPECTED}`);
  });
}

/** SQLite reads files: the package is put in a temporary one for the time it takes. */
function geoPackageFromMemory(bytes: Uint8Array, options: ReadOptions): Layer {
  const folder = mkdtempSync(join(tmpdir(), 'perimetre-'));
  try {
    const path = join(folder, 'layer.gpkg');
    writeFileSync(path, bytes);
    return readGeoPackage(path, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function inWgs84({ properties, geometry }: LayerFeature, system: ReferenceSystem, index: number): PerimeterFeature {
  if (
    geometry.length === 0 ||
    geometry.some((rings) => rings.length === 0 || rings.some((ring) => ring.length === 0))
  ) {
    throw new Error(`${nameOf(index, properties)} a une géométrie vide ; un polygone était attendu`);
  }
  try {
    return {
      index,
      properties,
      geometry: geometry.map((rings) => rings.map((ring) => ring.map(([x, y]) => system.toWgs84(x, y)))),
    };
  } catch (error) {
    throw new Error(`${nameOf(index, properties)} : ${reasonOf(error)} : vérifiez le système de coordonnées (--crs)`);
  }
}

function withName<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = reasonOf(error);
    throw new Error(reason.startsWith(name) ? reason : `${name} : ${reason}`);
  }
}

/** One line, whatever threw it. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'ce fichier ou ce dossier n’existe pas';
  if (code === 'EACCES' || code === 'EPERM') return 'la lecture en est interdite';
  if (code !== undefined) return `la lecture a échoué (${code})`;
  return message.replaceAll(/\s+/g, ' ').trim();
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
