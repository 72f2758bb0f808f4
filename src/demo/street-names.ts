import { oneOf, type Random } from './random.ts';

/** Yields names that streets have in most towns of France, each once. */
export function* streetNames(random: Random): Generator<string, never> {
  const given = new Set<string>();
  for (let times = 0; ; times++) {
    // With all names given, streets are numbered.
    const name = `${oneOf(random, TYPES)} ${oneOf(random, NAMES)}${times > MOST ? ` n° ${times - MOST}` : ''}`;
    if (given.has(name)) continue;
    given.add(name);
    yield name;
  }
}

/** « Rue » comes most often. */
const TYPES = ['Rue', 'Rue', 'Rue', 'Rue', 'Rue', 'Rue', 'Avenue', 'Allée', 'Impasse', 'Place', 'Boulevard', 'Chemin'];

const NAMES = `de la Gare, de l’Église, de la Mairie, des Écoles, du Moulin, du Château, de la Chapelle, du Bois,
  de la République, de la Liberté, de la Paix, des Lilas, des Tilleuls, des Peupliers, des Acacias, des Marronniers,
  des Roses, des Hirondelles, des Mésanges, du Stade, du Marais, du Canal, de la Fontaine, des Jardins, du Lavoir,
  de la Briqueterie, des Mineurs, du Puits, de la Fosse, du Terril, des Tisserands, du Pont, de la Source, des Prés,
  du Calvaire, de la Forge, du Marché, des Champs, du 8 Mai 1945, du 11 Novembre, du Général de Gaulle, Jean Jaurès,
  Victor Hugo, Émile Zola, Louis Pasteur, Jules Ferry, Léon Blum, Jean Moulin, Pierre Curie, Marie Curie, Molière,
  Jean de La Fontaine, Jules Verne, George Sand, Claude Debussy, Georges Bizet, Berthe Morisot, Louise Michel,
  Simone Veil, Joséphine Baker, Alfred de Musset, Olympe de Gouges, Ambroise Paré, Blaise Pascal, Gambetta`
  .split(',')
  .map((name) => name.trim().replace('’', "'"));

const MOST = 2000;
