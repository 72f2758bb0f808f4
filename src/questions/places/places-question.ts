import { LONGEST_ADDRESS } from '../../address/address-length.ts';
import { isDay } from '../../french/calendar.ts';
import { echo, Faults } from '../faults.ts';
import { DAY_EXPECTED, Fields } from '../fields.ts';
import { readQuery } from '../query.ts';

/** A text in which a quarter or a commune may be named. */
export interface PlacesQuestion {
  readonly q: string;
  readonly date: string | undefined;
  readonly limit: number;
}

/** Reads the query of `GET /v1/places`. Throws a Problem that lists every fault. */
export function readPlacesQuery(text: string): PlacesQuestion {
  const faults = new Faults();
  const { q, date, limit } = readQuery(text, ['q', 'date', 'limit'] as const, faults);
  if (q === undefined) faults.add('q', NAME_MISSING);
  if (date !== undefined && !isDay(date)) faults.add('date', `« date » : ${DAY_EXPECTED} ; reçu : ${echo(date)}.`);
  return checked({ q: q ?? '', date, limit: limit === undefined ? undefined : Number(limit) }, faults, limit);
}

/** Reads the body of `POST /v1/places`. Throws a Problem that lists every fault. */
export function readPlacesBody(body: unknown): PlacesQuestion {
  const faults = new Faults();
  const fields = Fields.ofBody(body, faults);
  const q = fields.fit('q', (value) => typeof value === 'string', 'un texte est attendu');
  const limit = fields.number('limit', 1, MOST, LIMIT_EXPECTED);
  const date = fields.day('date');
  if (fields.raw('q') === undefined) faults.add('q', NAME_MISSING);
  fields.close();
  return checked({ q: q ?? '', date, limit }, faults, limit);
}

function checked(
  { q, date, limit = DEFAULT }: { q: string; date: string | undefined; limit: number | undefined },
  faults: Faults,
  written: unknown,
): PlacesQuestion {
  if (q.length > LONGEST_ADDRESS) {
    faults.add('q', `« q » : au plus ${LONGEST_ADDRESS} caractères sont attendus ; reçu : ${q.length}.`);
  }
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= MOST)) {
    faults.add('limit', `« limit » : ${LIMIT_EXPECTED} est attendu ; reçu : ${echo(written)}.`);
  }
  faults.throwIfAny();
  return { q, date, limit };
}

const MOST = 100;
const DEFAULT = 10;
const LIMIT_EXPECTED = `un nombre entier de 1 à ${MOST}`;
const NAME_MISSING = '« q » manque : le nom d’un quartier ou d’une commune, ou son début, est attendu.';
