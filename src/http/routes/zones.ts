import type { FastifyInstance } from 'fastify';
import { CITYCODE } from '../../address/codes.ts';
import { isDay, todayInParis } from '../../day.ts';
import { type BoundingBox, boundingBoxOf } from '../../geo/polygon.ts';
import type { Loaded } from '../../load.ts';
import { isExchanged } from '../../zones/france.ts';
import type { Coverage, Kind, Zone } from '../../zones/zone.ts';
import { type DrawnZone, type GenerationZones, isWithin, type Zones } from '../../zones/zones.ts';
import { sendCacheable } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';
import { checkGeneration, checkVersion, zonesOf } from '../data-version.ts';
import { echo, Faults } from '../faults.ts';
import { CITYCODE_EXPECTED, DAY_EXPECTED } from '../fields.ts';
import { Problem } from '../problem.ts';
import { parseDecimal, readQuery } from '../query.ts';

/** The zones themselves, as GeoJSON, and the generations they come in. */
export function zonesRoutes(app: FastifyInstance, loaded: Loaded): void {
  app.get('/v1/zones', { onSend: compressAnswer }, (request, reply) => {
    const { zones, filters } = readFilters(request.query as string, loaded);
    const features = zones.generations.flatMap((generation) =>
      placesOf(generation)
        .filter((place) => passes(place, filters, zones))
        .map(writeFeature),
    );
    const start = `{"type":"FeatureCollection","dataVersion":${JSON.stringify(zones.dataVersion)},"features":[`;
    sendCacheable(request, reply, GEOJSON, `${start}${features.join(',')}]}`);
  });

  app.get('/v1/zones/:id', { onSend: compressAnswer }, (request, reply) => {
    const { id } = request.params as { id: string };
    const { zones, filters } = readZoneQuery(request.query as string, loaded);
    const place = zones.generations
      .filter(({ generation }) => filters.generation === undefined || generation.id === filters.generation)
      .flatMap(placesOf)
      .findLast(({ zone }) => zone.id === id);
    if (place === undefined) {
      const when = filters.generation === undefined ? '' : ` dans la génération ${filters.generation}`;
      throw new Problem('not-found', `Aucun quartier ne porte cet identifiant${when}.`);
    }
    sendCacheable(request, reply, GEOJSON, writeFeature(place));
  });

  app.get('/v1/generations', { onSend: compressAnswer }, (request, reply) => {
    const faults = new Faults();
    const query = readQuery(request.query as string, ['dataVersion'], faults);
    checkVersion(query.dataVersion, faults);
    faults.throwIfAny();
    const zones = zonesOf(loaded, query.dataVersion);
    const body = { dataVersion: zones.dataVersion, generations: zones.generations.map(toGenerationBody) };
    sendCacheable(request, reply, 'application/json; charset=utf-8', JSON.stringify(body));
  });
}

const GEOJSON = 'application/geo+json; charset=utf-8';

/** A zone with its perimeter, null where nobody has drawn it. */
interface ListedZone {
  readonly zone: Zone;
  readonly drawn: DrawnZone | null;
}

interface Filters {
  readonly generation?: string | undefined;
  readonly kind?: string | undefined;
  readonly bbox?: BoundingBox | undefined;
  readonly commune?: string | undefined;
  /** The zones in force that day. */
  readonly date?: string | undefined;
}

