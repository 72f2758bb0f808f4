import type { BanCounts } from './read-ban.ts';

/* The address file: its tables and its report. */

/** Contents and origin of an address file, stored in it. */
export interface AddressFileReport {
  readonly loadedOn: string;
  readonly departements: readonly string[];
  readonly addresses: number;
  readonly streets: number;
  readonly places: number;
  readonly communes: number;
  /** Rows that repeat another one. */
  readonly repeated: number;
  readonly files: readonly ({ readonly name: string } & Readonly<BanCounts>)[];
}

/** Version of the format that this code writes and reads. */
export const FORMAT = 2;

export const SCHEMA = `
  CREATE TABLE about (json TEXT NOT NULL);
  CREATE TABLE entries (
    entry INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, postcode TEXT NOT NULL,
    citycode TEXT NOT NULL, city TEXT NOT NULL, oldcitycode TEXT NOT NULL, oldcity TEXT NOT NULL,
    lon REAL NOT NULL, lat REAL NOT NULL, west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL, north REAL NOT NULL,
    size INTEGER NOT NULL
  );
  CREATE TABLE numbers (
    entry INTEGER NOT NULL, number INTEGER NOT NULL, suffix TEXT NOT NULL, position TEXT NOT NULL,
    lon REAL NOT NULL, lat REAL NOT NULL, uncertainty INTEGER NOT NULL, cell INTEGER NOT NULL,
    PRIMARY KEY (entry, number, suffix, position, lon, lat)
  ) WITHOUT ROWID;
  CREATE TABLE search (name TEXT PRIMARY KEY, bytes BLOB NOT NULL);
`;

/**
 * Cells of a thousandth of a degree, 110 m high and some 70 m wide: the surroundings of a point are in a few of them.
 */
export function cellOf(lon: number, lat: number): number {
  return (Math.floor(lat * CELLS) + 90 * CELLS) * 1_000_000 + Math.floor(lon * CELLS) + 180 * CELLS;
}

export const CELLS = 1000;

/** Overseas, a département has three characters. */
export function departementOf(citycode: string): string {
  return citycode.slice(0, citycode.startsWith('97') ? 3 : 2);
}
