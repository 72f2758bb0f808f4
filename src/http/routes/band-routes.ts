import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { grown } from '../../geo/grow.ts';
import { boundingBoxOf } from '../../geo/polygon.ts';
import type { Loaded } from '../../load.ts';
import type { DrawnZone, Zones } from '../../zones/zones.ts';
import { sendCacheable } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';
import { listedZones, passes, readZoneFilters } from './zone-filters.ts';

/** `GET /v1/bands`: the outline of each drawn zone's band, to show on a map. No answer depends on these outlines. */
export function bandsRoute(app: FastifyInstance, loaded: Loaded): void {
  app.get('/v1/bands', { onSend: compressAnswer }, async (request, reply) => {
    const { zones, filters } = readZoneFilters(request.query as string, loaded);
    const drawn = zones.generations.flatMap((generation) =>
      listedZones(generation).flatMap((listed) =>
        listed.drawn !== null && passes(listed, filters, zones) ? [listed.drawn] : [],
      ),
    );
    const features = await writeBands(drawn, zones);
    const start = `{"type":"FeatureCollection","dataVersion":${JSON.stringify(zones.dataVersion)},"features":[`;
    sendCacheable(request, reply, 'application/geo+json; charset=utf-8', `${start}${features.join(',')}]}`);
    return reply;
  });
}

/** A zone's band takes some milliseconds the first time; other requests are served in between. */
async function writeBands(drawn: readonly DrawnZone[], zones: Zones): Promise<string[]> {
  const features: string[] = [];
  for (const zone of drawn) {
    let feature = written.get(zone);
    if (feature === undefined) {
      await setImmediate();
      feature = JSON.stringify(toFeature(zone, zones.distances.band));
      written.set(zone, feature);
    }
    features.push(feature);
  }
  return features;
}

// A drawn zone belongs to one version, and the width of the band is the same for all.
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
