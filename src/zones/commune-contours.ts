import type { MultiPolygon } from '../geo/polygon.ts';
import { repair } from '../geo/repair.ts';
import type { Registry } from './registry.ts';
import type { CommuneContour } from './versions.ts';

/**
 * Returns the contours of communes of a file, by INSEE code, their rings repaired. `code`, `nom` and `epci` or
 * `codeEpci` are read from the attributes, in any case. WGS84 longitude, latitude. Throws an Error of one French line
 * when a commune of the agglomeration is absent or when one is in several features.
 */
export function communeContours(
  features: readonly ContourFeature[],
  registry: Pick<Registry, 'agglomeration' | 'communes'>,
): { readonly communes: CommuneContour[]; readonly repaired: number } {
  const mended = features.map(({ geometry }) => repair(geometry));
  const communes = features.map(({ properties }, i): CommuneContour => {
    const attributes = lowerCased(properties);
    const epci = attributes.codeepci ?? attributes.epci;
    return {
      citycode: String(attributes.code),
      name: String(attributes.nom),
      // The State's service returns one agglomeration, without this attribute; a file with several has it.
      agglomeration: 'epci' in attributes || 'codeepci' in attributes ? epci === registry.agglomeration.siren : true,
      geometry: mended[i]!.shape,
    };
  });
  const codes = communes.map(({ citycode }) => citycode);
  const absent = registry.communes.filter(({ citycode, agglomeration }) => agglomeration && !codes.includes(citycode));
  if (absent.length > 0) {
    throw new Error(`il manque ${absent.map(({ name }) => name).join(', ')}, le fichier a changé`);
  }
  const twice = codes.find((code, i) => codes.indexOf(code) !== i);
  if (twice) throw new Error(`la commune ${twice} est en plusieurs objets, le fichier a changé`);
  return {
    communes: communes.sort((a, b) => (a.citycode < b.citycode ? -1 : 1)),
    repaired: mended.filter(({ repaired }) => repaired > 0).length,
  };
}

/** A feature of a file of communes. */
export interface ContourFeature {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: MultiPolygon;
}

/** Returns attributes under their names in lower case. */
export function lowerCased(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key.toLowerCase(), value]));
}
