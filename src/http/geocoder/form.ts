import { type Encoding, encodingNamed } from '../../files/text/encoding.ts';
import { isDay } from '../../french/calendar.ts';
import { Faults } from '../../questions/faults.ts';

import { DAY_EXPECTED } from '../../questions/fields.ts';
import { CsvFile } from './csv-file.ts';
import { type Part, readMultipart } from './multipart.ts';
import { type PlaceType, TYPES_EXPECTED, typesNamed } from './query-parameters.ts';
import { type ResultColumn, resultColumn, reverseColumns, searchColumns } from './result-columns.ts';

/** A file to geocode, with its options. Columns are given by position. */
export interface FileQuestion {
  readonly file: CsvFile;
  /** The columns of the address, in the order in which they are joined, each once. */
  readonly columns: readonly number[];
  readonly postcode: number | undefined;
  readonly citycode: number | undefined;
  readonly lat: number | undefined;
  readonly lon: number | undefined;
  /** The types of places for every row, or the column that holds those of each row. */
  readonly types: readonly PlaceType[] | number;
  readonly results: readonly ResultColumn[];
  /** The date for our own columns. */
  readonly date: string | undefined;
  readonly isWithBom: boolean;
  /** The name of the file that was sent, as the client wrote it; undefined when it gave none. */
  readonly name: string | undefined;
}

/**
 * Reads the form of `POST /search/csv` or `/reverse/csv`. Like addok, it also accepts fields in the query. Throws a
 * Problem that lists the faults, without a value, a column name or a word of the file.
 */
export async function readFileForm(
  body: Buffer,
  contentType: string,
  query: string,
  verb: 'search' | 'reverse',
): Promise<FileQuestion> {
  const parts = readMultipart(body, contentType);
  const form = new Form(parts, query);
  const data = parts.find(({ name, isFile }) => name === 'data' && isFile);
  const { faults } = form;
  if (!data) faults.add('data', 'un fichier CSV est attendu.');
  const encoding = readEncoding(form, data);
  const delimiter = form.text('delimiter');
  if (delimiter !== undefined && !DELIMITER.test(delimiter)) faults.add('delimiter', 'un seul caractère est attendu.');
  const date = form.text('date');
  if (date !== undefined && !isDay(date)) faults.add('date', `${DAY_EXPECTED}.`);
  const results = readResults(form, verb);
  faults.throwIfAny();
  const file = await CsvFile.open(data!.content, encoding, delimiter === '\\t' ? '\t' : delimiter);
  const named = form.all('columns').map((name, i) => columnOf(name, `columns[${i}]`, file, faults));
  const columns = [...new Set(named)];
  const question: FileQuestion = {
    file,
    columns: columns.length > 0 ? columns.map((column) => column ?? -1) : file.columns.map((_, i) => i),
    postcode: columnOf(form.text('postcode'), 'postcode', file, faults),
    citycode: columnOf(form.text('citycode'), 'citycode', file, faults),
    lat: columnOf(form.text('lat'), 'lat', file, faults) ?? usualColumn(verb, LATITUDES, file),
    lon: columnOf(form.text('lon'), 'lon', file, faults) ?? usualColumn(verb, LONGITUDES, file),
    types: readTypes(form.text('type') ?? '', file, faults),
    results,
    date,
    name: data!.fileName,
    isWithBom: ['1', 'true', 'yes'].includes(form.text('with_bom')?.toLowerCase() ?? ''),
  };
  if (verb === 'reverse' && (question.lat === undefined || question.lon === undefined)) {
    faults.add('lon', 'le fichier doit avoir une colonne longitude et une colonne latitude, ou lon et lat les nommer.');
  }
  faults.throwIfAny();
  return question;
}

/** The fields of a form. An empty field counts as absent. */
class Form {
  readonly faults = new Faults();
  readonly #values = new Map<string, string[]>();

  constructor(parts: readonly Part[], query: string) {
    const add = (name: string, value: string) => {
      if (value === '') return;
      const values = this.#values.get(name);
      if (values) values.push(value);
      else this.#values.set(name, [value]);
    };
    for (const [name, value] of new URLSearchParams(query)) add(name, value);
    for (const { name, isFile, content } of parts) if (!isFile) add(name, content.toString('utf8'));
  }

  /** Returns the last value of a field. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

function readEncoding(form: Form, data: Part | undefined): Encoding | undefined {
  const stated = form.text('encoding');
  const known = encodingNamed(stated ?? data?.charset ?? '');
  if (stated !== undefined && known === undefined) form.faults.add('encoding', 'utf-8 ou iso-8859-1 est attendu.');
  return known;
}

function readResults(form: Form, verb: 'search' | 'reverse'): ResultColumn[] {
  const asked = [...new Set(form.all('result_columns'))];
  const usual = verb === 'search' ? searchColumns : reverseColumns;
  return (asked.length > 0 ? asked : usual).flatMap((name) => {
    const column = resultColumn(name);
    if (column) return [column];
    form.faults.add(
      'result_columns',
      `une colonne demandée n’existe pas ; sont connues ${usual.join(', ')} et d’autres.`,
    );
    return [];
  });
}

/**
 * The position of a column. A fault does not name the column, since a file without a header begins with somebody's
 * address.
 */
function columnOf(name: string | undefined, field: string, { columns }: CsvFile, faults: Faults): number | undefined {
  if (name === undefined) return undefined;
  const exact = columns.indexOf(name);
  const found = exact >= 0 ? exact : columns.findIndex((column) => column.trim() === name.trim());
  if (found >= 0) return found;
  faults.add(field, 'cette colonne n’est pas dans le fichier.');
  return undefined;
}

/** Reads types for all rows, as the Géoplateforme does, else the name of the column of types, as addok does. */
function readTypes(text: string, { columns }: CsvFile, faults: Faults): readonly PlaceType[] | number {
  const types = typesNamed(text);
  if (types !== null) return types;
  const column = columns.findIndex((name) => name.trim() === text.trim());
  if (column < 0) faults.add('type', `${TYPES_EXPECTED} ; ou une colonne du fichier.`);
  return column;
}

/** The column with a usual name for a coordinate, for a reverse search. */
function usualColumn(verb: 'search' | 'reverse', names: readonly string[], { columns }: CsvFile): number | undefined {
  if (verb === 'search') return undefined;
  const found = names.map((name) => columns.findIndex((column) => column.trim().toLowerCase() === name));
  return found.find((column) => column >= 0);
}

const LATITUDES = ['latitude', 'lat'];
const LONGITUDES = ['longitude', 'lon', 'lng', 'long'];
const DELIMITER = /^(?:[\t -!#-~]|\\t)$/;
