import { isDay } from '../../french/calendar.ts';
import { todayInParis } from '../../french/day.ts';
import { boxesMeet } from '../../geo/bounding-box.ts';
import { type BoundingBox, boundingBoxOf } from '../../geo/polygon.ts';
import type { Loaded } from '../../load.ts';
import { checkGeneration, checkVersion, zonesOf } from '../../questions/data-version.ts';
import { echo, Faults } from '../../questions/faults.ts';
import { DAY_EXPECTED, readCitycode } from '../../questions/fields.ts';
import { parseDecimal, readQuery } from '../../questions/query.ts';
import { isExchanged } from '../../zones/france.ts';
import type { Zone } from '../../zones/zone.ts';
import { type DrawnZone, type GenerationZones, isWithin, type Zones } from '../../zones/zones.ts';

/** Reads the filters of a query for zones, and its version of the data. Throws a Problem that lists its faults. */
export function readZoneFilters(text: string, loaded: Loaded): { zones: Zones; filters: ZoneFilters } {
  const faults = new Faults();
  const query = readQuery(text, ['generation', 'kind', 'bbox', 'commune', 'date', 'dataVersion'], faults);
  const { generation, kind, commune, date, dataVersion } = query;
  checkGeneration(generation, loaded, faults);
  checkVersion(dataVersion, faults);
  if (kind !== undefined && kind !== 'qpv' && kind !== 'qic') {
    faults.add('kind', `« kind » : qpv ou qic est attendu ; reçu : ${echo(kind)}.`);
  }
  readCitycode(commune, 'commune', 'commune', faults);
  if (date !== undefined && !isDay(date)) faults.add('date', `« date » : ${DAY_EXPECTED} ; reçu : ${echo(date)}.`);
  const bbox = query.bbox === undefined ? undefined : readBox(query.bbox, faults);
  faults.throwIfAny();
  // Without a date or a generation, the zones in force today.
  const day = date ?? (generation === undefined ? todayInParis() : undefined);
  return { zones: zonesOf(loaded, dataVersion), filters: { generation, kind, bbox, commune, date: day } };
}

/** A zone with its perimeter; null when it has none. */
export interface ListedZone {
  readonly zone: Zone;
  readonly drawn: DrawnZone | null;
}

export interface ZoneFilters {
  readonly generation?: string | undefined;
  readonly kind?: string | undefined;
  readonly bbox?: BoundingBox | undefined;
  readonly commune?: string | undefined;
  /** Selects the zones in force on that day. */
  readonly date?: string | undefined;
}

/** Returns the zones of a generation, QPV first, by id. */
export function listedZones({ drawn, missing }: GenerationZones): ListedZone[] {
  const all = [
    ...drawn.map((each) => ({ zone: each.zone, drawn: each })),
    ...missing.map((zone) => ({ zone, drawn: null })),
  ];
  return all.sort((a, b) => compare(b.zone.kind, a.zone.kind) || compare(a.zone.id, b.zone.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Returns whether a zone passes the filters. */
export function passes(
  listed: ListedZone,
  { generation, kind, bbox, commune, date }: ZoneFilters,
  zones: Zones,
): boolean {
  const { zone } = listed;
  return (
    (generation === undefined || zone.generation === generation) &&
    (kind === undefined || zone.kind === kind) &&
    (commune === undefined || zone.communes.includes(commune)) &&
    (date === undefined || isWithin(date, zone.inForce)) &&
    (bbox === undefined || mayMeet(listed, bbox, zones))
  );
}

/** A zone without a perimeter may be anywhere in its communes. */
function mayMeet({ zone, drawn }: ListedZone, bbox: BoundingBox, { communes }: Zones): boolean {
  if (drawn) return boxesMeet(drawn.box, bbox);
  return communes.areas.some(
    ({ citycode, shape }) => zone.communes.includes(citycode) && boxesMeet(boundingBoxOf(shape), bbox),
  );
}

function readBox(text: string, faults: Faults): BoundingBox | undefined {
  const numbers = text.split(',').map(parseDecimal);
  const [west, south, east, north] = numbers;
  if (numbers.length !== 4 || numbers.some(Number.isNaN)) {
    faults.add('bbox', '« bbox » : quatre nombres séparés par des virgules sont attendus : ouest, sud, est, nord.');
    return undefined;
  }
  if (isExchanged(west!, south!) && isExchanged(east!, north!)) {
    faults.addExchanged('bbox', '« bbox » s’écrit ouest, sud, est, nord');
    return undefined;
  }
  const isInRange = west! >= -180 && east! <= 180 && south! >= -90 && north! <= 90;
  if (!isInRange || west! > east! || south! > north!) {
    faults.add(
      'bbox',
      '« bbox » : ouest ≤ est (de -180 à 180) et sud ≤ nord (de -90 à 90), en degrés WGS84, sont attendus, ' +
        'dans l’ordre ouest, sud, est, nord.',
    );
    return undefined;
  }
  return [west!, south!, east!, north!];
}
