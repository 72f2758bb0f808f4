import { setImmediate as breathe } from 'node:timers/promises';
import { LONGEST_ADDRESS } from '../../address/address-length.ts';
import { type Candidate, GeocoderUnavailable, MOST_CANDIDATES } from '../../address/candidate.ts';
import { CITYCODE, mendedCode, POSTCODE } from '../../address/codes.ts';
import { todaysCitycode } from '../../address/communes-of-france.ts';
import { decimalOf } from '../../files/csv/decimal.ts';
import { todayInParis } from '../../french/day.ts';
import { cleanTyped } from '../../french/typed-text.ts';
import type { Loaded } from '../../load.ts';
import { situationOfAddress } from '../../situation/address-situation.ts';
import { type Situation, situationOf } from '../../situation/situation.ts';
import type { Zones } from '../../zones/zones.ts';
import type { FileRow } from './csv-file.ts';
import { type PlaceProperties, toProperties } from './feature-json.ts';
import type { FileQuestion } from './form.ts';
import { asPlaces, placesAround, searchCandidates } from './places.ts';
import { type PlaceQuestion, type PlaceType, placeTypes, typesNamed } from './query-parameters.ts';
import type { RowFindings } from './result-columns.ts';

/**
 * Yields the file with the results after each row: as many rows as in the input, in the same order. Rows are searched
 * one by one in the local addresses, several at a time with a remote geocoder.
 */
export async function* answerFile(
  question: FileQuestion,
  verb: 'search' | 'reverse',
  loaded: Loaded,
): AsyncGenerator<Buffer> {
  const { file, results } = question;
  const rows = new Rows(question, verb, loaded);
  let ready = [file.headerLine(headerOf(question), question.isWithBom)];
  let length = 0;
  let turn = performance.now();
  for await (const { row, findings } of inOrder(file.rows(), rows, loaded.addresses.provider === 'local' ? 1 : AHEAD)) {
    for (const bytes of row.written(results.map((column) => column.read(findings)))) {
      ready.push(bytes);
      length += bytes.length;
    }
    if (length >= WRITTEN_AT_ONCE) {
      yield Buffer.concat(ready);
      ready = [];
      length = 0;
    }
    if (performance.now() - turn > LONGEST_TURN) {
      await breathe();
      turn = performance.now();
    }
  }
  yield Buffer.concat(ready);
}

/** In bytes. */
const WRITTEN_AT_ONCE = 1 << 14;
/** Milliseconds before other requests are served. */
const LONGEST_TURN = 10;
/** Rows sent to a remote geocoder at a time, few enough for other requests to be served in between. */
const AHEAD = 20;

/**
 * The file's columns, then ours. When the file already has a column of the same name, as one geocoded before, the new
 * column gets the name, as clients of the Géoplateforme expect. The old column stays in its place under another name.
 */
function headerOf({ file, results }: FileQuestion): string[] {
  const names = new Set([...file.columns, ...results.map(({ name }) => name)]);
  const own = file.columns.map((column) => {
    if (!results.some(({ name }) => name === column)) return column;
    let name = `${column}_entree`;
    while (names.has(name)) name += '_';
    names.add(name);
    return name;
  });
  return [...own, ...results.map(({ name }) => name)];
}

/** Answers rows, at most `ahead` at a time, and yields them in order. */
async function* inOrder(rows: AsyncIterable<FileRow>, asked: Rows, ahead: number): AsyncGenerator<AnsweredRow> {
  const waiting: Promise<AnsweredRow>[] = [];
  for await (const row of rows) {
    const answer = asked.answer(row).then((findings) => ({ row, findings }));
    // An error is thrown when the row is awaited, or never when the client has left.
    answer.catch(() => {});
    waiting.push(answer);
    if (waiting.length >= ahead) yield await waiting.shift()!;
  }
  while (waiting.length > 0) yield await waiting.shift()!;
}

interface AnsweredRow {
  readonly row: FileRow;
  readonly findings: RowFindings;
}

/** Finds the result of each row. */
class Rows {
  readonly #question: FileQuestion;
  readonly #verb: 'search' | 'reverse';
  readonly #loaded: Loaded;
  readonly #zones: Zones;
  readonly #date: string;
  readonly #isOwn: boolean;

  constructor(question: FileQuestion, verb: 'search' | 'reverse', loaded: Loaded) {
    this.#question = question;
    this.#verb = verb;
    this.#loaded = loaded;
    // The same for every row, even when a new version arrives during the answer.
    this.#zones = loaded.current.zones;
    this.#date = question.date ?? todayInParis();
    this.#isOwn = question.results.some(({ isOwn }) => isOwn);
  }

