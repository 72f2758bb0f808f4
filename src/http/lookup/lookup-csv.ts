import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvAnswer } from '../../batch/csv-answer.ts';
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
import { lookupsOn } from './lookups.ts';

/**
 * `POST /v1/lookup` with a CSV file: the file comes back row by row with our columns, in the memory of one piece whatever its
 * length. Throws a Problem for a file that is bad from its beginning; once rows are on their way, a fault cuts the answer. Each
 * piece is only good until the next but one.
 */
export async function answerCsv(
  loaded: Loaded,
  body: Readable,
  query: string,
  headers: IncomingHttpHeaders,
  limit: number,
): Promise<{ rows: AsyncIterable<Buffer>; contentType: string }> {
  try {
    const { date = todayInParis(), dataVersion } = readCsvQuery(query);
    if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
    const zones = zonesOf(loaded, dataVersion);
    const charset = /charset="?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
    const encoding = charset === undefined ? undefined : encodingOf(charset);
    // An answer begins with the first row: its encoding is guessed from what has come by then.
    const known = { sample: 0 };
    const answer = new CsvAnswer({ zones, date, encoding, known, lookupOn: (day) => lookupsOn(zones, day).lookup });
    const rows = answerRows(answer, body, limit);
    // The header and the first rows: what is wrong with the file as a whole is found in them.
    const first = await rows.next();
    return {
      rows: first.done ? rows : startingWith(first.value, rows),
      contentType: `text/csv; charset=${announced(answer.header, charset)}; header=present`,
    };
  } catch (error) {
    // A client reads the answer once it has sent its file: what remains of it is read, and dropped.
    body.resume();
    throw error instanceof BatchError ? new Problem('malformed-csv', `${capitalised(error.message)}.`) : error;
  }
}

/** The name that the client gives to the encoding, where it is the right one. */
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
    // A socket is read up to 32 times before any other has its turn, as long as what it gave is taken at once.
    await setImmediate();
  }
  for (const rows of answer.end()) if (rows.length > 0) yield rows;
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function readCsvQuery(text: string) {
  const faults = new Faults();
  const { date, dataVersion } = readQuery(text, ['date', 'dataVersion'], faults);
  if (date !== undefined && !isDay(date)) faults.add('date', `« date » : ${DAY_EXPECTED} ; reçu : ${echo(date)}.`);
  if (dataVersion !== undefined && !VERSION.test(dataVersion)) {
    faults.add('dataVersion', `« dataVersion » : ${VERSION_EXPECTED} ; reçu : ${echo(dataVersion)}.`);
  }
  faults.throwIfAny();
  return { date, dataVersion };
}

function tooLarge(limit: number): Problem {
  const detail = `Le fichier dépasse la taille permise (${limit / 1_000_000} Mo).`;
  return new Problem('content-too-large', detail, { headers: { connection: 'close' } });
}
