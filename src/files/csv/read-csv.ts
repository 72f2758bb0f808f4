import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Feature, Layer } from '../feature.ts';
import { detectFileEncoding } from '../text/detect-encoding.ts';
import type { Encoding } from '../text/encoding.ts';
import { CsvRows } from './csv-rows.ts';
import { type Known, knownOf, strayRowsInWords } from './pieces.ts';
import type { RowReader } from './row-reader.ts';

/**
 * Reads a CSV as a table of texts. An empty field is null. Throws a BatchError when the file has no header, or when a
 * quote is never closed.
 */
export async function readCsv(path: string, encoding?: Encoding): Promise<Layer> {
  const detected = await detectFileEncoding(path);
  const known = knownOf(encoding, { encoding: detected.encoding });
  const header = await new CsvRows(known).start(bytesOf(path));
  return {
    name: basename(path).replace(/\.[^.]*$/, ''),
    fields: header.columns.map((name) => ({ name, type: 'text' })),
    crs: null,
    geometryType: null,
    count: null,
    notices: detected.hasStrays && header.encoding === 'utf-8' ? await straysOf(path, known) : [],
    features: { [Symbol.asyncIterator]: () => featuresOf(path, { ...known, ...header }) },
  };
}

/** Reads the whole file to find the rows with invalid UTF-8. Its other faults are reported when its rows are read. */
async function straysOf(path: string, known: Known): Promise<string[]> {
  const rows = new CsvRows(known);
  try {
    for await (const _ of rows.of(bytesOf(path)));
  } catch {}
  return rows.strays.rows > 0 ? [strayRowsInWords(rows.strays)] : [];
}

async function* featuresOf(path: string, known: Known): AsyncGenerator<Feature> {
  const rows = new CsvRows(known);
  for await (const row of rows.of(bytesOf(path))) yield featureOf(row, rows.header!.columns.length);
}

function featureOf(row: RowReader, width: number): Feature {
  if (row.isBlank) return { values: Array(width).fill(null), geometry: null, problem: 'ligne vide' };
  const values = Array.from({ length: width }, (_, i) => row.value(i) || null);
  if (row.count <= width) return { values, geometry: null };
  return { values, geometry: null, problem: `${row.count} champs au lieu de ${width}`, isCrowded: true };
}

function bytesOf(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: PIECE });
}

const PIECE = 1 << 18;