  async answer({ fields, count }: FileRow): Promise<RowFindings> {
    const { columns } = this.#question.file;
    if (count > columns.length) return this.#unasked(`${count} champs au lieu de ${columns.length}`);
    try {
      return await (this.#verb === 'search' ? this.#search(fields) : this.#reverse(fields));
    } catch (error) {
      if (error instanceof GeocoderUnavailable) return this.#unasked(error.message, 'error');
      throw error;
    }
  }

  async #search(row: readonly string[]): Promise<RowFindings> {
    const { columns } = this.#question;
    const types = this.#types(row);
    if (types === null) return this.#unasked(UNKNOWN_TYPE);
    const text = cleanTyped(columns.map((column) => row[column] ?? '').join(' '))
      .replace(/\s+/g, ' ')
      .trim();
    // Not cut, since the end may be the commune.
    if (text.length > LONGEST_ADDRESS) return this.#unasked(TOO_LONG);
    if (!/[\p{L}\p{N}].*[\p{L}\p{N}].*[\p{L}\p{N}]/su.test(text)) return this.#unasked('aucune adresse');
    const citycode = todaysCitycode(this.#code(row, this.#question.citycode));
    const postcode = this.#code(row, this.#question.postcode);
    const isNowhere = (citycode && !CITYCODE.test(citycode)) || (postcode && !POSTCODE.test(postcode));
    const asked: PlaceQuestion = {
      text,
      citycode,
      postcode,
      types,
      limit: MOST_CANDIDATES,
      near: this.#position(row),
    };
    const { addresses } = this.#loaded;
    const candidates = isNowhere ? [] : await searchCandidates(asked, addresses);
    const [place, next] = asPlaces(candidates, types, addresses.local);
    return this.#found(place, next, () => this.#situationOf(candidates, text, isNowhere ? undefined : citycode));
  }

  async #reverse(row: readonly string[]): Promise<RowFindings> {
    const types = this.#types(row);
    if (types === null) return this.#unasked(UNKNOWN_TYPE);
    const position = this.#position(row);
    if (!position) return this.#unasked('longitude ou latitude absente ou illisible');
    const citycode = this.#code(row, this.#question.citycode);
    const postcode = this.#code(row, this.#question.postcode);
    const [place, next] = await placesAround(
      { ...position, limit: 2, types, citycode, postcode },
      this.#loaded.addresses,
    );
    return this.#found(place, next, () => situationOf({ ...position, uncertainty: 0 }, this.#date, this.#zones));
  }

  #found(
    place: (Candidate & { readonly distance?: number }) | undefined,
    next: Candidate | undefined,
    situation: () => Situation,
  ): RowFindings {
    const { departements } = this.#loaded;
    return {
      status: place ? 'ok' : 'not-found',
      place: place ?? null,
      properties: place ? toProperties(place, departements) : NOTHING,
      scoreNext: next && Number(toProperties(next, departements).score),
      situation: this.#isOwn ? situation() : null,
      reason: '',
    };
  }

  /** The result of a row that was not searched: its place is unknown. */
  #unasked(reason: string, status: 'skipped' | 'error' = 'skipped'): RowFindings {
    const situation = this.#isOwn ? this.#situationOf([], '', undefined) : null;
    return { status, place: null, properties: NOTHING, scoreNext: undefined, situation, reason };
  }

  #situationOf(candidates: readonly Candidate[], text: string, citycode: string | undefined): Situation {
    return situationOfAddress(candidates, { text, citycode }, this.#date, this.#zones).situation;
  }

  #types(row: readonly string[]): readonly PlaceType[] | null {
    const { types } = this.#question;
    return typeof types === 'number' ? typesNamed(row[types] ?? '') : types;
  }

  #code(row: readonly string[], column: number | undefined): string | undefined {
    return column === undefined ? undefined : mendedCode(row[column] ?? '');
  }

  #position(row: readonly string[]): { lon: number; lat: number } | undefined {
    const { lon, lat } = this.#question;
    if (lon === undefined || lat === undefined) return undefined;
    const position = { lon: decimalOf(row[lon] ?? ''), lat: decimalOf(row[lat] ?? '') };
    return Math.abs(position.lon) <= 180 && Math.abs(position.lat) <= 90 ? position : undefined;
  }
}

const TOO_LONG = `adresse trop longue : ${LONGEST_ADDRESS} caractères au plus étaient attendus`;
const UNKNOWN_TYPE = `type inconnu : ${placeTypes.join(', ')} ou plusieurs jointes par « + » étaient attendus`;
const NOTHING: PlaceProperties = {};
