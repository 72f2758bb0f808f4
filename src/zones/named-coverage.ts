import { union } from '../geo/overlay.ts';
import type { MultiPolygon } from '../geo/polygon.ts';
import { repair } from '../geo/repair.ts';
import { readPerimeterFile } from './perimeter-file.ts';
import type { Registry } from './registry.ts';
import type { Coverage } from './zone.ts';

/**
 * Returns the coverage named `france`, `metropole`, `agglomeration`, by INSEE codes separated by commas, or by the path
 * of a file of polygons, which are united. Throws an Error of one French line for any other name.
 */
export async function coverageNamed(name: string, registry: Registry): Promise<Coverage> {
  if (name === 'france') return { type: 'everywhere' };
  if (name === 'metropole') return { type: 'area', geometry: METROPOLITAN_FRANCE, margin: ABROAD };
  if (name === 'agglomeration') {
    const ring = registry.generations.map(({ coverage }) => coverage.qpv).find(({ type }) => type === 'area');
    if (!ring) throw new Error('le registre ne dessine pas l’agglomération');
    return ring;
  }
  const codes = name.split(',').map((code) => code.trim());
  if (codes.every((code) => CITYCODE.test(code))) return { type: 'communes', citycodes: codes };
  return { type: 'area', geometry: await readArea(name), margin: 0 };
}

const CITYCODE = /^(?:\d{2}|2[AB])\d{3}$/;

/** Metres around the box below that have no French quarter either: they are abroad or at sea. */
const ABROAD = 1000;

/** A bounding box of metropolitan France. */
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

async function readArea(path: string): Promise<MultiPolygon> {
  try {
    const { features } = await readPerimeterFile(path);
    return features.map(({ geometry }) => repair(geometry).shape).reduce(union);
  } catch (error) {
    throw new Error(
      '--coverage : france, metropole, agglomeration, des codes INSEE ou un fichier de polygones étaient ' +
        `attendus (${(error as Error).message})`,
      { cause: error },
    );
  }
}
