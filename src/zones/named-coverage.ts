import { union } from '../geo/overlay.ts';
import type { MultiPolygon } from '../geo/polygon.ts';
import { repair } from '../geo/repair.ts';
import { readPerimeterFile } from './perimeter-file.ts';
import type { Registry } from './registry.ts';
import type { Coverage } from './zone.ts';

/**
 * The coverage that a person names: `france`, `metropole`, `agglomeration`, INSEE codes separated by commas, or the path of a
 * file of polygons, all taken together. Throws an Error of one French line when it is none of those.
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

const CITYCODE = /^\d[\dAB]\d{3}$/;

/** Metres around the box below in which there is no quarter to miss either: they are abroad, or at sea. */
const ABROAD = 1000;

/** A box around metropolitan France. */
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
      `--coverage : france, metropole, agglomeration, des codes INSEE ou un fichier de polygones étaient attendus (${(error as Error).message})`,
      { cause: error },
    );
  }
}
