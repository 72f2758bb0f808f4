import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import type { PositionType } from '../candidate.ts';
import { CITYCODE } from '../codes.ts';

/**
 * Reads a file of the Base Adresse Nationale (`adresses-62.csv.gz`, `lieux-dits-62-beta.csv.gz`, or plain `.csv`), and
 * passes each row that can be placed to `take`. Throws an Error of one French line when the format is wrong or the file
 * is truncated.
 */
export async function readBan(
  path: string,
  take: (row: BanRow) => void,
  progress: (read: number, size: number) => void = () => {},
): Promise<BanCounts> {
  const { size } = await stat(path);
  const counts: BanCounts = { rows: 0, kept: 0, withoutPosition: 0, unknownPositionType: 0, unreadable: 0 };
  let read = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      progress(read, size);
      done(null, chunk);
    },
  });
  const parser = parse({ delimiter: ';', bom: true, relax_column_count: true, max_record_size: 1_000_000 });
  const source = createReadStream(path, { highWaterMark: 1 << 16 });
  const stages = path.endsWith('.gz') ? [source, counter, createGunzip()] : [source, counter];
  const feeding = pipeline([...stages, parser] as never);
  // A failure of the stream also ends the loop below, which reports it.
  feeding.catch(() => {});
  try {
    let columns: Columns | null = null;
    let width = 0;
    let isLastShort = false;
    for await (const fields of parser as AsyncIterable<string[]>) {
      if (columns === null) {
        columns = columnsOf(fields);
        width = fields.length;
        continue;
      }
      counts.rows++;
      isLastShort = fields.length < width;
      const row = isLastShort ? unreadable(counts) : rowOf(fields, columns, counts);
      if (row === null) continue;
      counts.kept++;
      take(row);
    }
    await feeding;
    if (columns === null) throw new Error('le fichier est vide');
    if (isLastShort) throw new Error('la dernière ligne est incomplète, le fichier est tronqué');
  } catch (error) {
    throw new Error(inWords(error), { cause: error });
  }
  return counts;
}

/** An address or a hamlet with a position. */
export interface BanRow {
  /** Interoperability key of its street, `62119_1050`, or of the hamlet. */
  readonly streetId: string;
  readonly name: string;
  /** Null for a hamlet. */
  readonly number: number | null;
  /** Repetition index, in small letters; empty for none. */
  readonly suffix: string;
  readonly postcode: string;
  readonly citycode: string;
  readonly city: string;
  readonly oldcitycode: string;
  readonly oldcity: string;
  /** Hamlet or housing estate of the address; empty for none. */
  readonly place: string;
  readonly lon: number;
  readonly lat: number;
  readonly positionType: PositionType;
}

export interface BanCounts {
  rows: number;
  kept: number;
  /** Rows left out: without a position in France. */
  withoutPosition: number;
  unknownPositionType: number;
  /** Rows left out: without a readable number, name or commune. */
  unreadable: number;
}

type Columns = Readonly<Record<(typeof NAMES)[number], number>>;

const NAMES = [
  ...['id', 'numero', 'rep', 'nom_voie', 'nom_lieu_dit', 'code_postal', 'code_insee', 'nom_commune'],
  ...['code_insee_ancienne_commune', 'nom_ancienne_commune', 'lon', 'lat', 'type_position', 'nom_ld'],
] as const;
const REQUIRED = ['id', 'code_postal', 'code_insee', 'nom_commune', 'lon', 'lat'] as const;
const REQUIRED_OF_ADDRESSES = ['numero', 'rep', 'nom_voie', 'type_position'] as const;

function columnsOf(header: readonly string[]): Columns {
  const columns = Object.fromEntries(NAMES.map((name) => [name, header.indexOf(name)])) as Columns;
  const isPlaces = columns.nom_lieu_dit >= 0 && columns.numero < 0;
  const missing = [...REQUIRED, ...(isPlaces ? [] : REQUIRED_OF_ADDRESSES)].filter((name) => columns[name] < 0);
  if (missing.length > 0) {
    throw new Error(`l’en-tête n’est plus celui de la Base Adresse Nationale, il manque : ${missing.join(', ')}`);
  }
  return columns;
}

function rowOf(fields: readonly string[], columns: Columns, counts: BanCounts): BanRow | null {
  const text = (name: keyof Columns) => fields[columns[name]]?.trim() ?? '';
  const isPlace = columns.nom_lieu_dit >= 0 && columns.numero < 0;
  const name = text(isPlace ? 'nom_lieu_dit' : 'nom_voie');
  const number = isPlace ? null : Number(text('numero') || Number.NaN);
  const citycode = text('code_insee');
  const isReadable =
    name !== '' && CITYCODE.test(citycode) && (number === null || (Number.isInteger(number) && number >= 0));
  if (!isReadable) return unreadable(counts);
  const lon = Number(text('lon') || Number.NaN);
  const lat = Number(text('lat') || Number.NaN);
  // All parts of France, but nothing near 0, 0.
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90) || (Math.abs(lon) < 1e-6 && Math.abs(lat) < 1e-6)) {
    counts.withoutPosition++;
    return null;
  }
  const typeText = isPlace ? 'lieu-dit' : text('type_position').toLowerCase().replace('’', "'");
  const positionType = POSITION_TYPES.get(typeText);
  if (positionType === undefined) counts.unknownPositionType++;
  return {
    streetId: isPlace ? text('id') : text('id').split('_').slice(0, 2).join('_'),
    name,
    number,
    suffix: text('rep').toLowerCase(),
    postcode: text('code_postal'),
    citycode,
    city: text('nom_commune'),
    oldcitycode: text('code_insee_ancienne_commune'),
    oldcity: text('nom_ancienne_commune'),
    place: text('nom_ld'),
    lon,
    lat,
    positionType: positionType ?? 'unknown',
  };
}

function unreadable(counts: BanCounts): null {
  counts.unreadable++;
  return null;
}

/** The values of `type_position`; an empty one has no type. */
const POSITION_TYPES: ReadonlyMap<string, PositionType> = new Map([
  ['délivrance postale', 'delivery'],
  ['entrée', 'entrance'],
  ['bâtiment', 'building'],
  ["cage d'escalier", 'stairwell'],
  ['logement', 'dwelling'],
  ['parcelle', 'parcel'],
  ['segment', 'segment'],
  ['service technique', 'utility'],
  ['lieu-dit', 'locality'],
  ['', 'unknown'],
]);

function inWords(error: unknown): string {
  if (error instanceof CsvError) return `le CSV n’est pas bien formé (${error.code})`;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return 'l’archive est tronquée';
  if (code?.startsWith('Z_')) return `ce n’est pas une archive gzip lisible (${code})`;
  return message;
}
