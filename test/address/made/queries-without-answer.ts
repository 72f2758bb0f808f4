import { createRequire } from 'node:module';
import { frequentWords } from '../../../src/address/match/frequent-words.ts';
import { type Random, randomFrom } from '../../shapes.ts';
import type { MadeSet } from './addresses.ts';
import type { MadeHamlet } from './hamlets.ts';
import { cleanLine, written } from './line.ts';
import type { Query } from './queries.ts';
import { bare, editDistance, envelope, WORD_ABBREVIATIONS } from './spelling.ts';
import { STREET_TYPES } from './street-names.ts';
import { type Truth, truthOf } from './truth.ts';
import { FORENAMES, oneOf, surname } from './words.ts';

/**
 * Returns `count` texts without an address in the set: no result is right, or a doubtful one. `hamlets` are the hamlets
 * of the set. Numbers beyond the last one of an existing street are not among them.
 */
export function queriesWithoutAnswer(
  set: MadeSet,
  count: number,
  seed = 1,
  hamlets: readonly MadeHamlet[] = [],
): Query[] {
  const random = randomFrom(seed);
  const world: World = {
    truth: truthOf(set),
    hamletsOfCity: Map.groupBy(hamlets, ({ citycode }) => citycode),
    words: new Map(),
  };
  const queries: Query[] = [];
  for (let i = 0; queries.length < count; i++) {
    if (i > 100 * count) throw new Error(`the set is too small for ${count} queries without an answer`);
    const [reason, ask] = REASONS[i % REASONS.length]!;
    const text = ask(random, world);
    if (text !== null) queries.push({ text, expected: null, faults: [reason] });
  }
  return queries;
}

interface World {
  readonly truth: Truth;
  readonly hamletsOfCity: ReadonlyMap<string, readonly MadeHamlet[]>;
  /** Communes of France that resemble one of the set, made at the first question. */
  alike?: readonly { name: string; citycode: string }[];
  /** By commune, filled as asked. */
  readonly words: Map<string, readonly string[]>;
}

type Reason = readonly [name: string, ask: (random: Random, world: World) => string | null];

/** Each returns null where what it drew might be understood as something that exists. */
const REASONS: readonly Reason[] = [
  ['street of another commune', streetOfAnotherCommune],
  ['invented street', inventedStreet],
  ['commune outside', communeOutside],
  ['commune like one of the set', communeLikeOne],
  ['postcode of another département', postcodeOfElsewhere],
  ['another word', (random, world) => firstOf(500, () => anotherWord(random, world))],
  ['beside a number', besideNumber],
  ['street of another commune', streetOfAnotherCommune],
  ['invented street', inventedStreet],
  ['commune outside', communeOutside],
  ['nonsense', (random) => oneOf(random, NONSENSE)],
  ['only a number', (random) => `${1 + Math.floor(300 * random())}${random() < 0.2 ? ' bis' : ''}`],
  [
    'only a type',
    (random) =>
      `${random() < 0.5 ? `${1 + Math.floor(90 * random())} ` : ''}` +
      `${oneOf(random, ['rue', 'Avenue', 'bd', 'impasse', 'RUE DE LA', 'Place du', 'chemin des'])}`,
  ],
];

function firstOf(tries: number, draw: () => string | null): string | null {
  let drawn = draw();
  for (let i = 1; i < tries && drawn === null; i++) drawn = draw();
  return drawn;
}

function streetOfAnotherCommune(random: Random, world: World): string | null {
  const address = oneOf(random, world.truth.set.addresses);
  const commune = oneOf(random, world.truth.set.communes);
  if (isLikeOneOf(address.street, commune.citycode, world)) return null;
  return written({ ...cleanLine(address), postcode: commune.postcodes[0]!, city: commune.name });
}

function inventedStreet(random: Random, world: World): string | null {
  const address = oneOf(random, world.truth.set.addresses);
  const street =
    `${oneOf(random, ['Rue', 'Avenue', 'Impasse', 'Allée'])} ${oneOf(random, FORENAMES)} ` + `${surname(random)}`;
  if (isLikeOneOf(street, address.citycode, world)) return null;
  return written({ ...cleanLine(address), street });
}

function communeOutside(random: Random, { truth }: World): string | null {
  const [postcode, city] = oneOf(random, OUTSIDE);
  if (truth.cities.some((other) => editDistance(other.bare, bare(city), 2) <= 2)) return null;
  const street =
    random() < 0.3
      ? oneOf(random, ['Rue de la Paix', 'Rue de Rivoli', 'Rue Nationale'])
      : oneOf(random, truth.set.streets).name;
  return written({ ...cleanLine(oneOf(random, truth.set.addresses)), street, postcode, city });
}

/** A commune of France with nearly the name of one of the set. */
function communeLikeOne(random: Random, world: World): string | null {
  const { truth } = world;
  world.alike ??= communesAlike(truth);
  if (world.alike.length === 0) return null;
  const { name, citycode } = oneOf(random, world.alike);
  const streets = truth.streetsOfCity.get(citycode);
  if (streets === undefined) return null;
  const address = oneOf(random, oneOf(random, streets).street.addresses);
  return written({ ...cleanLine(address), city: name, postcode: random() < 0.5 ? null : address.postcode });
}

