import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { checkGeneration, checkVersion, zonesOf } from '../../questions/data-version.ts';
import { Faults } from '../../questions/faults.ts';
import { Problem } from '../../questions/problem.ts';
import { readQuery } from '../../questions/query.ts';
import type { Coverage, Kind, Zone } from '../../zones/zone.ts';
import type { DrawnZone, GenerationZones, Zones } from '../../zones/zones.ts';
import { JSON_TYPE, sendCacheable } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';
import { type ListedZone, listedZones, passes, readZoneFilters, type ZoneFilters } from './zone-filters.ts';

/** The zones as GeoJSON, and their generations. */
export function zonesRoutes(app: FastifyInstance, loaded: Loaded): void {
  app.get('/v1/zones', { onSend: compressAnswer }, (request, reply) => {
    const { zones, filters } = readZoneFilters(request.query as string, loaded);
    const features = zones.generations.flatMap((generation) =>
      listedZones(generation)
        .filter((listed) => passes(listed, filters, zones))
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
      .flatMap(listedZones)
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
    const body = {
      dataVersion: zones.dataVersion,
      generations: zones.generations.map(toGenerationBody),
      territories: zones.territories.map(({ extents: _, ...territory }) => territory),
    };
    sendCacheable(request, reply, JSON_TYPE, JSON.stringify(body));
  });
}

const GEOJSON = 'application/geo+json; charset=utf-8';

/** Caches the JSON: it takes long to write and is requested often. */
function writeFeature({ zone, drawn }: ListedZone): string {
  const key = drawn ?? zone;
  let feature = written.get(key);
  if (feature === undefined) {
    feature = JSON.stringify(toFeature(zone, drawn));
    written.set(key, feature);
  }
  return feature;
}

// A drawn zone belongs to one version. A zone without a perimeter comes from the registry, the same in all versions.
const written = new WeakMap<DrawnZone | Zone, string>();

function toFeature(zone: Zone, drawn: DrawnZone | null) {
  const { id, kind, generation, name, usualName, spellings, communes } = zone;
  const { inhabitants, inForce, doubts, notes, formerly } = zone;
  const { status, precision, source, licence, checksum } = drawn?.perimeter ?? MISSING;
  return {
    type: 'Feature',
    id,
    ...(drawn ? { bbox: drawn.box } : {}),
    geometry: drawn ? { type: 'MultiPolygon', coordinates: drawn.perimeter.geometry } : null,
    properties: {
      ...{ id, kind, generation, name, usualName, spellings, communes, inhabitants, inForce, doubts, notes, formerly },
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

function readZoneQuery(text: string, loaded: Loaded): { zones: Zones; filters: ZoneFilters } {
  const faults = new Faults();
  const { generation, dataVersion } = readQuery(text, ['generation', 'dataVersion'], faults);
  checkGeneration(generation, loaded, faults);
  checkVersion(dataVersion, faults);
  faults.throwIfAny();
  return { zones: zonesOf(loaded, dataVersion), filters: { generation } };
}
