import type { MultiPolygon, Polygon } from '../geo/polygon.ts';
import type { Registry } from './registry.ts';
import type { Coverage } from './zone.ts';

/**
 * The coverage that a person names: `france`, `metropole`, `agglomeration`, INSEE codes separated by commas, or the text of a
 * GeoJSON geometry or feature that `readText` finds under that name. Throws when it is none of those.
 */
export function coverageNamed(name: string, registry: Registry, readText: (path: string) => string): Coverage {
  if (name === 'france') return { type: 'everywhere' };
  if (name === 'metropole') return { type: 'area', geometry: METROPOLITAN_FRANCE };
  if (name === 'agglomeration') {
    const ring = registry.generations.map(({ coverage }) => coverage.qpv).find(({ type }) => type === 'area');
    if (!ring) throw new Error('le registre ne dessine pas l’agglomération');
    return ring;
  }
  if (CITYCODES.test(name)) return { type: 'communes', citycodes: name.split(',') };
  return { type: 'area', geometry: readArea(name, readText) };
}

const CITYCODES = /^\d[\dAB]\d{3}(,\d[\dAB]\d{3})*$/;

/** A box around metropolitan France: abroad there is no quarter to miss. */
const METROPOLITAN_FRANCE: MultiPolygon = [
  [
    [
      [-5.6, 41.2],
      [9.8, 41.2],
      [9.8, 51.3],
      [-5.6, 51.3],
      [-5.6, 41.2],
    ],
  ],
];

function readArea(path: string, readText: (path: string) => string): MultiPolygon {
  const expected = `--coverage ${path} : france, metropole, agglomeration, des codes INSEE ou un fichier GeoJSON d’un polygone étaient attendus`;
  let json: GeoJson;
  try {
    json = JSON.parse(readText(path)) as GeoJson;
  } catch {
    throw new Error(expected);
  }
  const geometry = json.features?.[0]?.geometry ?? json.geometry ?? json;
  if (geometry.type === 'Polygon') return [geometry.coordinates as Polygon];
  if (geometry.type === 'MultiPolygon') return geometry.coordinates as MultiPolygon;
  throw new Error(expected);
}

interface Geometry {
  readonly type: string;
  readonly coordinates?: unknown;
}
interface GeoJson extends Geometry {
  readonly geometry?: Geometry;
  readonly features?: readonly { readonly geometry: Geometry }[];
}
