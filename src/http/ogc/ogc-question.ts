import { todayInParis } from '../../french/day.ts';
import { LIMITS } from '../../ogc/api-components.ts';
import type { CollectionId } from '../../ogc/features.ts';
import type { ItemsQuestion } from '../../ogc/items.ts';
import { FORMATS, type Format } from '../../ogc/link.ts';
import { accepts, type Queryable, queryablesOf } from '../../ogc/queryables.ts';
import { CRS84, type Crs, REFERENCE_SYSTEMS, referenceSystem } from '../../ogc/reference-systems.ts';
import { type SpatialFilter, toSpatialFilter } from '../../ogc/spatial-filter.ts';
import { toInterval } from '../../ogc/temporal-filter.ts';
import { echo, Faults } from '../../questions/faults.ts';
import { parseDecimal, readQuery } from '../../questions/query.ts';
import type { Zones } from '../../zones/zones.ts';
import { prefersHtml } from '../media-type.ts';

/**
 * Returns the format of a resource whose only parameter is `f`: that of the query, else that of the `Accept` header.
 */
export function readFormat(text: string, accept: string | undefined): Format {
  const faults = new Faults();
  const { f } = readQuery(text, ['f'], faults);
  checkFormat(f, faults);
  faults.throwIfAny();
  return formatOf(f, accept);
}

/** Reads the query for one feature. Throws a Problem that lists its faults. */
export function readItemQuery(text: string, accept: string | undefined): { format: Format; crs: Crs; asked: Asked } {
  const faults = new Faults();
  const { f, ...asked } = readQuery(text, ['f', 'crs'], faults);
  checkFormat(f, faults);
  const crs = readCrs('crs', asked.crs, faults);
  faults.throwIfAny();
  return { format: formatOf(f, accept), crs, asked: written(asked) };
}

/** Reads the query for the features of a collection. Throws a Problem that lists its faults. */
export function readItemsQuery(
  text: string,
  accept: string | undefined,
  collection: CollectionId,
  zones: Zones,
): { question: ItemsQuestion; format: Format; crs: Crs; asked: Asked } {
  const faults = new Faults();
  const queryables = queryablesOf(collection, zones);
  const names = [...NAMES, ...queryables.map(({ name }) => name)];
  const { f, ...asked } = readQuery(text, names, faults);
  checkFormat(f, faults);
  const crs = readCrs('crs', asked.crs, faults);
  const boxCrs = readCrs('bbox-crs', asked['bbox-crs'], faults);
  const today = todayInParis();
  const question = {
    collection,
    interval: readInterval(asked.datetime, faults) ?? { from: today, to: today },
    box: asked.bbox === undefined ? null : readBox(asked.bbox, boxCrs, faults),
    filters: queryables.flatMap((queryable) => readFilter(queryable, asked[queryable.name], faults)),
    limit: Math.min(readCount('limit', asked.limit, LIMITS.least, faults) ?? LIMITS.usual, LIMITS.most),
    offset: readCount('offset', asked.offset, 0, faults) ?? 0,
  };
  faults.throwIfAny();
  return { question, format: formatOf(f, accept), crs, asked: written(asked) };
}

/** The parameters of a query as given, without the format: links repeat them. */
export type Asked = Readonly<Record<string, string>>;

const NAMES = ['f', 'limit', 'offset', 'bbox', 'bbox-crs', 'datetime', 'crs'];

function written(asked: Partial<Record<string, string>>): Asked {
  return Object.fromEntries(Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function formatOf(f: string | undefined, accept: string | undefined): Format {
  return (f as Format | undefined) ?? (prefersHtml(accept) ? 'html' : 'json');
}

function checkFormat(f: string | undefined, faults: Faults): void {
  if (f !== undefined && !FORMATS.includes(f as Format)) {
    faults.add('f', `« f » : json ou html est attendu ; reçu : ${echo(f)}.`);
  }
}

function readCrs(name: string, uri: string | undefined, faults: Faults): Crs {
  if (uri === undefined) return CRS84;
  const crs = referenceSystem(uri);
  if (crs === undefined) {
    const known = REFERENCE_SYSTEMS.map((entry) => entry.uri).join(', ');
    faults.add(name, `« ${name} » : l’un de ces systèmes de coordonnées est attendu : ${known}.`);
  }
  return crs ?? CRS84;
}

function readInterval(datetime: string | undefined, faults: Faults) {
  if (datetime === undefined) return undefined;
  const interval = toInterval(datetime);
  if (interval === null) {
    faults.add(
      'datetime',
      '« datetime » : un jour (2024-10-01), un moment (2024-10-01T12:00:00Z) ou un intervalle qui ne finit ' +
        'pas avant de commencer (2015-01-01/2023-12-31, ../2023-12-31, 2024-01-01/.., ../..) est attendu ; ' +
        `reçu : ${echo(datetime)}.`,
    );
  }
  return interval;
}

function readBox(bbox: string, crs: Crs, faults: Faults): SpatialFilter | null {
  const box = toSpatialFilter(bbox.split(',').map(parseDecimal), crs);
  if (box === null) {
    const bounds = crs.longitude === null ? '' : ' (longitudes de -180 à 180, latitudes de -90 à 90)';
    faults.add(
      'bbox',
      '« bbox » : quatre ou six nombres séparés par des virgules sont attendus, le coin le plus petit puis ' +
        `le plus grand, dans l’ordre : ${crs.axes}${bounds}.`,
    );
  }
  return box;
}

function readFilter(queryable: Queryable, value: string | undefined, faults: Faults): ItemsQuestion['filters'] {
  if (value === undefined) return [];
  if (accepts(queryable, value)) return [{ queryable, value }];
  const { name, values } = queryable;
  const expected = values ? `l’une de ces valeurs est attendue : ${values.join(', ')}` : 'un code INSEE est attendu';
  faults.add(name, `« ${name} » : ${expected} ; reçu : ${echo(value)}.`);
  return [];
}

function readCount(name: string, text: string | undefined, least: number, faults: Faults): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least) return Math.min(count, Number.MAX_SAFE_INTEGER);
  faults.add(name, `« ${name} » : un nombre entier d’au moins ${least} est attendu ; reçu : ${echo(text)}.`);
  return undefined;
}
