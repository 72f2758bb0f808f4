import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { grown } from '../../geo/grow.ts';
import { boundingBoxOf } from '../../geo/polygon.ts';
import type { Loaded } from '../../load.ts';
import type { DrawnZone, Zones } from '../../zones/zones.ts';
import { sendCacheable } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';
import { listedZones, passes, readZoneFilters } from './zone-filters.ts';

/** How far the band of each drawn zone reaches, to show on a map: no answer is read from these outlines. */
export function bandsRoute(app: FastifyInstance, loaded: Loaded): void {
  app.get('/v1/bands', { onSend: compressAnswer }, async (request, reply) => {
    const { zones, filters } = readZoneFilters(request.query as string, loaded);
    const drawn = zones.generations.flatMap((generation) =>
      listedZones(generation).flatMap((one) => (one.drawn !== null && passes(one, filters, zones) ? [one.drawn] : [])),
    );
    const features = await writeBands(drawn, zones);
    const start = `{"type":"FeatureCollection","dataVersion":${JSON.stringify(zones.dataVersion)},"features":[`;
    sendCacheable(request, reply, 'application/geo+json; charset=utf-8', `${start}${features.join(',')}]}`);
    return reply;
  });
}

/** The first time a zone's band takes some milliseconds to draw; other requests are answered between two of them. */
async function writeBands(drawn: readonly DrawnZone[], zones: Zones): Promise<string[]> {
  const features: string[] = [];
  for (const one of drawn) {
    let feature = written.get(one);
    if (feature === undefined) {
      await setImmediate();
      feature = JSON.stringify(toFeature(one, zones.distances.band));
      written.set(one, feature);
    }
    features.push(feature);
  }
  return features;
}

// A drawn zone is that of one version, and a service has one registry of distances.
const written = new WeakMap<DrawnZone, string>();

function toFeature({ zone, perimeter }: DrawnZone, metres: number) {
  const { id, kind, generation, name } = zone;
  const coordinates = grown(perimeter.geometry, metres);
  return {
    type: 'Feature',
    id,
    bbox: boundingBoxOf(coordinates),
    geometry: { type: 'MultiPolygon', coordinates },
    properties: { id, kind, generation, name, metres },
  };
}
