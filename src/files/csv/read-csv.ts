import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { Feature, Layer } from '../feature.ts';
import { startOf } from '../file-start.ts';
import { textPieces } from './read-text.ts';
import { decoderOf, type Encoding, startIsUtf8 } from './text.ts';

/**
 * A CSV as a table of texts: comma, semicolon or tab, whichever the first line holds most often; UTF-8 or ISO-8859-1. The first row
 * bears the names. A field left empty is null. Throws an Error when the file has no header, or where a quote is never closed.
 */
export async function readCsv(path: string, encoding?: Encoding): Promise<Layer> {
  const start = startOf(path, SAMPLE);
  if (start.length === 0) throw new Error('le fichier est vide : une ligne d’en-tête était attendue');
  if (start.includes(0)) throw new Error('ce n’est pas un fichier texte : un CSV était attendu');
  const used = encoding ?? (startIsUtf8(start) ? 'utf-8' : 'iso-8859-1');
  const reading = { path, encoding: used, delimiter: separatorOf(decoderOf(used).decode(start, { stream: true })) };
  const header = await firstRecord(reading);
  const names = header.map((name) => name.trim());
  if (names.length > MOST_COLUMNS) {
    throw new Error(
      `la première ligne a ${names.length.toLocaleString('fr-FR')} colonnes : ${MOST_COLUMNS.toLocaleString('fr-FR')} au plus étaient attendues`,
    );
  }
  return {
    name: basename(path).replace(/\.[^.]*$/, ''),
    fields: names.map((name) => ({ name, type: 'text' })),
    crs: null,
    geometryType: null,
    count: null,
    features: { [Symbol.asyncIterator]: () => featuresOf(reading, names.length) },
  };
}

/** The separator that the first line holds most often outside quotes. */
export function separatorOf(text: string): ',' | ';' | '\t' {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let isQuoted = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '\n') break;
    else if (char === ',' || char === ';' || char === '\t') counts[char]++;
  }
  return ([',', ';', '\t'] as const).reduce((best, each) => (counts[each] > counts[best] ? each : best));
}

/** Bytes that tell the encoding, as those of a CSV that is answered in place. */
const SAMPLE = 1 << 20;
const LONGEST_ROW = 16 * 2 ** 20;
/** As many as a spreadsheet can hold, and as those of a CSV that is answered in place. */
const MOST_COLUMNS = 16_384;

interface Reading {
  readonly path: string;
  readonly encoding: Encoding;
  readonly delimiter: string;
}

async function firstRecord(reading: Reading): Promise<string[]> {
  for await (const record of recordsOf(reading)) return record;
  throw new Error('le fichier est vide : une ligne d’en-tête était attendue');
}

async function* featuresOf(reading: Reading, width: number): AsyncGenerator<Feature> {
  let isHeader = true;
  for await (const record of recordsOf(reading)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const values = record.map((field) => (field === '' ? null : field));
    if (record.length > width) {
      const problem = `${record.length} champs au lieu de ${width}`;
      yield { values: values.slice(0, width), geometry: null, problem, isCrowded: true };
    } else if (record.length === 1 && record[0] === '') {
      yield { values: Array(width).fill(null), geometry: null, problem: 'ligne vide' };
    } else {
      while (values.length < width) values.push(null);
      yield { values, geometry: null };
    }
  }
}

async function* recordsOf({ path, encoding, delimiter }: Reading): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_ROW,
  });
  const reading = pipeline(textPieces(path, encoding), parser);
  // What fails destroys the parser, and is met below.
  reading.catch(() => {});
  // The line at which a record begins; the parser's errors tell the one where it gave up.
  let line = 1;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      line += 1 + lineEndsIn(record);
      yield record;
    }
  } catch (error) {
    throw error instanceof CsvError ? inWords(error, line) : error;
  } finally {
    parser.destroy();
  }
}

function lineEndsIn(record: readonly string[]): number {
  let count = 0;
  for (const field of record) {
    for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) count++;
  }
  return count;
}

function inWords(error: CsvError, line: number): Error {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new Error(`la ligne ${line} ouvre un guillemet qui n’est jamais refermé`, { cause: error });
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new Error(
      `la ligne ${line} dépasse ${LONGEST_ROW / 2 ** 20} Mio : un guillemet n’est sans doute jamais refermé`,
      { cause: error },
    );
  }
  return new Error(`la ligne ${line} n’est pas celle d’un CSV (${error.code})`, { cause: error });
}
