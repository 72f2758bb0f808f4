import type { Random } from '../../shapes.ts';
import {
  capital,
  DATES,
  de,
  FAMOUS,
  FORENAMES,
  listOf,
  oneOf,
  PLANTS,
  surname,
  THINGS,
  TITLES,
  TOWNS,
  TRADES,
  toponym,
  weighted,
} from './words.ts';

/**
 * Yields names of streets for one commune, without end or repetition: first the names that almost every commune has,
 * then a mix of people, places, plants and dates, and sometimes a near homonym of the previous one. `around` are the
 * communes that roads lead to. `taken` contains the names in use, and is updated.
 */
export function* streetNames(random: Random, around: readonly string[], taken: Set<string>): Generator<string> {
  const fresh = (name: string): boolean => {
    if (taken.has(name)) return false;
    taken.add(name);
    return true;
  };
  const common = EVERYWHERE.filter(([, share]) => random() < share).map(([name]) => name);
  const first = common.splice(0, 4);
  for (const name of first) if (fresh(name)) yield name;
  while (true) {
    const name = (random() < 0.25 && common.shift()) || mixed(random, around);
    if (!fresh(name)) continue;
    yield name;
    if (random() > 0.07) continue;
    const near = nearHomonym(random, name);
    if (near !== undefined && fresh(near)) yield near;
  }
}

/** First words of street names. */
export const STREET_TYPES =
  listOf(`Rue, Avenue, Boulevard, Impasse, Allée, Place, Chemin, Route, Résidence, Cité, Square, Ruelle, Chaussée,
  Sentier, Voie, Passage, Cour, Quai, Faubourg, Lotissement, Route Départementale, Chemin Rural, Chemin Vicinal`);

/** Share of the communes that have it. */
const EVERYWHERE: readonly (readonly [string, number])[] = [
  ["Rue de l'Église", 0.9],
  ['Rue de la Mairie', 0.6],
  ['Rue de la Gare', 0.65],
  ["Rue de l'École", 0.45],
  ['Grande Rue', 0.25],
  ['La Place', 0.2],
  ['Rue du 8 Mai 1945', 0.4],
  ['Rue du 11 Novembre', 0.4],
  ['Place de la Mairie', 0.3],
  ['Place de la Gare', 0.25],
  ['Rue Jean Jaurès', 0.4],
  ['Rue Roger Salengro', 0.4],
  ['Rue Pasteur', 0.35],
  ['Rue du Général de Gaulle', 0.35],
  ['Chaussée Brunehaut', 0.15],
  ['Rue du Marais', 0.35],
  ['Rue du Moulin', 0.35],
  ['Rue du Château', 0.3],
  ['Rue Victor Hugo', 0.3],
  ['Rue de la Chapelle', 0.3],
  ['Rue du Bois', 0.3],
  ['Rue Nationale', 0.2],
  ['Route Nationale', 0.1],
  ['Route Départementale 943', 0.06],
  ['Route Départementale 937', 0.05],
  ['Route Départementale 188', 0.05],
  ['Rue Émile Zola', 0.3],
  ['Rue Émile Basly', 0.25],
  ['Rue du Calvaire', 0.2],
  ['Rue du Cimetière', 0.2],
  ['Place Jean Jaurès', 0.1],
  ['Rue Verte', 0.2],
  ['Rue Haute', 0.2],
  ['Rue Basse', 0.2],
  ['Rue Neuve', 0.25],
  ['Petite Rue', 0.1],
  ["Grand'Place", 0.06],
  ["Grand'Rue", 0.06],
  ['Ruelle du Curé', 0.15],
  ['Rue du Sacré-Cœur', 0.1],
  ['Rue Sainte-Barbe', 0.15],
  ['Allée des Lilas', 0.2],
  ['Résidence Les Lilas', 0.1],
  ['Impasse des Lilas', 0.1],
  ['Rue Sans Issue', 0.03],
];

function mixed(random: Random, around: readonly string[]): string {
  return weighted(random, KINDS)(random, around);
}

type Kind = (random: Random, around: readonly string[]) => string;