function communesAlike({ cities }: Truth): { name: string; citycode: string }[] {
  const names = (require(COMMUNES) as { nom: string }[]).map(({ nom }) => nom);
  const known = new Set(cities.map((city) => city.bare));
  return [...new Set(names)].flatMap((name) => {
    const own = bare(name);
    if (own.length < 5 || known.has(own)) return [];
    const near = cities.find(
      (city) =>
        Math.abs(city.bare.length - own.length) < 3 &&
        city.bare.at(-1) === own.at(-1) &&
        editDistance(city.bare, own, 2) <= 2,
    );
    return near ? [{ name, citycode: near.citycode }] : [];
  });
}

const require = createRequire(import.meta.url);
const COMMUNES = '@etalab/decoupage-administratif/data/communes.json';

function postcodeOfElsewhere(random: Random, { truth }: World): string {
  const postcode = oneOf(random, OUTSIDE)[0];
  return written({ ...cleanLine(oneOf(random, truth.set.addresses)), postcode });
}

/** A street one of whose words is another frequent word, a letter apart. */
function anotherWord(random: Random, world: World): string | null {
  const address = oneOf(random, world.truth.set.addresses);
  const [type, ...words] = address.street.split(' ');
  const last = bare(words.at(-1) ?? '').toLowerCase();
  if (last.length < 4) return null;
  const typed = [...frequentWords].filter(
    (word) => Math.abs(word.length - last.length) < 2 && editDistance(word, last, 1) === 1,
  );
  const plain = (word: string) => word.replace(/[sx]$/, '');
  const other = typed.length === 0 ? undefined : oneOf(random, typed);
  if (other === undefined || plain(other) === plain(last)) return null;
  if (wordsOf(address.citycode, world).includes(other.toUpperCase())) return null;
  return written({ ...cleanLine(address), street: [type, ...words.slice(0, -1), other].join(' ') });
}

const BESIDE = ['face au', 'derrière le', 'à côté du', 'à 50 m du', 'jouxtant le', 'au-dessus du', 'contigu au'];

function besideNumber(random: Random, { truth }: World): string {
  const line = cleanLine(oneOf(random, truth.set.addresses));
  return written({ ...line, number: `${oneOf(random, BESIDE)} ${line.number}` });
}

/**
 * True when a distinctive word of the name is one of the commune's streets and hamlets, or nearly, or when
 * there is no such word.
 */
function isLikeOneOf(name: string, citycode: string, world: World): boolean {
  const telling = bare(name)
    .split(' ')
    .filter((word) => !COMMON_WORDS.has(word));
  const known = wordsOf(citycode, world);
  return telling.length === 0 || telling.some((word) => known.some((other) => isNearly(word, other)));
}

function isNearly(word: string, other: string): boolean {
  const most = Math.floor(Math.min(word.length, other.length) / 4);
  return editDistance(word, other, most) <= most;
}

function wordsOf(citycode: string, { truth, hamletsOfCity, words }: World): readonly string[] {
  const known = words.get(citycode);
  if (known) return known;
  const streets = (truth.streetsOfCity.get(citycode) ?? []).map((street) => street.bare);
  const hamlets = (hamletsOfCity.get(citycode) ?? []).map(({ name }) => bare(name));
  const found = [...new Set([...streets, ...hamlets].flatMap((text) => text.split(' ')))];
  words.set(citycode, found);
  return found;
}

/** Words that many streets have in common, so that they distinguish none. */
const COMMON_WORDS = new Set(
  [...STREET_TYPES, ...FORENAMES, ...Object.keys(WORD_ABBREVIATIONS)].flatMap((text) => envelope(text).split(' ')),
);

/** Real communes, all of them far enough away. */
const OUTSIDE = [
  ['75002', 'Paris'],
  ['75116', 'Paris 16e'],
  ['69003', 'Lyon'],
  ['13001', 'Marseille'],
  ['59000', 'Lille'],
  ['59140', 'Dunkerque'],
  ['59500', 'Douai'],
  ['59300', 'Valenciennes'],
  ['80000', 'Amiens'],
  ['80100', 'Abbeville'],
  ['76000', 'Rouen'],
  ['33000', 'Bordeaux'],
  ['31000', 'Toulouse'],
  ['44000', 'Nantes'],
  ['67000', 'Strasbourg'],
  ['29200', 'Brest'],
  ['06000', 'Nice'],
  ['20000', 'Ajaccio'],
  ['97400', 'Saint-Denis'],
  ['59270', 'Bailleul'],
  ['02100', 'Saint-Quentin'],
  ['7000', 'Mons'],
] as const;

const NONSENSE = [
  'azertyuiop',
  'qsdf jklm',
  'xxxxx',
  '???',
  'test',
  'néant',
  'inconnu',
  'adresse non communiquée',
  'sans domicile fixe',
  'SDF',
  'lorem ipsum dolor sit amet',
  '06 12 34 56 78',
  'prenom.nom@exemple.fr',
  'voir au dos',
  'idem',
  "n'habite plus à l'adresse indiquée",
  '0000 000 00',
  '-',
  '12 zzz',
  'wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww',
];
