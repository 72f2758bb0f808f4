import type { Header } from '../files/csv/header.ts';
import { BatchError } from '../files/error.ts';

/**
 * Returns the positions of the input columns by name; case is ignored. `isProjected`: the user gave the CRS of the
 * coordinates, so columns `x` and `y` are accepted. Throws a BatchError that names the missing columns.
 */
export function findColumns(columns: readonly string[], isProjected: boolean): InputColumns {
  const position = (names: readonly string[]): number => positionOf(columns, names);
  const x = position(['x']);
  const y = position(['y']);
  const hasGeographic = position(['lon', 'longitude']) >= 0 && position(['lat', 'latitude']) >= 0;
  if (!isProjected && !hasGeographic && x >= 0 && y >= 0) {
    throw new BatchError(
      'les colonnes x et y demandent leur système de coordonnées : ajoutez par exemple --crs EPSG:2154',
    );
  }
  const lon = isProjected && x >= 0 ? x : position(['lon', 'longitude']);
  const lat = isProjected && y >= 0 ? y : position(['lat', 'latitude']);
  const missing = [lon < 0 ? 'lon' : '', lat < 0 ? 'lat' : ''].filter(Boolean);
  if (missing.length > 0) {
    throw new BatchError(
      `colonne${missing.length > 1 ? 's' : ''} ${missing.join(' et ')} ` +
        `introuvable${missing.length > 1 ? 's' : ''} (attendu : lon ou longitude, lat ou latitude, ou x et y avec ` +
        `--crs)${shown(columns)}`,
    );
  }
  return { lon, lat, ...findQualifiers(columns) };
}

/**
 * Returns the positions of the columns date, uncertainty and citycode; case is ignored. Throws a BatchError when
 * several columns have the same name.
 */
export function findQualifiers(columns: readonly string[]): Omit<InputColumns, 'lon' | 'lat'> {
  return {
    date: positionOf(columns, ['date']),
    uncertainty: positionOf(columns, ['uncertainty']),
    citycode: positionOf(columns, ['citycode']),
  };
}

function positionOf(columns: readonly string[], names: readonly string[]): number {
  const found = columns.flatMap((column, i) => (names.includes(column.toLowerCase()) ? [i] : []));
  if (found.length > 1) {
    throw new BatchError(
      `plusieurs colonnes pourraient être « ${names[0]} » : ${found.map((i) => columns[i]).join(', ')}`,
    );
  }
  return found[0] ?? -1;
}

/**
 * Returns the position of the column of that name; case is ignored. Throws a BatchError when there are several, or when
 * there is none: the message then lists the existing columns.
 */
export function columnNamed(columns: readonly string[], name: string): number {
  const found = columns.flatMap((column, i) => (plainName(column) === plainName(name) ? [i] : []));
  if (found.length > 1) throw new BatchError(`plusieurs colonnes s’appellent « ${name} »`);
  if (found[0] === undefined) throw new BatchError(`colonne « ${name} » introuvable${shown(columns)}`);
  return found[0];
}

/** Returns a column name in the form in which names are compared. */
export function plainName(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

/** The positions of the columns to read; -1 for a column that the file does not have. */
export interface InputColumns {
  readonly lon: number;
  readonly lat: number;
  readonly date: number;
  readonly uncertainty: number;
  readonly citycode: number;
}

/** Returns the header line, which is at the start of `data`, with the names of the added columns; see `addedNames`. */
export function headerLine(data: Buffer, header: Header, added: readonly string[]): Buffer {
  const names = addedNames(header.columns, added).map((name) => header.written + name);
  return Buffer.concat([data.subarray(0, header.lineEnd), Buffer.from(names.join('') + header.eol)]);
}

/** Returns the names of added columns. A name that the file already has gets the suffix `_perimetre`. */
export function addedNames(columns: readonly string[], added: readonly string[]): string[] {
  const taken = new Set(columns.map((column) => column.toLowerCase()));
  return added.map((name) => {
    let free = name;
    while (taken.has(free)) free = `${free}_perimetre`;
    return free;
  });
}

/**
 * Returns the list of columns for the end of an error message. When the first line looks like data, the file has no
 * header, and the message must not repeat the line, since it may be personal. Unlike house numbers, postcodes and
 * coordinates, names of columns do not start with a digit.
 */
export function shown(columns: readonly string[]): string {
  if (columns.some((column) => ROW.test(column))) {
    return ' ; la première ligne semble être une donnée : les noms des colonnes y étaient attendus';
  }
  const first = columns.slice(0, 12).join(', ');
  return ` ; colonnes lues : ${columns.length > 12 ? `${first}… (${columns.length})` : first}`;
}

/** Matches cells that are unlikely to be names: numbers, addresses, and long texts. */
const ROW = /^[\s[{(]*[-+]?[\d.,]|\b\d{5}\b|@|.{65}/;
