import type { BoundingBox } from '../../../src/geo/polygon.ts';
import { type Random, randomFrom } from '../../shapes.ts';
import { DEFAULT_SEED, type MadeOptions, madeCommunes } from './addresses.ts';
import { rounded } from './axis.ts';
import { de, listOf, oneOf, PLANTS, toponym } from './words.ts';

/** A made-up hamlet. */
export interface MadeHamlet {
  readonly id: string;
  readonly name: string;
  readonly postcode: string;
  readonly citycode: string;
  readonly city: string;
  readonly lon: number;
  readonly lat: number;
}

/** The hamlets for `madeAddresses` of the same options: some in each commune, more in a larger one. */
export function madeHamlets(options: MadeOptions = {}): MadeHamlet[] {
  const random = randomFrom((options.seed ?? DEFAULT_SEED) + 7);
  return madeCommunes(options).flatMap(({ citycode, name: city, postcodes, size, extent }) => {
    const count = Math.floor(random() * (3 + Math.min(12, size / 8)));
    const names = new Set(Array.from({ length: count }, () => hamletName(random)));
    return [...names].map((name, i): MadeHamlet => {
      const [lon, lat] = within(random, extent);
      const id = `${citycode}_B${String(i + 11).padStart(3, '0')}`;
      return { id, name, postcode: postcodes[0]!, citycode, city, lon, lat };
    });
  });
}

/** A name that a hamlet may have. */
export function hamletName(random: Random): string {
  const chance = random();
  if (chance < 0.45) return oneOf(random, KNOWN);
  if (chance < 0.6) return `Hameau ${de(toponym(random))}`;
  if (chance < 0.7) return `Le Bois ${de(toponym(random))}`;
  if (chance < 0.8) return `Ferme ${de(toponym(random))}`;
  if (chance < 0.85) return `Les ${oneOf(random, PLANTS)}`;
  return toponym(random);
}

const KNOWN = listOf(`
    Le Bout d'en Haut, Le Bout d'en Bas, Les Brebis, Le Hamel, Le Rivage, Le Cornet, La Bourse, Le Vert Bois, Le Pont du Gy,
  Les Quatre Vents, L'Épinette, La Cense, La Haute Rue, Le Mont, Le Fond de la Ville, Le Petit Bois, Le Grand Marais, Le Petit Marais,
  La Chapelle, Le Moulin, Le Château, Les Terrils, Fosse 2, Fosse 5, La Pierre, La Couronne, Le Paradis, Le Gibet, L'Abbaye, Le Rossignol,
  La Goutte d'Eau, Le Bas Chemin, Les Hauts Champs, Pont d'Avelette, Pont Levis, Le Transvaal, La Clef, Le Nouveau Monde, Le Plouy, Le Préol,
  Hameau du Bois, Hameau de l'Église, Hameau du Sacré-Cœur`);

function within(random: Random, [west, south, east, north]: BoundingBox) {
  return rounded([west + random() * (east - west), south + random() * (north - south)]);
}
