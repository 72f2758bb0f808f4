import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAddresses } from '../../src/address/local/build.ts';
import { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import type { MadeSize } from './made/addresses.ts';
import { madeFolder } from './made/cached.ts';

/**
 * Returns the path of an address file with made-up addresses, cached among the temporary files until its code changes.
 */
export async function madeBook(size: MadeSize = 'agglomeration'): Promise<string> {
  const root = join(import.meta.dirname, '..', '..');
  const hash = createHash('sha256');
  for (const file of globSync(['src/address/**/*.ts', 'test/address/made/*'], { cwd: root }).sort()) {
    hash.update(readFileSync(join(root, file)));
  }
  const path = join(tmpdir(), `perimetre-book-${hash.digest('hex').slice(0, 16)}-${size}.db`);
  if (existsSync(path)) return path;
  const folder = madeFolder(size);
  const inputs = readdirSync(folder).map((name) => ({ path: join(folder, name), name }));
  await buildAddresses(path, inputs, '2026-11-21');
  return path;
}

/** An address of a handwritten file; the rest of the row is made up. */
export interface BookRow {
  readonly number?: number;
  readonly suffix?: string;
  readonly street: string;
  readonly city: string;
  readonly citycode: string;
  readonly postcode?: string;
  readonly oldcity?: string;
  readonly oldcitycode?: string;
  readonly lon: number;
  readonly lat: number;
  /** Type of the position in the BAN; an entrance by default. */
  readonly position?: string;
}

/** Header of the BAN’s files of addresses. */
export const BAN_HEADER =
  'id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;source_nom_voie;certification_commune;cad_parcelles';

/** The text of a file of the BAN with the given rows. */
export function banText(rows: readonly BookRow[]): string {
  const streets = new Map<string, string>();
  const lines = rows.map((row) => {
    const key = `${row.citycode} ${row.street} ${row.oldcity ?? ''}`;
    const code = streets.get(key) ?? `${row.citycode}_${String(streets.size + 10).padStart(4, '0')}`;
    streets.set(key, code);
    const { number = 1, suffix = '', postcode = '62400', position = 'entrée' } = row;
    const id = `${code}_${String(number).padStart(5, '0')}${suffix && `_${suffix}`}`;
    return [
      ...[
        id,
        code,
        number,
        suffix,
        row.street,
        postcode,
        row.citycode,
        row.city,
        row.oldcitycode ?? '',
        row.oldcity ?? '',
      ],
      ...['', '', row.lon, row.lat, position, '', '', row.city.toUpperCase(), '', 'commune', 'commune', '1', ''],
    ].join(';');
  });
  return `${[BAN_HEADER, ...lines].join('\n')}\n`;
}

/** Returns the path of an address file with these rows, in a new folder; `remove` deletes it. */
export async function bookOf(rows: readonly BookRow[]): Promise<{ path: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'perimetre-book-'));
  const csv = join(folder, 'adresses-62.csv');
  writeFileSync(csv, banText(rows));
  const path = join(folder, 'addresses.db');
  await buildAddresses(path, [{ path: csv, name: 'adresses-62.csv' }], '2026-11-21');
  return { path, remove: () => rmSync(folder, { recursive: true }) };
}

/** The same, opened. */
export async function openBookOf(rows: readonly BookRow[]): Promise<{ book: LocalAddresses; close(): void }> {
  const { path, remove } = await bookOf(rows);
  const book = LocalAddresses.open(path);
  return {
    book,
    close() {
      book.close();
      remove();
    },
  };
}