function placesOf({ drawn, missing }: GenerationZones): ListedZone[] {
  const all = [
    ...drawn.map((one) => ({ zone: one.zone, drawn: one })),
    ...missing.map((zone) => ({ zone, drawn: null })),
  ];
  return all.sort((a, b) => compare(b.zone.kind, a.zone.kind) || compare(a.zone.id, b.zone.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function passes(place: ListedZone, { generation, kind, bbox, commune, date }: Filters, zones: Zones): boolean {
  const { zone } = place;
  return (
    (generation === undefined || zone.generation === generation) &&
    (kind === undefined || zone.kind === kind) &&
    (commune === undefined || zone.communes.includes(commune)) &&
    (date === undefined || isWithin(date, zone.inForce)) &&
    (bbox === undefined || mayMeet(place, bbox, zones))
  );
}

/** A zone that nobody has drawn may lie anywhere in its communes. */
function mayMeet({ zone, drawn }: ListedZone, bbox: BoundingBox, { communes }: Zones): boolean {
  if (drawn) return meets(drawn.box, bbox);
  return communes.areas.some(
    ({ citycode, shape }) => zone.communes.includes(citycode) && meets(boundingBoxOf(shape), bbox),
  );
}

function meets(a: BoundingBox, b: BoundingBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/** Long to write, and asked again and again. */
function writeFeature({ zone, drawn }: ListedZone): string {
  const key = drawn ?? zone;
  let feature = written.get(key);
  if (feature === undefined) {
    feature = JSON.stringify(toFeature(zone, drawn));
    written.set(key, feature);
  }
  return feature;
}

// A drawn zone is that of one version; one without a perimeter is the registry's, the same in all.
const written = new WeakMap<DrawnZone | Zone, string>();

function toFeature(zone: Zone, drawn: DrawnZone | null) {
  const { id, kind, generation, name, spellings, communes, inhabitants, inForce, doubts, notes, formerly } = zone;
  const { status, precision, source, licence, checksum } = drawn?.perimeter ?? MISSING;
  return {
    type: 'Feature',
    id,
    ...(drawn ? { bbox: drawn.box } : {}),
    geometry: drawn ? { type: 'MultiPolygon', coordinates: drawn.perimeter.geometry } : null,
    properties: {
      ...{ id, kind, generation, name, spellings, communes, inhabitants, inForce, doubts, notes, formerly },
      perimeter: { status, precision, source, licence, checksum },
    },
  };
}

const MISSING = { status: 'missing', precision: null, source: null, licence: null, checksum: null } as const;

function toGenerationBody({ generation, drawn, missing, coverage }: GenerationZones) {
  const { id, from, to, references } = generation;
  const count = (kind: Kind) => ({
    drawn: drawn.filter(({ zone }) => zone.kind === kind).length,
    missing: missing.filter((zone) => zone.kind === kind).length,
  });
  return {
    id,
    from,
    to,
    references,
    zones: { qpv: count('qpv'), qic: count('qic') },
    coverage: { qpv: toCoverageBody(coverage.qpv), qic: toCoverageBody(coverage.qic) },
  };
}

function toCoverageBody(coverage: Coverage) {
  if (coverage.type !== 'area') return coverage;
  return { type: 'area', geometry: { type: 'MultiPolygon', coordinates: coverage.geometry }, margin: coverage.margin };
}

function readFilters(text: string, loaded: Loaded): { zones: Zones; filters: Filters } {
  const faults = new Faults();
  const query = readQuery(text, ['generation', 'kind', 'bbox', 'commune', 'date', 'dataVersion'], faults);
  const { generation, kind, commune, date, dataVersion } = query;
  checkGeneration(generation, loaded, faults);
  checkVersion(dataVersion, faults);
  if (kind !== undefined && kind !== 'qpv' && kind !== 'qic') {
    faults.add('kind', `« kind » : qpv ou qic est attendu ; reçu : ${echo(kind)}.`);
  }
  if (commune !== undefined && !CITYCODE.test(commune)) {
    faults.add('commune', `« commune » : ${CITYCODE_EXPECTED} ; reçu : ${echo(commune)}.`);
  }
  if (date !== undefined && !isDay(date)) faults.add('date', `« date » : ${DAY_EXPECTED} ; reçu : ${echo(date)}.`);
  const bbox = query.bbox === undefined ? undefined : readBox(query.bbox, faults);
  faults.throwIfAny();
  // Without a date nor a generation, the zones in force today.
  const day = date ?? (generation === undefined ? todayInParis() : undefined);
  return { zones: zonesOf(loaded, dataVersion), filters: { generation, kind, bbox, commune, date: day } };
}

function readZoneQuery(text: string, loaded: Loaded): { zones: Zones; filters: Filters } {
  const faults = new Faults();
  const { generation, dataVersion } = readQuery(text, ['generation', 'dataVersion'], faults);
  checkGeneration(generation, loaded, faults);
  checkVersion(dataVersion, faults);
  faults.throwIfAny();
  return { zones: zonesOf(loaded, dataVersion), filters: { generation } };
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
      '« bbox » : ouest ≤ est (de -180 à 180) et sud ≤ nord (de -90 à 90), en degrés WGS84, sont attendus, dans l’ordre ouest, sud, est, nord.',
    );
    return undefined;
  }
  return [west!, south!, east!, north!];
}
