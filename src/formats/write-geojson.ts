import { transformationOf } from '../geo/projection.ts';
import type { Coordinates, Feature, FeatureWriter, Geometry, Head } from './feature.ts';
import { moved } from './geometry.ts';
import { TextFile } from './text-file.ts';

/** One object, or one text a feature: after a record separator (RFC 8142), or one a line. */
export type GeoJsonLayout = 'collection' | 'sequence' | 'lines';

/**
 * Writes GeoJSON (RFC 7946) at `path`, which must not be taken, feature by feature: positions are brought to WGS84, and left bit for bit
 * where they are in it already. A geometry that its reference system does not cover has no place in WGS84: it is null.
 */
export function writeGeoJson(path: string, head: Head, layout: GeoJsonLayout = 'collection'): FeatureWriter {
  const toWgs84 = movementOf(head.crs);
  const keys = head.fields.map(({ name }) => JSON.stringify(name));
  const file = new TextFile(path);
  const isCollection = layout === 'collection';
  if (isCollection) file.add(`{"type":"FeatureCollection","name":${JSON.stringify(head.name)},"features":[`);
  let isFirst = true;
  return {
    write(feature) {
      const text = featureText(feature, keys, toWgs84);
      if (isCollection) file.add(`${isFirst ? '' : ','}\n${text}`);
      else file.add(`${layout === 'sequence' ? '\x1e' : ''}${text}\n`);
      isFirst = false;
    },
    async close() {
      if (isCollection) file.add('\n]}\n');
      file.close();
    },
  };
}

type Movement = (geometry: Geometry) => Geometry | null;

function movementOf(crs: string | null): Movement {
  if (crs === null) return (geometry) => geometry;
  const system = transformationOf(crs);
  if (system.code === 'EPSG:4326') return (geometry) => geometry;
  const toWgs84 = ([x, y, ...rest]: Coordinates) => [...system.toWgs84(x!, y!), ...rest];
  return (geometry) => {
    try {
      return moved(geometry, toWgs84);
    } catch {
      return null;
    }
  };
}

function featureText({ values, geometry }: Feature, keys: readonly string[], toWgs84: Movement): string {
  const properties = keys.map((key, i) => `${key}:${JSON.stringify(values[i] ?? null)}`).join(',');
  const moved = geometry === null ? null : toWgs84(geometry);
  return `{"type":"Feature","properties":{${properties}},"geometry":${JSON.stringify(moved)}}`;
}
