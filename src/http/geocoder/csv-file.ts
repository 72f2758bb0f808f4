import { setImmediate as breathe } from 'node:timers/promises';
import { CsvRows } from '../../files/csv/csv-rows.ts';
import type { Header } from '../../files/csv/header.ts';
import { knownOf, strayRowsInWords } from '../../files/csv/pieces.ts';
import { type WrittenRow, writtenRow } from '../../files/csv/written-row.ts';
import { BatchError } from '../../files/error.ts';
import { detectEncoding, wholeLength } from '../../files/text/detect-encoding.ts';
import { type Encoding, encode } from '../../files/text/encoding.ts';
import { quoted } from '../../french/escape.ts';
import { capitalised } from '../../french/sentence.ts';
import { Problem } from '../../questions/problem.ts';

/** A CSV file in memory, read row by row and written back in its own encoding with its own separator. */
export class CsvFile {
  readonly #content: Buffer;
  readonly #header: Header;

  /** French sentences about the file as a whole, without a capital or a full stop. */
  readonly remarks: readonly string[];

  private constructor(content: Buffer, header: Header, remarks: readonly string[]) {
    this.#content = content;
    this.#header = header;
    this.remarks = remarks;
  }

  /**
   * Opens a file and reads it once, so that its faults are known before the first row is answered. The encoding and the
   * separator are guessed when they are not given. Throws a Problem when the file is invalid.
   */
  static async open(content: Buffer, encoding?: Encoding, separator?: string): Promise<CsvFile> {
    try {
      const detected = encoding ?? (await detectEncoding(() => piecesOf(content))).encoding;
      const known = knownOf(encoding, { encoding: detected, separator: separator?.charCodeAt(0) });
      const rows = new CsvRows(known);
      for await (const row of rows.of(piecesOf(content))) expectWidth(row.count, rows.header!);
      const header = rows.header!;
      if (header.columns.length > MOST_COLUMNS) {
        throw malformed(`Le fichier a ${header.columns.length} colonnes, au plus ${MOST_COLUMNS} sont acceptées.`);
      }
      return new CsvFile(content, header, rows.strays.rows > 0 ? [strayRowsInWords(rows.strays)] : []);
    } catch (error) {
      throw error instanceof BatchError ? malformed(`${capitalised(error.message)}.`) : error;
    }
  }

  get columns(): readonly string[] {
    return this.#header.columns;
  }

  get encoding(): Encoding {
    return this.#header.encoding;
  }

  /** Yields the rows after the header. Other requests are served in between. */
  async *rows(): AsyncGenerator<FileRow> {
    const header = this.#header;
    for await (const row of new CsvRows(header).of(piecesOf(this.#content))) {
      const fields = Array.from({ length: Math.min(row.count, header.columns.length) }, (_, i) => row.value(i));
      yield { fields, count: row.count, written: writtenRow(row, header) };
    }
  }

  /** Returns the header line with these columns, after a byte order mark when requested. */
  headerLine(columns: readonly string[], isMarked: boolean): Buffer {
    const { written, eol, encoding, start } = this.#header;
    const line = columns.map((column) => quoted(column, written)).join(written) + eol;
    // A first line that states the separator is kept.
    const before = this.#content.toString('latin1', 0, start).replace(MARK, '');
    return encode((isMarked && encoding === 'utf-8' ? '\ufeff' : '') + before + line, encoding);
  }
}

/** A row of a file: its fields, up to the number of the file's columns. */
export interface FileRow {
  readonly fields: readonly string[];
  /** The number of its fields, including those beyond the columns. */
  readonly count: number;
  readonly written: WrittenRow;
}

/** The byte order mark of UTF-8, as single bytes. */
const MARK = '\xef\xbb\xbf';
const MOST_COLUMNS = 1000;
/** The most fields of a row beyond those of the header. */
const MOST_BEYOND = 1000;
/** In bytes. */
const PIECE = 1 << 15;

function expectWidth(count: number, { columns }: Header): void {
  if (count <= columns.length + MOST_BEYOND) return;
  throw malformed(`Une ligne du fichier a plus de ${MOST_BEYOND} champs en trop : le séparateur est-il le bon ?`);
}

/** Cuts the file into pieces between characters of UTF-8. */
async function* piecesOf(content: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; ) {
    const piece = content.subarray(at, at + PIECE);
    const length = at + PIECE < content.length ? wholeLength(piece) : piece.length;
    yield piece.subarray(0, length);
    at += length;
    await breathe();
  }
}

function malformed(detail: string): Problem {
  return new Problem('malformed-csv', detail);
}
