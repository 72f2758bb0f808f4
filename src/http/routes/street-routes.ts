import type { FastifyInstance } from 'fastify';
import { isDay } from '../../french/calendar.ts';
import { todayInParis } from '../../french/day.ts';
import type { Loaded } from '../../load.ts';
import { checkGeneration, checkVersion, zonesOf } from '../../questions/data-version.ts';
import { echo, Faults } from '../../questions/faults.ts';
import { COMMUNE_EXPECTED, DAY_EXPECTED, readCitycode } from '../../questions/fields.ts';
import { Problem } from '../../questions/problem.ts';
import { readQuery } from '../../questions/query.ts';
import { NoLedger, type StreetBook, streetsOfCommune, streetsOfZone, zoneOnDay } from '../../streets/street-ledger.ts';
import type { Zones } from '../../zones/zones.ts';
import { JSON_TYPE, sendCacheable } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';

/** The street ledger: which streets of a zone, or of a commune, are in which zone, number by number. */
export function streetsRoutes(app: FastifyInstance, loaded: Loaded): void {
  const answers = new KeptAnswers();

  app.get('/v1/zones/:id/streets', { onSend: compressAnswer }, (request, reply) => {
    const { id } = request.params as { id: string };
    const { generation, date, withBand, dataVersion } = readZoneQuery(request.query as string, loaded);
    const zones = zonesOf(loaded, dataVersion);
    const body = orProblem(() => {
      const onDay = zoneOnDay(zones, id, { generation, date }, todayInParis());
      const book = bookOf(loaded);
      const key = `${onDay.zone.generation} ${id} ${onDay.date} ${withBand}`;
      return answers.get(zones, book, key, () => streetsOfZone(onDay, zones, book, { withBand }));
    });
    sendCacheable(request, reply, JSON_TYPE, body);
  });

  app.get('/v1/streets', { onSend: compressAnswer }, (request, reply) => {
    const { citycode, name, date = todayInParis(), dataVersion } = readCommuneQuery(request.query as string);
    const zones = zonesOf(loaded, dataVersion);
    const book = bookOf(loaded);
    const make = () => streetsOfCommune({ citycode, name, date }, zones, book);
    if (name === undefined) {
      const body = orProblem(() => answers.get(zones, book, `${citycode} ${date}`, make));
      sendCacheable(request, reply, JSON_TYPE, body);
    } else {
      // The name of a street may be somebody's address, so no cache keeps it.
      reply
        .header('cache-control', 'no-store')
        .type(JSON_TYPE)
        .send(JSON.stringify(orProblem(make)));
    }
  });
}

/**
 * Keeps up to 32 answers, since a town takes a tenth of a second. A version and a file of addresses never change in
 * place.
 */
class KeptAnswers {
  // The answers are freed together with their version or their file of addresses.
  readonly #kept = new WeakMap<StreetBook, WeakMap<Zones, Map<string, string>>>();

  get(zones: Zones, book: StreetBook, key: string, make: () => object): string {
    const ofBook = this.#kept.get(book) ?? new WeakMap<Zones, Map<string, string>>();
    this.#kept.set(book, ofBook);
    const kept = ofBook.get(zones) ?? new Map<string, string>();
    ofBook.set(zones, kept);
    const body = kept.get(key) ?? JSON.stringify(make());
    if (!kept.has(key) && kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, body);
    return body;
  }
}

const MOST_KEPT = 32;

function bookOf({ addresses }: Loaded): StreetBook {
  const { local } = addresses;
  if (local) return local;
  throw new Problem(
    'no-addresses',
    'Le répertoire des voies se fait avec un fichier d’adresses local, et ce service n’en a pas : ' +
      '« perimetre data update --only addresses » le charge.',
  );
}

function orProblem<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof NoLedger ? new Problem(error.kind, error.message) : error;
  }
}

function readZoneQuery(text: string, loaded: Loaded) {
  const faults = new Faults();
  const { generation, date, band, dataVersion } = readQuery(
    text,
    ['generation', 'date', 'band', 'dataVersion'],
    faults,
  );
  checkGeneration(generation, loaded, faults);
  checkDay(date, faults);
  if (band !== undefined && band !== 'true' && band !== 'false') {
    faults.add('band', `« band » : true ou false est attendu ; reçu : ${echo(band)}.`);
  }
  checkVersion(dataVersion, faults);
  faults.throwIfAny();
  return { generation, date, withBand: band === 'true', dataVersion };
}

function readCommuneQuery(text: string) {
  const faults = new Faults();
  const { citycode, name, date, dataVersion } = readQuery(text, ['citycode', 'name', 'date', 'dataVersion'], faults);
  if (citycode === undefined) faults.add('citycode', `« citycode » manque : ${COMMUNE_EXPECTED}.`);
  const commune = readCitycode(citycode, 'citycode', 'citycode', faults);
  const length = name?.trim().length;
  if (length !== undefined && (length < 1 || length > LONGEST_NAME)) {
    faults.add(
      'name',
      `« name » : le nom d’une voie, de 1 à ${LONGEST_NAME} caractères, est attendu ; reçu : ${length}.`,
    );
  }
  checkDay(date, faults);
  checkVersion(dataVersion, faults);
  faults.throwIfAny();
  return { citycode: commune.citycode!, name, date, dataVersion };
}

function checkDay(date: string | undefined, faults: Faults): void {
  if (date !== undefined && !isDay(date)) faults.add('date', `« date » : ${DAY_EXPECTED} ; reçu : ${echo(date)}.`);
}

const LONGEST_NAME = 100;
