import type { Header } from '../files/csv/header.ts';
import { BatchError } from '../files/error.ts';

/**
 * Where a file keeps what we ask: positions of columns, by name, whatever the case. `isProjected` when the coordinates
 * are in a stated CRS, as `x` and `y`. Throws a BatchError that names what is missing.
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
 * Where a file keeps what is said of a place beside its position. Throws a BatchError where several columns have one of
 * the names.
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

/** Where the column of that name is, whatever the case. Throws a BatchError where it is missing, with those that are there, or twice there. */
export function columnNamed(columns: readonly string[], name: string): number {
  const found = columns.flatMap((column, i) => (plainName(column) === plainName(name) ? [i] : []));
  if (found.length > 1) throw new BatchError(`plusieurs colonnes s’appellent « ${name} »`);
  if (found[0] === undefined) throw new BatchError(`colonne « ${name} » introuvable${shown(columns)}`);
  return found[0];
}

/** The name of a column as it is compared with another. */
export function plainName(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

/** Positions of the columns read; -1 for one that the file does not have. */
export interface InputColumns {
  readonly lon: number;
  readonly lat: number;
  readonly date: number;
  readonly uncertainty: number;
  readonly citycode: number;
}

/** The header line, which stands in `data`, with the names of the columns added; some of them may be taken. */
export function headerLine(data: Buffer, header: Header, added: readonly string[]): Buffer {
  const names = addedNames(header.columns, added).map((name) => header.written + name);
  return Buffer.concat([data.subarray(0, header.lineEnd), Buffer.from(names.join('') + header.eol)]);
}

/** The names of columns added to others, some of which may be taken. */
export function addedNames(columns: readonly string[], added: readonly string[]): string[] {
  const taken = new Set(columns.map((column) => column.toLowerCase()));
  return added.map((name) => {
    let free = name;
    while (taken.has(free)) free = `${free}_perimetre`;
    return free;
  });
}

/**
 * Columns as the end of a message lists them. The first line of a file without a header is somebody's row, which is not
 * repeated: names do not begin with a digit, as numbers of houses, postcodes and coordinates do.
 */
export function shown(columns: readonly string[]): string {
  if (columns.some((column) => ROW.test(column))) {
    return ' ; la première ligne semble être une donnée : les noms des colonnes y étaient attendus';
  }
  const first = columns.slice(0, 12).join(', ');
  return ` ; colonnes lues : ${columns.length > 12 ? `${first}… (${columns.length})` : first}`;
}

/** A number, an address, or what is longer than names are. */
const ROW = /^[\s[{(]*[-+]?[\d.,]|\b\d{5}\b|@|.{65}/;
