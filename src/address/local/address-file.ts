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
  /** Whether the addresses are made up; absent from real ones. */
  readonly isDemo?: true;
  readonly files: readonly ({ readonly name: string } & Readonly<BanCounts>)[];
}

/** Version of the format that this code writes and reads. */
export const FORMAT = 3;

/**
 * SQLite keeps records by their numbers or names; each record carries its checksum. `about` also has that of the search
 * index, so that the index of one file is never used with the entries of another.
 */
export const SCHEMA = `
  PRAGMA page_size = 8192;
  CREATE TABLE about (json TEXT NOT NULL, record BLOB NOT NULL);
  CREATE TABLE entries (entry INTEGER PRIMARY KEY, record BLOB NOT NULL, numbers BLOB NOT NULL);
  CREATE TABLE search (name TEXT PRIMARY KEY, record BLOB NOT NULL);
`;

/**
 * Cells of a thousandth of a degree, 110 m high and some 70 m wide: the surroundings of a point are in a few of them.
 */
export function cellOf(lon: number, lat: number): number {
  return (Math.floor(lat * CELLS) + 90 * CELLS) * CELL_ROW + Math.floor(lon * CELLS) + 180 * CELLS;
}

export const CELLS = 1000;
const CELL_ROW = 1_000_000;

/** Blocks of eight cells by eight, about a kilometre wide: for each, the streets with a number in it are listed. */
export function blockOf(lon: number, lat: number): number {
  return blockOfCell(cellOf(lon, lat));
}

/** The block of a cell. The blocks of a row of cells are consecutive numbers. */
export function blockOfCell(cell: number): number {
  return Math.floor(Math.floor(cell / CELL_ROW) / BLOCK) * BLOCK_ROW + Math.floor((cell % CELL_ROW) / BLOCK);
}

const BLOCK = 8;
const BLOCK_ROW = (CELLS * 360) / BLOCK + 1;

/** Overseas, a département has three characters. */
export function departementOf(citycode: string): string {
  return citycode.slice(0, citycode.startsWith('97') ? 3 : 2);
}
