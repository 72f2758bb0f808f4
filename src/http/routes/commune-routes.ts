import type { FastifyInstance } from 'fastify';
import { boundingBoxOf } from '../../geo/polygon.ts';
import type { Loaded } from '../../load.ts';
import { checkVersion, zonesOf } from '../../questions/data-version.ts';
import { Faults } from '../../questions/faults.ts';
import { readQuery } from '../../questions/query.ts';
import type { CommuneArea } from '../../zones/communes.ts';
import { sendCacheable } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';

/** `GET /v1/communes`: the loaded communes, with their contours or bounding rectangles. */
export function communesRoute(app: FastifyInstance, loaded: Loaded): void {
  app.get('/v1/communes', { onSend: compressAnswer }, (request, reply) => {
    const faults = new Faults();
    const { dataVersion } = readQuery(request.query as string, ['dataVersion'], faults);
    checkVersion(dataVersion, faults);
    faults.throwIfAny();
    const zones = zonesOf(loaded, dataVersion);
    const features = [...zones.communes.areas].sort(byCode).map(toFeature);
    const body = { type: 'FeatureCollection', dataVersion: zones.dataVersion, features };
    sendCacheable(request, reply, 'application/geo+json; charset=utf-8', JSON.stringify(body));
  });
}

function byCode(a: CommuneArea, b: CommuneArea): number {
  return a.citycode < b.citycode ? -1 : a.citycode > b.citycode ? 1 : 0;
}

function toFeature({ citycode, name, agglomeration, shape, isContour }: CommuneArea) {
  return {
    type: 'Feature',
    id: citycode,
    bbox: boundingBoxOf(shape),
    geometry: { type: 'MultiPolygon', coordinates: shape },
    properties: { citycode, name, agglomeration, shape: isContour ? 'contour' : 'extent' },
  };
}