const KINDS: readonly (readonly [Kind, number])[] = [
  [(random) => `${typeOf(random, ROADS)} ${linked(random, oneOf(random, FAMOUS))}`, 22],
  // Local people, unknown in other communes.
  [(random) => `${typeOf(random, ROADS)} ${oneOf(random, FORENAMES)} ${surname(random)}`, 29],
  [(random) => `${typeOf(random, ROADS)} ${weighted(random, TITLES)} ${surname(random)}`, 8],
  [(random) => `${typeOf(random, ROADS)} ${oneOf(random, FORENAMES)} ${de(surname(random))}`, 1],
  [(random) => `${typeOf(random, ROADS)} ${surname(random)}`, 4],
  [(random) => `${typeOf(random, PATHS)} ${oneOf(random, THINGS)}`, 16],
  [(random) => `${typeOf(random, GARDENS)} des ${oneOf(random, PLANTS)}`, 9],
  [(random) => `${oneOf(random, ['Résidence', 'Lotissement', 'Cité', 'Clos'])} Les ${oneOf(random, PLANTS)}`, 1.5],
  [(random) => `${typeOf(random, ROADS)} des ${oneOf(random, TRADES)}`, 2],
  [(random) => `${typeOf(random, ROADS)} ${oneOf(random, DATES)}`, 3],
  [
    (random) =>
      `${typeOf(random, [
        ['Rue', 6],
        ['Route', 3],
        ['Avenue', 1],
        ['Chemin', 1],
      ])} ${de(oneOf(random, TOWNS))}`,
    4,
  ],
  [
    (random, around) =>
      `${typeOf(random, [
        ['Rue', 6],
        ['Route', 4],
        ['Chemin', 2],
        ['Voie', 1],
      ])} ${de(oneOf(random, around))}`,
    6,
  ],
  [
    (random) =>
      `${typeOf(random, PATHS)} ${oneOf(random, ['du Bois', 'du Mont', 'de la Ferme', 'du Fond', 'de la Cense'])} ` +
      `${de(toponym(random))}`,
    2,
  ],
  [(random) => `${typeOf(random, PATHS)} ${de(toponym(random))}`, 5],
  [(random) => `${oneOf(random, ['Cité', 'Rue de la Cité', 'Résidence'])} ${1 + Math.floor(40 * random())}`, 0.6],
  [
    (random) =>
      `${oneOf(random, ['Cité de la Fosse', 'Rue de la Fosse', 'Chemin de la Fosse'])} ` +
      `${1 + Math.floor(20 * random())}`,
    1,
  ],
  [
    (random) =>
      `${oneOf(random, ['Cité des', 'Rue des', 'Corons des'])} ` +
      `${oneOf(random, ['Mines', 'Électriciens', 'Cheminots', 'Musiciens', 'Provinces', 'Fleurs', 'Brebis'])}`,
    1,
  ],
  [(random) => `Route Départementale ${1 + Math.floor(950 * random())}`, 0.6],
  [(random) => `Chemin ${oneOf(random, ['Rural', 'Vicinal'])} n°${1 + Math.floor(30 * random())}`, 0.2],
  [(random) => `Rue ${oneOf(random, ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'])}`, 0.2],
  [(random) => oneOf(random, UNTYPED), 1],
];

const ROADS = [
  ['Rue', 74],
  ['Avenue', 5],
  ['Boulevard', 3],
  ['Place', 4],
  ['Impasse', 4],
  ['Allée', 3],
  ['Résidence', 2],
  ['Square', 1.5],
  ['Cité', 1.5],
  ['Passage', 0.7],
  ['Cour', 0.5],
  ['Quai', 0.3],
  ['Lotissement', 0.5],
] as const;

const PATHS = [
  ['Rue', 62],
  ['Chemin', 12],
  ['Ruelle', 5],
  ['Impasse', 6],
  ['Place', 3],
  ['Allée', 3],
  ['Sentier', 2],
  ['Voie', 2],
  ['Route', 2],
  ['Avenue', 1],
  ['Quai', 0.7],
  ['Faubourg', 0.5],
  ['Cour', 0.8],
  ['Passage', 1],
  ['Chaussée', 0.7],
] as const;

const GARDENS = [
  ['Rue', 40],
  ['Allée', 26],
  ['Impasse', 10],
  ['Résidence', 8],
  ['Square', 3],
  ['Place', 2],
  ['Avenue', 2],
  ['Clos', 2],
  ['Lotissement', 2],
  ['Cité', 2],
] as const;

const UNTYPED =
  listOf(`La Place, Le Marais, Les Brebis, Le Rivage, La Bourse, Le Cornet Malo, Le Bout d'en Haut, Le Bout d'en Bas,
  Le Mont Bernenchon, Les Quatre Chemins, L'Épinette, La Cense du Roy, Le Vert Bois, Le Hamel, Zone Industrielle, Zone Artisanale,
  Parc des Industries, Le Petit Paris, La Vallée, Les Hauts Champs`);

function typeOf(random: Random, types: readonly (readonly [string, number])[]): string {
  return weighted(random, types);
}

/** « du Maréchal Foch » is sometimes written without its article. */
function linked(random: Random, name: string): string {
  return random() < 0.1 ? capital(name.replace(/^(du |de l')/, '')) : name;
}

/** The same name with another type, or with or without a forename. */
function nearHomonym(random: Random, name: string): string | undefined {
  const [, type, rest] = /^(\S+) (.+)$/.exec(name) ?? [];
  if (type === undefined || rest === undefined || !STREET_TYPES.includes(type)) return undefined;
  const words = rest.split(' ');
  if (random() < 0.35 && words.length <= 2 && /^[A-ZÀ-Ý][a-zà-ÿ]/.test(rest) && !rest.startsWith('Les ')) {
    return words.length === 2 ? `${type} ${words[1]}` : `${type} ${oneOf(random, FORENAMES)} ${rest}`;
  }
  return `${oneOf(random, ['Place', 'Impasse', 'Allée', 'Ruelle', 'Cité', 'Résidence', 'Rue'])} ${rest}`;
}
