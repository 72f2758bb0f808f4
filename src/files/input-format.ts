import { statSync } from 'node:fs';
import { startOf } from './file-start.ts';
import type { Container } from './gis/read/container.ts';
import { inOneLine } from './system-error.ts';

/** The formats of tables and layers that can be read. */
export type InputFormat = 'csv' | 'geojson' | 'geopackage' | 'parquet' | 'shapefile' | 'xlsx';

/**
 * The kind of an input, by its first bytes. A folder or a zip contains files of those formats; a workbook is a zip too.
 */
export type InputKind = Exclude<InputFormat, 'xlsx'> | 'zip' | 'folder';

/**
 * Returns the kind of the input at `path`. Throws an Error of one French line, with the path, when it is none of them.
 */
export function inputKind(path: string): InputKind {
  try {
    return kindOf(path);
  } catch (error) {
    throw inOneLine(path, error);
  }
}

/** Returns the kind of the input at `path`. Unlike those of `inputKind`, its errors do not contain the path. */
export function kindOf(path: string): InputKind {
  const found = statSync(path);
  if (found.isDirectory()) return 'folder';
  if (!found.isFile()) throw new Error('ce n’est pas un fichier');
  return kindOfStart(startOf(path, SAMPLE), path);
}

/** Returns the kind of an input from its first bytes and its name. Throws an Error when it is none of them. */
export function kindOfStart(start: Buffer, name: string): Exclude<InputKind, 'folder'> {
  if (start.length === 0) throw new Error('le fichier est vide');
  const first = start.toString('latin1', 0, 64);
  for (const [signature, kind] of SIGNATURES) if (first.startsWith(signature)) return kind;
  for (const [signature, advice] of UNSUPPORTED) if (first.startsWith(signature)) throw new Error(advice);
  if (start.includes(0))
    throw new Error(`ce n’est pas un fichier texte, et son format n’est pas reconnu ; ${EXPECTED}`);
  if (/^(\xef\xbb\xbf)?\s*\{/.test(first) || first.startsWith(RECORD_SEPARATOR)) return 'geojson';
  if (/^(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|kml|gml|wfs)/i.test(first)) {
    throw new Error(`c’est du XML ou une page HTML ; ${EXPECTED}`);
  }
  expectTable(name, start);
  return 'csv';
}

/** A CSV may have any name. A text of one column with the extension of another format is an error. */
function expectTable(path: string, start: Buffer): void {
  const [line = ''] = start.toString('latin1').split('\n', 1);
  const extension = NAMED.exec(path)?.[0].toLowerCase();
  if (extension !== undefined && !/[,;\t]/.test(line)) {
    throw new Error(`son nom dit ${extension}, mais ce n’en est pas un ; ${EXPECTED}`);
  }
  if (/^(\xef\xbb\xbf)?\s*\[/.test(line) && /json/.test(extension ?? '')) {
    throw new Error(`c’est un tableau JSON et non un GeoJSON ; ${EXPECTED}`);
  }
}

const NAMED = /\.(geojson|json|geojsonl|geojsons|ndjson|gpkg|parquet|shp|xlsx|zip)$/i;

export const EXPECTED =
  'un CSV, un classeur Excel (.xlsx), un GeoJSON, un GeoPackage, un Parquet ou un shapefile était attendu';

/** The number of bytes needed to recognise a format. */
export const SAMPLE = 4096;
/** The byte before each feature of a text sequence (RFC 8142). */
const RECORD_SEPARATOR = '\x1e';

const SIGNATURES: readonly (readonly [signature: string, kind: Exclude<InputKind, 'folder'>])[] = [
  ['SQLite format 3\0', 'geopackage'],
  ['PAR1', 'parquet'],
  ['\0\0\x27\x0a', 'shapefile'],
  ['PK', 'zip'],
];

/** Other known formats, with a French error for each. */
const UNSUPPORTED: readonly (readonly [signature: string, advice: string])[] = [
  ['\xd0\xcf\x11\xe0', 'c’est un ancien classeur Excel (.xls), ou un classeur protégé : enregistrez-le en .xlsx'],
  ['%PDF', `c’est un PDF ; ${EXPECTED}`],
  ['\x1f\x8b', 'le fichier est compressé par gzip : décompressez-le d’abord'],
  ['\xff\xfe', 'le fichier est en UTF-16 : enregistrez-le en UTF-8 ou en ISO-8859-1'],
  ['\xfe\xff', 'le fichier est en UTF-16 : enregistrez-le en UTF-8 ou en ISO-8859-1'],
];

/** Returns whether a zip is an Excel workbook. Throws an Error for an OpenDocument file. */
export function isWorkbook({ names }: Container): boolean {
  if (names.includes('xl/workbook.xml')) return true;
  if (names.includes('mimetype')) {
    throw new Error('c’est un classeur OpenDocument (.ods) : enregistrez-le en .xlsx ou en CSV');
  }
  return false;
}
