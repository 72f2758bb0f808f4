import type { Random } from '../../shapes.ts';

/**
 * Parts of made-up names, and random choices among them. Any likeness of a composed name to a real person or place is
 * chance.
 */

/** One of `from`, with equal chances. */
export function oneOf<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

/** One of `from`, with chances proportional to the weights. */
export function weighted<T>(random: Random, from: readonly (readonly [T, number])[]): T {
  let left = random() * from.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of from) {
    left -= weight;
    if (left < 0) return value;
  }
  return from.at(-1)![0];
}

/** A composed surname in the style of northern France: some 90 000 are possible. */
export function surname(random: Random): string {
  const name = stem(random) + oneOf(random, ENDINGS);
  const particle = random();
  if (particle < 0.04) return `Van ${capital(name)}`;
  return capital(
    particle < 0.08 ? `de${name}` : particle < 0.12 ? `vande${name}` : particle < 0.15 ? `le${name}` : name,
  );
}

/** The name of a village, a wood or a farm, composed. */
export function toponym(random: Random): string {
  return capital(stem(random) + oneOf(random, VILLAGE_ENDINGS));
}

function stem(random: Random): string {
  const onset = oneOf(random, ONSETS);
  return onset + oneOf(random, /[rln]$/.test(onset) ? SINGLE_MIDDLES : MIDDLES);
}

export function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

