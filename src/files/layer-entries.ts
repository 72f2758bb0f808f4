import { chosen } from './chosen-name.ts';
import { startOf } from './file-start.ts';
import type { Container } from './gis/read/container.ts';

/** The files of a folder or a zip to read as layers. */
export interface LayerEntries {
  /** One file, or all the shapefiles. */
  readonly names: readonly string[];
  /** The layer to read within that file. */
  readonly layer: string | undefined;
  readonly notices: readonly string[];
}

/**
 * Chooses the file of a folder or a zip to read: the one that `wanted` designates. Otherwise, as in the State's
 * archives, the GeoJSON when there is one, or the one in WGS84; or the GeoPackage or Parquet when it is alone; or every
 * shapefile. Throws an Error that lists the files when one must be chosen.
 */
export function layerEntries(container: Container, wanted: string | undefined): LayerEntries {
  const candidates = container.names.filter((name) => LAYER.test(name) && !isOtherJson(container, name));
  if (candidates.length === 0) {
    throw new Error('il ne contient aucune couche : sortez-en d’abord le fichier à lire');
  }
  const only = candidates.length === 1 ? candidates[0]! : null;
  if (wanted !== undefined) {
    // When a GeoPackage is the only file, `wanted` is one of its layers.
    if (only !== null && /\.gpkg$/i.test(only)) return { names: [only], layer: wanted, notices: [] };
    return { names: [chosen(candidates, wanted)], layer: undefined, notices: [] };
  }
  if (only !== null) return { names: [only], layer: undefined, notices: [] };
  const json = candidates.filter((name) => JSON_NAME.test(name));
  const inWgs84 = json.filter((name) => /wgs ?84/i.test(name));
  const [first] = json.length === 1 ? json : inWgs84.length === 1 ? inWgs84 : [];
  if (first !== undefined) {
    const others = candidates.filter((name) => name !== first).join(', ');
    const notice = `${first} est lu ; laissés de côté, comme les mêmes objets en d’autres systèmes : ${others}`;
    return { names: [first], layer: undefined, notices: [notice] };
  }
  if (candidates.every((name) => /\.shp$/i.test(name))) return { names: candidates, layer: undefined, notices: [] };
  throw new Error(`plusieurs couches, choisissez-en une (--layer) : ${candidates.join(', ')}`);
}

const LAYER = /\.(geojson|json|geojsonl|geojsons|ndjson|gpkg|parquet|shp)$/i;
const JSON_NAME = /\.(geojson|json|geojsonl|geojsons|ndjson)$/i;

/** A .json may contain anything: without a GeoJSON type near its start it is not a layer. */
function isOtherJson(container: Container, name: string): boolean {
  if (!/\.json$/i.test(name)) return false;
  const content = container.contentOf(name);
  const start = typeof content === 'string' ? startOf(content, JSON_SAMPLE) : content.subarray(0, JSON_SAMPLE);
  return !/"(Feature(Collection)?|(Multi)?(Point|LineString|Polygon)|GeometryCollection)"/.test(
    Buffer.from(start).toString('latin1'),
  );
}

const JSON_SAMPLE = 65_536;
