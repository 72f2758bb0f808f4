import { readFileSync, statSync } from 'node:fs';
import { startOf } from './file-start.ts';
import { zipContainer } from './gis/read/container.ts';

/** The format of a file, by its first bytes. Throws an Error that says what it is when it is none of those that are read. */
export function formatOf(path: string): InputFormat {
  try {
    return recognised(path);
  } catch (error) {
    throw inOneLine(path, error);
  }
}

/** The same, its errors without the path. */
export function recognised(path: string): InputFormat {
  if (!statSync(path).isFile()) throw new Error('ce n’est pas un fichier');
  const start = startOf(path, SAMPLE);
  if (start.length === 0) throw new Error('le fichier est vide');
  const first = start.toString('latin1', 0, 64);
  for (const [signature, format] of SIGNATURES) if (first.startsWith(signature)) return format;
  if (first.startsWith('PK')) return formatOfZip(path);
  for (const [signature, advice] of STRANGERS) if (first.startsWith(signature)) throw new Error(advice);
  if (start.includes(0))
    throw new Error(`ce n’est pas un fichier texte, et son format n’est pas reconnu ; ${EXPECTED}`);
  if (/^(\xef\xbb\xbf)?\s*\{/.test(first) || first.startsWith(RECORD_SEPARATOR)) return 'geojson';
  if (/^(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|kml|gml|wfs)/i.test(first)) {
    throw new Error(`c’est du XML ou une page HTML ; ${EXPECTED}`);
  }
  expectTable(path, start);
  return 'csv';
}

/** A CSV may be called anything; a text of one column whose name tells another format is neither. */
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

const EXPECTED =
  'un CSV, un classeur Excel (.xlsx), un GeoJSON, un GeoPackage, un Parquet ou un shapefile était attendu';

const SAMPLE = 4096;
/** Before each feature of a text sequence (RFC 8142). */
const RECORD_SEPARATOR = '\x1e';

const SIGNATURES: readonly (readonly [signature: string, format: InputFormat])[] = [
  ['SQLite format 3\0', 'geopackage'],
  ['PAR1', 'parquet'],
  ['\0\0\x27\x0a', 'shapefile'],
];

const STRANGERS: readonly (readonly [signature: string, advice: string])[] = [
  ['\xd0\xcf\x11\xe0', 'c’est un ancien classeur Excel (.xls), ou un classeur protégé : enregistrez-le en .xlsx'],
  ['%PDF', `c’est un PDF ; ${EXPECTED}`],
  ['\x1f\x8b', 'le fichier est compressé par gzip : décompressez-le d’abord'],
  ['\xff\xfe', 'le fichier est en UTF-16 : enregistrez-le en UTF-8 ou en ISO-8859-1'],
  ['\xfe\xff', 'le fichier est en UTF-16 : enregistrez-le en UTF-8 ou en ISO-8859-1'],
];

function formatOfZip(path: string): InputFormat {
  const { names } = zipContainer(readFileSync(path));
  if (names.includes('xl/workbook.xml')) return 'xlsx';
  if (names.some((name) => /\.shp$/i.test(name))) return 'shapefile';
  if (names.includes('mimetype'))
    throw new Error('c’est un classeur OpenDocument (.ods) : enregistrez-le en .xlsx ou en CSV');
  throw new Error('le zip ne contient ni classeur Excel ni shapefile : sortez-en d’abord le fichier à lire');
}

export type InputFormat = 'csv' | 'geojson' | 'geopackage' | 'parquet' | 'shapefile' | 'xlsx';

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'ce fichier n’existe pas',
  ENOTDIR: 'un élément du chemin n’est pas un dossier',
  EACCES: 'l’accès est refusé',
  EISDIR: 'c’est un dossier, un fichier était attendu',
};

/** An error of the system or of a library as one French line, with the path. */
export function inOneLine(path: string, error: unknown): Error {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new Error(`${path} : ${SYSTEM_ERRORS[code] ?? message}`, { cause: error });
}
