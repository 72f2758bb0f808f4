import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvAnswer } from '../../batch/csv-answer.ts';
import { readSchemeQuestion } from '../../batch/schemes/scheme-question.ts';
import type { Header } from '../../files/csv/header.ts';
import { BatchError } from '../../files/error.ts';
import { type Encoding, encodingNamed } from '../../files/text/encoding.ts';
import { isDay } from '../../french/calendar.ts';
import { todayInParis } from '../../french/day.ts';
import { capitalised } from '../../french/sentence.ts';
import type { Loaded } from '../../load.ts';
import { VERSION, VERSION_EXPECTED, zonesOf } from '../../questions/data-version.ts';
import { echo, Faults } from '../../questions/faults.ts';
import { DAY_EXPECTED } from '../../questions/fields.ts';
import { Problem } from '../../questions/problem.ts';
import { readQuery } from '../../questions/query.ts';
import type { Rulebook } from '../../rules/load-rulebook.ts';
import { dropRest } from '../body/encoded-body.ts';
import { remarksField } from '../remarks-header.ts';
import { lookupsOn } from './lookups.ts';

/**
 * Answers `POST /v1/lookup` for a CSV file, row by row with our columns, with the memory of one piece whatever its
 * length. Throws a Problem when the beginning of the file is invalid; later, a fault cuts the answer. A piece is only
 * valid until the next but one.
 */
export async function answerCsv(
  loaded: Loaded,
  body: Readable,
  query: string,
  headers: IncomingHttpHeaders,
  limit: number,
): Promise<CsvReply> {
  try {
    const { date = todayInParis(), dataVersion, schemes } = readCsvQuery(query, loaded.rulebook);
    if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
    const zones = zonesOf(loaded, dataVersion);
    const charset = /charset="?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
    const encoding = charset === undefined ? undefined : encodingOf(charset);
    // The answer begins with the first row, so its encoding is guessed from the bytes that have come by then.
    const known = { sample: 0 };
    const lookupOn = (day: string) => lookupsOn(zones, day).lookup;
    const answer = new CsvAnswer({ zones, date, schemes, encoding, known, lookupOn });
    const rows = answerRows(answer, body, limit);
    // The header and the first rows, in which faults of the whole file appear.
    const first = await rows.next();
    return {
      rows: first.done ? rows : startingWith(first.value, rows),
      contentType: `text/csv; charset=${announced(answer.header, charset)}; header=present`,
      remarks: () => remarksField(answer.remarks.sentences),
    };
  } catch (error) {
    // A client reads the answer after it has sent its file, so the rest of the file is read and dropped.
    dropRest(body);
    throw error instanceof BatchError ? new Problem('malformed-csv', `${capitalised(error.message)}.`) : error;
  }
}

export interface CsvReply {
  readonly rows: AsyncIterable<Buffer>;
  readonly contentType: string;
  /** The field with the remarks about the rows answered so far; null for none. */
  readonly remarks: () => string | null;
}

/** The client's name for the encoding, when it is correct. */
function announced(header: Header | null, charset: string | undefined): string {
  const encoding = header?.encoding ?? 'utf-8';
  return charset !== undefined && encodingNamed(charset) === encoding ? charset : encoding;
}

function encodingOf(charset: string): Encoding {
  const known = encodingNamed(charset);
  if (known !== undefined) return known;
  throw new Problem('unsupported-media-type', `Un CSV est lu en UTF-8 ou en ISO-8859-1, pas en ${echo(charset)}.`);
}

async function* answerRows(answer: CsvAnswer, body: Readable, limit: number): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received > limit) throw tooLarge(limit);
    for (const rows of answer.push(chunk)) if (rows.length > 0) yield rows;
    // A socket whose data is consumed at once may be read 32 times before other work is served.
    await setImmediate();
  }
  for (const rows of answer.end()) if (rows.length > 0) yield rows;
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function readCsvQuery(text: string, rulebook: Rulebook) {
  const faults = new Faults();
  const given = { fact: [] as string[], factColumn: [] as string[] };
  const { date, dataVersion, schemes } = readQuery(text, ['date', 'dataVersion', 'schemes'], faults, given);
  for (const name of ['fact', 'factColumn'] as const) {
    if (schemes !== undefined || given[name].length === 0) continue;
    faults.add(name, `« ${name} » ne va qu’avec « schemes », les dispositifs à examiner.`);
  }
  const asked =
    schemes === undefined
      ? undefined
      : readSchemeQuestion({ schemes, facts: given.fact, columns: given.factColumn }, rulebook, (part, sentence) =>
          faults.add(PARAMETERS[part], `« ${PARAMETERS[part]} » : ${sentence}.`),
        );
  if (date !== undefined && !isDay(date)) faults.add('date', `« date » : ${DAY_EXPECTED} ; reçu : ${echo(date)}.`);
  if (dataVersion !== undefined && !VERSION.test(dataVersion)) {
    faults.add('dataVersion', `« dataVersion » : ${VERSION_EXPECTED} ; reçu : ${echo(dataVersion)}.`);
  }
  faults.throwIfAny();
  return { date, dataVersion, schemes: asked };
}

const PARAMETERS = { schemes: 'schemes', facts: 'fact', columns: 'factColumn' } as const;

function tooLarge(limit: number): Problem {
  const detail = `Le fichier dépasse la taille permise (${limit / 1_000_000} Mo).`;
  return new Problem('content-too-large', detail, { headers: { connection: 'close' } });
}
