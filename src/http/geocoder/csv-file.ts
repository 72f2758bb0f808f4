import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { Problem } from '../../questions/problem.ts';
import type { Charset } from './charset.ts';
import { toWindows1252 } from './windows-1252.ts';

/** A CSV file in memory, read row by row in its own encoding and with its own delimiter, and written back in the same. */
export class CsvFile {
  readonly columns: readonly string[];
  readonly charset: Charset;
  readonly #content: Buffer;
  readonly #layout: Layout;

  private constructor(content: Buffer, charset: Charset, layout: Layout, columns: readonly string[]) {
    this.#content = content;
    this.charset = charset;
    this.#layout = layout;
    this.columns = columns;
  }

  /**
   * Reads the file through once, so that a fault of it is known before the first row is answered. `encoding` and `delimiter`
   * are guessed where they are not given. Throws a Problem when the file as a whole is bad.
   */
  static async open(content: Buffer, encoding?: Charset, delimiter?: string): Promise<CsvFile> {
    const sample = content.subarray(0, SAMPLE);
    if (sample.includes(0)) throw malformed('Le fichier n’est pas un CSV en UTF-8 ou en ISO-8859-1.');
    const charset = encoding ?? (isUtf8(content) ? 'utf-8' : 'windows-1252');
    if (charset === 'utf-8' && !isUtf8(content)) throw malformed('Le fichier n’est pas en UTF-8.');
    const layout = layoutOf(new TextDecoder(charset).decode(sample, { stream: true }), delimiter);
    let columns: string[] | undefined;
    try {
      for await (const record of recordsOf(content, charset, layout)) {
        columns ??= record;
        if (columns.length > MOST_COLUMNS)
          throw malformed(`Le fichier a ${columns.length} colonnes, au plus ${MOST_COLUMNS} sont acceptées.`);
        if (record.length > columns.length + MOST_BEYOND)
          throw malformed(
            `Une ligne du fichier a plus de ${MOST_BEYOND} champs en trop : le séparateur est-il le bon ?`,
          );
      }
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      // The library's own words quote the file.
      throw malformed(
        `Le fichier n’est pas un CSV bien formé : un guillemet ouvert ligne ${error.lines} reste ouvert.`,
      );
    }
    if (columns === undefined) throw malformed('Le fichier est vide : une ligne d’en-tête est attendue.');
    return new CsvFile(content, charset, layout, columns);
  }

  /** The rows behind the header, a blank line being a row of one empty field. Others have their turn now and then. */
  async *rows(): AsyncGenerator<string[]> {
    let isHeader = true;
    for await (const record of recordsOf(this.#content, this.charset, this.#layout)) {
      if (isHeader) isHeader = false;
      else yield record;
    }
  }

  /** A row as a line of the file. */
  line(fields: readonly string[]): string {
    const { written, eol } = this.#layout;
    const quoted = fields.map((field) =>
      field.includes(written) || /["\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
    );
    return quoted.join(written) + eol;
  }

  /** Text as bytes of the file. */
  encode(text: string): Buffer {
    return this.charset === 'utf-8' ? Buffer.from(text, 'utf8') : toWindows1252(text);
  }
}

const MOST_COLUMNS = 1000;
/** Fields of a row behind those of the header. */
const MOST_BEYOND = 1000;

interface Layout {
  readonly delimiter: string;
  /** What stands between the fields of an answer: a file of one column has no delimiter of its own. */
  readonly written: string;
  readonly eol: string;
}

/** Bytes. */
const SAMPLE = 1 << 16;
const PIECE = 1 << 15;
const DELIMITERS = [',', ';', '\t', '|'];
/** Stands in no file: what a file of one column is read with, whose commas are those of addresses. */
const NONE = '\x1f';

function layoutOf(start: string, delimiter: string | undefined): Layout {
  const outside = start.replace(/"(?:[^"]|"")*"/g, '');
  const [header = '', eol = '\n'] = /^([^\r\n]*)(\r\n|\n|\r)?/.exec(outside)?.slice(1) ?? [];
  const count = (one: string) => header.split(one).length - 1;
  const found = DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
  const used = delimiter ?? (count(found) > 0 ? found : undefined);
  return { delimiter: used ?? NONE, written: used ?? ',', eol };
}

async function* recordsOf(content: Buffer, charset: Charset, { delimiter }: Layout): AsyncGenerator<string[]> {
  const parser = parse({ delimiter, relax_column_count: true, relax_quotes: true });
  yield* Readable.from(textOf(content, charset)).pipe(parser) as AsyncIterable<string[]>;
}

async function* textOf(content: Buffer, charset: Charset): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset);
  for (let at = 0; at < content.length; at += PIECE) {
    yield decoder.decode(content.subarray(at, at + PIECE), { stream: true });
    await breathe();
  }
  const last = decoder.decode();
  if (last !== '') yield last;
}

function malformed(detail: string): Problem {
  return new Problem('malformed-csv', detail);
}