/** « de » before a name, shortened before a vowel. */
export function de(name: string): string {
  if (/^Les /.test(name)) return `des ${name.slice(4)}`;
  if (/^Le /.test(name)) return `du ${name.slice(3)}`;
  if (/^L['’]/.test(name)) return `de l'${name.slice(2)}`;
  if (/^La /.test(name)) return `de la ${name.slice(3)}`;
  return /^[AEIOUÉÈÊÂÎÔŒH]/.test(name) ? `d'${name}` : `de ${name}`;
}

export function listOf(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s*[,\n]\s*/)
    .filter(Boolean);
}

const ONSETS = listOf(`
    ba, be, bi, bo, bou, bré, bru, ca, cau, cha, chau, cho, cla, clo, co, cou, cra, cré, da, dé, do, du, fa, flo, fou,
  fré, ga, gau, glo, go, gra, gué, ha, hau, hé, ho, jo, jou, la, leu, lo, lu, ma, mé, mo, mou, na, no, pa, pé, plou, po, pré, qué, ra,
  ré, ro, rou, sa, sé, so, sou, ta, thé, tré, tru, va, ve, vi, wa, wi,
  bar, ber, bour, car, dan, der, fer, flan, gar, ger, her, lan, len, mar, mer, mon, per, tour, ver, wal, war`);
const MIDDLES = listOf(`b, c, ch, d, f, g, gn, l, ll, m, mb, nd, nn, nt, p, qu, r, rt, ss, st, t, tr, v, z`);
const SINGLE_MIDDLES = listOf('b, ch, d, f, g, l, m, n, p, qu, t, v, z');
const ENDINGS =
  listOf(`aert, ain, an, ard, art, aud, aux, eau, el, elle, ens, ent, er, erie, erle, et, ette, euil, eur, ez, iau,
  ier, ière, iez, in, ion, ique, is, man, oir, ois, oise, on, ot, ouille, our, oux, oy, uche, uin, y, quin, wiez, owski, zyk,
  incourt`);
const VILLAGE_ENDINGS =
  listOf(`ancourt, ecques, effles, elles, euil, ezelles, icourt, ieux, ières, ignies, igneul, imbert,
  incourt, ines, inghem, inghen, ingues, iquières, oncourt, ouville, oval, oye, uisses, uy, ydrehem, brouck`);

export const FORENAMES =
  listOf(`Achille, Adrien, Albert, Alexandre, Alfred, Alphonse, André, Anne-Marie, Antoine, Arthur,
  Auguste, Augustin, Benoît, Camille, Casimir, Célestin, Charles, Cécile, Clément, Denise, Désiré, Edmond, Edouard, Émile,
  Émilienne, Ernest, Eugène, Eugénie, Fernand, Florent, François, Françoise, Gaston, Georges, Germaine, Gustave, Henri, Hélène,
  Hippolyte, Irène, Jacques, Jean, Jean-Baptiste, Jean-Marie, Jean-Pierre, Joseph, Jules, Julien, Léon, Léonce, Louis, Louise,
  Lucien, Madeleine, Marcel, Marguerite, Marie, Marie-Louise, Marie-Thérèse, Maurice, Maxime, Noël, Octave, Oscar, Paul, Paul-Émile,
  Philippe, Pierre, Prosper, Raoul, Raymond, René, Robert, Roger, Simone, Stanislas, Suzanne, Théophile, Thérèse, Victor,
  Yvonne, Zéphir`);

export const TITLES: readonly (readonly [string, number])[] = [
  ['du Docteur', 5],
  ['du Général', 2],
  ['du Capitaine', 2],
  ['du Commandant', 2],
  ['du Lieutenant', 1],
  ['du Colonel', 1],
  ['du Sergent', 1],
  ["de l'Abbé", 3],
  ["de l'Instituteur", 1],
  ['du Professeur', 1],
  ['du Président', 0.5],
];

/** People after whom streets everywhere are named, with the title and its article where the name has one. */
export const FAMOUS =
  listOf(`Jean Jaurès, Roger Salengro, Émile Basly, Émile Zola, Victor Hugo, Louis Pasteur, Pasteur, Jules Ferry,
  Jules Guesde, Léon Blum, Léon Gambetta, Gambetta, Voltaire, Jean-Jacques Rousseau, Anatole France, Henri Barbusse, Pierre Curie,
  Pierre et Marie Curie, Marie Curie, Jean Moulin, Gabriel Péri, Guy Môquet, Ambroise Croizat, Maurice Thorez, Marcel Cachin,
  Paul Vaillant-Couturier, Salvador Allende, Nelson Mandela, Georges Brassens, Jacques Brel, Édith Piaf, Charles Péguy, Lamartine,
  Alphonse de Lamartine, Alfred de Musset, Alfred de Vigny, Arthur Rimbaud, Paul Verlaine, Charles Baudelaire, Honoré de Balzac,
  Molière, Racine, Corneille, La Fontaine, Jean de La Fontaine, Diderot, Montesquieu, Descartes, Blaise Pascal, Denis Papin,
  Ampère, Lavoisier, Parmentier, Claude Bernard, Ronsard, Jean Mermoz, Louis Blériot, Georges Guynemer, Guynemer,
  Hélène Boucher, Antoine de Saint-Exupéry, Jules Verne, Auguste Renoir, Paul Cézanne, Claude Monet, Henri Matisse, Pablo Picasso,
  Hector Berlioz, Claude Debussy, Maurice Ravel, Georges Bizet, Frédéric Chopin, Mozart, Ludwig van Beethoven, Michel-Ange,
  Jeanne d'Arc, Jean Bart, Jacquard, Arago, Carnot, Sadi Carnot, Danton, Marat, Robespierre, Condorcet, Hoche, Kléber, Marceau,
  Faidherbe, Vauban, Turenne, Condé, Louise Michel, Simone Veil, Rosa Parks, Olympe de Gouges, George Sand, Colette,
  Casimir Beugnet, Constant Martin, Florent Évrard, Arthur Lamendin, Raoul Briquet, Henri Cadot, Léo Lagrange, Pierre Bérégovoy,
  Pierre Mendès France, François Mitterrand, Georges Pompidou, Aristide Briand, Edouard Herriot, Raymond Poincaré,
  Georges Clemenceau, Clemenceau, Augustin Lesieux, Sully, Colbert, Turgot, Thiers, Mirabeau, La Fayette,
  du Général de Gaulle, du Général Leclerc, du Général Koenig, du Maréchal Foch, du Maréchal Joffre, du Maréchal Leclerc,
  du Président Kennedy, du Président Wilson, du Président Coty, du Docteur Schweitzer, du Docteur Calmette, du Docteur Roux,
  du Docteur Laennec, du Commandant Charcot, du Commandant L'Herminier, du Capitaine Michel, du Colonel Fabien, du Père Damien, de l'Abbé Pierre,
  de l'Abbé Lemire, Saint-Éloi, Sainte-Barbe, Saint-Martin, Saint-Pierre, Saint-Vaast, Saint-Pry, Sainte-Thérèse, Sainte-Anne,
  Sainte-Berthe, Saint-Nicolas, Saint-Michel, Saint-Louis, Saint-Amé, Saint-Druon, Saint-Roch, Saint-Antoine, Saint-Omer`);

/** Things in most villages, with their article. */
export const THINGS =
  listOf(`de l'Abattoir, de l'Abbaye, de l'Abreuvoir, de l'Agriculture, de l'Ancienne Église, de l'Atre, de l'Avenir,
  de l'Eau, de l'École, de l'Égalité, de l'Espérance, de l'Étang, de l'Europe, de l'Horloge, de l'Hôpital, de l'Hospice,
  de l'Industrie, de l'Union, de l'Usine, de la Barrière, de la Bassée, de la Bienfaisance, de la Blanche Voie, de la Brasserie,
  de la Briqueterie, de la Brique d'Or, de la Cavée, de la Chapelle, de la Ciergerie, de la Clarence, de la Concorde, de la Couture,
  de la Croix, de la Croix de Grès, de la Croix Rouge, de la Distillerie, de la Faïencerie, de la Ferme, de la Filature, de la Fonderie,
  de la Fontaine, de la Forêt, de la Forge, de la Fosse, de la Fraternité, de la Goutte d'Eau, de la Justice, de la Lampisterie,
  de la Lawe, de la Liberté, de la Libération, de la Loisne, de la Longue Haie, de la Malterie, de la Marlière, de la Motte, de la Nave, de la Noix,
  de la Paix, de la Pannerie, de la Perche, de la Place, de la Plaine, de la Poste, de la République, de la Résistance, de la Roupie,
  de la Solidarité, de la Sucrerie, de la Tannerie, de la Tour, de la Vallée, de la Victoire, de la Voie Ferrée, des Alliés, des Bleuets,
  des Caudrons, des Charbonniers, des Champs, des Combattants, des Coquelicots, des Cours, des Déportés, des Écoles, des Fiefs,
  des Fusillés, des Houilleurs, des Jardins, des Lavoirs, des Marais, des Martyrs, des Mineurs, des Moines, des Moulins,
  des Prés, des Prisonniers, des Remparts, des Résistants, des Sources, des Terrils, des Treilles, des Trois Fontaines, des Trois Rois,
  des Quatre Vents, des Sept Fontaines, du Baillage, du Beau Marais, du Bac, du Barlet, du Bois, du Bosquet, du Bout de la Ville,
  du Calvaire, du Canal, du Centre, du Château, du Château d'Eau, du Cimetière, du Clair, du Coron, du Crinchon, du Dépôt,
  du Faubourg, du Fossé, du Fresnoy, du Garde, du Grand Chemin, du Jeu de Paume, du Lavoir, du Mail, du Manoir, du Marais, du Marché,
  du Mont, du Mont de Cocagne, du Moulin, du Moulin à Vent, du Onze Novembre, du Paradis, du Petit Bois, du Petit Hollande, du Pignon Vert,
  du Pont, du Pont d'Avelette, du Port, du Presbytère, du Progrès, du Puits, du Rivage, du Rond-Point, du Sacré-Cœur,
  du Souvenir, du Souvenir Français, du Stade, du Temple, du Tilleul, du Triage, du Vert Gazon, du Vieux Château, du Vieux Moulin, du Vivier`);

/** Names of allées, résidences and lotissements: plants, birds, painters' colours. */
export const PLANTS = listOf(`
    Acacias, Ajoncs, Alouettes, Amandiers, Aubépines, Aulnes, Azalées, Bergeronnettes, Bleuets, Boutons d'Or, Bouleaux,
  Bouvreuils, Bruyères, Camélias, Capucines, Cèdres, Cerisiers, Charmes, Châtaigniers, Chênes, Chèvrefeuilles, Chrysanthèmes, Clématites,
  Colombes, Coquelicots, Cytises, Dahlias, Edelweiss, Églantines, Érables, Fauvettes, Frênes, Fuchsias, Genêts, Géraniums, Glaïeuls,
  Glycines, Hêtres, Hirondelles, Hortensias, Iris, Jacinthes, Jasmins, Jonquilles, Lauriers, Lavandes, Lilas, Liserons, Magnolias,
  Marguerites, Marronniers, Merles, Mésanges, Mimosas, Muguets, Myosotis, Narcisses, Nénuphars, Noisetiers, Noyers, Œillets, Ormes,
  Orchidées, Pâquerettes, Passereaux, Pavots, Pensées, Pervenches, Peupliers, Pinsons, Pivoines, Platanes, Pommiers, Primevères,
  Prunus, Roitelets, Roses, Rossignols, Rouges-Gorges, Saules, Sorbiers, Sureaux, Tamaris, Thuyas, Tilleuls, Tourterelles, Troènes,
  Tulipes, Verveines, Violettes`);

export const TRADES =
  listOf(`Boulangers, Brasseurs, Bûcherons, Cordonniers, Couvreurs, Drapiers, Éclusiers, Forgerons, Foulons,
  Galibots, Haveurs, Jardiniers, Lampistes, Laboureurs, Maçons, Maraîchers, Mariniers, Menuisiers, Meuniers, Porions, Potiers, Rouisseurs, Sabotiers,
  Tanneurs, Teinturiers, Tisserands, Tonneliers, Vanniers, Verriers, Herscheurs, Raccommodeurs, Boutefeux`);

/** Towns that roads lead to; the communes around are added to them. */
export const TOWNS =
  listOf(`Arras, Aire, Lille, Lens, Saint-Omer, Saint-Pol, Hazebrouck, La Bassée, Estaires, Merville, Douai, Cambrai,
  Dunkerque, Calais, Boulogne, Paris, Armentières, Liévin, Verdun, Londres, Varsovie, Cracovie, Pologne, Belgique, Bretagne, Normandie,
  Picardie, Artois, Flandre, Provence, Alsace, Lorraine, Bordeaux, Strasbourg, Metz, Nantes, Rome, Berlin, Madrid, Lisbonne, Athènes`);

export const DATES =
  listOf(`du 8 Mai 1945, du 11 Novembre, du 11 Novembre 1918, du 19 Mars 1962, du 14 Juillet, du 1er Mai,
  du 4 Septembre, du 8 Mai, du 19 Mars, du 14 Juillet 1789, du 6 Juin 1944, du 2 Septembre 1944, du 73e Régiment d'Infanterie, du 10 Mars 1906`);
