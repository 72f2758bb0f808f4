import { closeSync, openSync, writeSync } from 'node:fs';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import proj4 from 'proj4';
import type { MadeHamlet } from './hamlets.ts';
import { envelope } from './spelling.ts';
import type { MadeAddress } from './street.ts';

/** Made-up addresses in the columns of the Base Adresse Nationale, to test the reader of its files. */

/** Writes `addresses`, one at a time, in the format of `adresses-62.csv`; compressed where the name ends with `.gz`. */
export function writeBanFile(path: string, addresses: Iterable<MadeAddress>): void {
  writeLines(path, ADDRESS_COLUMNS, linesOf(addresses, banLine));
}

/** Writes `hamlets` in the format of `lieux-dits-62-beta.csv`; compressed where the name ends with `.gz`. */
export function writeHamletsFile(path: string, hamlets: Iterable<MadeHamlet>): void {
  writeLines(path, HAMLET_COLUMNS, linesOf(hamlets, hamletLine));
}

export const ADDRESS_COLUMNS = [
  ...['id', 'id_fantoir', 'numero', 'rep', 'nom_voie', 'code_postal', 'code_insee', 'nom_commune'],
  ...[
    'code_insee_ancienne_commune',
    'nom_ancienne_commune',
    'x',
    'y',
    'lon',
    'lat',
    'type_position',
    'alias',
    'nom_ld',
  ],
  ...[
    'libelle_acheminement',
    'nom_afnor',
    'source_position',
    'source_nom_voie',
    'certification_commune',
    'cad_parcelles',
  ],
];

export const HAMLET_COLUMNS = [
  ...['id', 'nom_lieu_dit', 'code_postal', 'code_insee', 'nom_commune', 'code_insee_ancienne_commune'],
  ...['nom_ancienne_commune', 'x', 'y', 'lon', 'lat', 'source_position', 'source_nom_voie'],
];

function banLine(address: MadeAddress): string {
  const {
    id,
    number,
    suffix,
    street,
    postcode,
    citycode,
    city,
    oldcitycode,
    oldcity,
    lon,
    lat,
    positionType,
    streetId,
  } = address;
  // Other columns of the BAN, drawn from the key so that they are the same in every file.
  const chance = crc32(id);
  const parcel = `${citycode}000A${String(chance % 800)
    .padStart(5, '0')
    .slice(-4)}`;
  return [
    ...[id, /_\d{4}$/.test(streetId) ? streetId : '', number, suffix ?? '', street, postcode, citycode, city],
    ...[oldcitycode ?? '', oldcity ?? '', ...lambert93(lon, lat), lon, lat, positionType, '', ''],
    ...[
      envelope(city),
      envelope(street),
      chance % 5 === 0 ? 'inconnue' : 'commune',
      'commune',
      chance % 3 === 0 ? 0 : 1,
    ],
    chance % 4 === 0 ? '' : parcel,
  ].join(';');
}

function hamletLine({ id, name, postcode, citycode, city, lon, lat }: MadeHamlet): string {
  return [id, name, postcode, citycode, city, '', '', ...lambert93(lon, lat), lon, lat, 'commune', 'commune'].join(';');
}

function lambert93(lon: number, lat: number): string[] {
  return LAMBERT_93.forward([lon, lat]).map((metres) => metres.toFixed(2));
}

const LAMBERT_93 = proj4(
  '+proj=longlat +datum=WGS84 +no_defs',
  '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs',
);

function* linesOf<T>(rows: Iterable<T>, line: (row: T) => string): Generator<string> {
  for (const row of rows) yield line(row);
}

/** Synchronous, in blocks: the set-up of a test needs no streams, and the file is never whole in memory. */
function writeLines(path: string, columns: readonly string[], lines: Iterable<string>): void {
  const file = openSync(path, 'w');
  const output = path.endsWith('.gz')
    ? gzipOutput(file)
    : { write: (bytes: Buffer) => writeAll(file, bytes), end() {} };
  let block = `${columns.join(';')}\n`;
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length < BLOCK) continue;
    output.write(Buffer.from(block));
    block = '';
  }
  output.write(Buffer.from(block));
  output.end();
  closeSync(file);
}

/** One gzip member (RFC 1952) of blocks that each end on a whole byte. Node only offers asynchronous streams for it. */
function gzipOutput(file: number) {
  let check = 0;
  let length = 0;
  writeAll(file, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]));
  return {
    write(bytes: Buffer): void {
      check = crc32(bytes, check);
      length += bytes.length;
      writeAll(file, deflateRawSync(bytes, { level: 4, finishFlush: constants.Z_SYNC_FLUSH }));
    },
    end(): void {
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(check, 0);
      trailer.writeUInt32LE(length % 2 ** 32, 4);
      writeAll(file, Buffer.concat([deflateRawSync(Buffer.alloc(0)), trailer]));
    },
  };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

const BLOCK = 1 << 20;
