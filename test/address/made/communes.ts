import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoundingBox } from '../../../src/geo/polygon.ts';
import { randomFrom } from '../../shapes.ts';
import { oneOf, toponym } from './words.ts';

/** A commune for made-up addresses. */
export interface MadeCommune {
  readonly citycode: string;
  readonly name: string;
  /** One, rarely two. */
  readonly postcodes: readonly string[];
  /** Relative size: about its hundreds of inhabitants. */
  readonly size: number;
  readonly extent: BoundingBox;
  /** Communes that were merged into it. */
  readonly former: readonly FormerCommune[];
}

export interface FormerCommune {
  readonly citycode: string;
  readonly name: string;
}

/**
 * The 100 communes of the agglomeration and Hulluch: real names, codes, postcodes and bounding boxes (3 decimals, from
 * Admin Express, IGN, Licence Ouverte 2.0). Their sizes are round figures, and three second postcodes are invented: no
 * commune here has two.
 */
export function realCommunes(): MadeCommune[] {
  const [, ...lines] = readFileSync(join(import.meta.dirname, 'communes.csv'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const [citycode, name, postcodes, size, west, south, east, north, former] = line.split(';') as Row;
    return {
      citycode,
      name,
      postcodes: postcodes.split('|'),
      size: Number(size),
      extent: [Number(west), Number(south), Number(east), Number(north)],
      former: former
        .split('|')
        .filter(Boolean)
        .map((text) => ({ citycode: text.slice(0, 5), name: text.slice(6) })),
    };
  });
}

type Row = [string, string, string, string, string, string, string, string, string];

/**
 * Returns `count` invented communes side by side around the real ones: names in the style of Artois, postcodes that no
 * real one here has, and codes of the département that none here has (other communes have them).
 */
export function inventedCommunes(seed: number, count: number): MadeCommune[] {
  const real = realCommunes();
  const random = randomFrom(seed);
  const codes = numbersDown(62_999, new Set(real.flatMap((c) => [c, ...c.former]).map((c) => Number(c.citycode))));
  const postcodes = numbersDown(62_998, new Set(real.flatMap((c) => c.postcodes).map(Number)));
  const names = new Set(real.flatMap((c) => [c, ...c.former]).map((c) => c.name));
  const postcodeOfBlock = new Map<string, string>();
  const freshName = (): string => {
    while (true) {
      const name = communeName(random);
      if (!names.has(name)) {
        names.add(name);
        return name;
      }
    }
  };
  return cellsAround(random, count).map(([column, row]): MadeCommune => {
    const block = `${Math.floor(column / 2)} ${Math.floor(row / 3)}`;
    const postcode = postcodeOfBlock.get(block) ?? postcodes.next().value!;
    postcodeOfBlock.set(block, postcode);
    const second = random() < 0.02 ? postcodes.next().value : undefined;
    const west = WEST + column * CELL_WIDTH;
    const south = SOUTH + row * CELL_HEIGHT;
    return {
      citycode: codes.next().value!,
      name: freshName(),
      postcodes: second === undefined ? [postcode] : [postcode, second],
      size: sizeOf(random()),
      extent: [
        toThousandth(west),
        toThousandth(south),
        toThousandth(west + CELL_WIDTH),
        toThousandth(south + CELL_HEIGHT),
      ],
      former: random() < 0.08 ? [{ citycode: codes.next().value!, name: freshName() }] : [],
    };
  });
}

function communeName(random: () => number): string {
  const pattern = random();
  const place = toponym(random);
  if (pattern < 0.5) return place;
  if (pattern < 0.62) return `${place}-${oneOf(random, ['lès', 'sur', 'sous'])}-${toponym(random)}`;
  if (pattern < 0.74) return `${place}-${oneOf(random, BESIDE)}`;
  if (pattern < 0.8) return `Saint-${oneOf(random, SAINTS)}-${oneOf(random, ['lès', 'au', 'sur'])}-${place}`;
  if (pattern < 0.86) return `Sainte-${oneOf(random, WOMEN_SAINTS)}-lès-${place}`;
  if (pattern < 0.9) return `Le ${oneOf(random, ['Mont', 'Parc', 'Bois', 'Wast', 'Val'])}-${place}`;
  if (pattern < 0.94) return `La ${oneOf(random, ['Motte', 'Loge', 'Neuville', 'Chapelle', 'Haye'])}-${place}`;
  if (pattern < 0.97) return `${oneOf(random, ['Vieil', 'Neuf', 'Grand', 'Petit', 'Haut'])}-${place}`;
  return `Nœux-${oneOf(random, ['lès', 'sur', 'sous'])}-${place}`;
}

const BESIDE = [
  'en-Artois',
  'au-Bois',
  "sur-l'Aa",
  'sur-Canche',
  'sur-Ternoise',
  'la-Campagne',
  'le-Comte',
  'les-Prés',
  'en-Weppes',
  'au-Mont',
];
const SAINTS = [
  'Aubin',
  'Denœux',
  'Éloi',
  'Folquin',
  'Hilaire',
  'Josse',
  'Léger',
  'Martin',
  'Michel',
  'Omer',
  'Rémy',
  'Tricat',
  'Venant',
];
const WOMEN_SAINTS = ['Austreberthe', 'Berthe', 'Catherine', 'Cécile', 'Marie', 'Godeleine'];

/** Most communes are villages, a few are towns. */
function sizeOf(chance: number): number {
  return Math.round(2 + 3.2 / (1.005 - chance) ** 0.9);
}

/** Cells of a grid over the département, without the box of the agglomeration, in a shuffled order. */
function cellsAround(random: () => number, count: number): [column: number, row: number][] {
  const cells: [number, number][] = [];
  for (let column = 0; column < 40; column++) {
    for (let row = 0; row < 38; row++) {
      const lon = WEST + column * CELL_WIDTH;
      const lat = SOUTH + row * CELL_HEIGHT;
      if (lon + CELL_WIDTH < 2.27 || lon > 2.9 || lat + CELL_HEIGHT < 50.37 || lat > 50.65) cells.push([column, row]);
    }
  }
  if (count > cells.length) throw new Error(`there is room for ${cells.length} invented communes, not for ${count}`);
  return cells
    .map((cell) => ({ cell, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ cell }) => cell);
}

const WEST = 1.6;
const SOUTH = 50.03;
const CELL_WIDTH = 0.04;
const CELL_HEIGHT = 0.025;

function* numbersDown(from: number, taken: ReadonlySet<number>): Generator<string, never> {
  for (let number = from; number > 62_000; number--) if (!taken.has(number)) yield String(number);
  throw new Error('the département has no number left');
}

function toThousandth(degrees: number): number {
  return Math.round(degrees * 1e3) / 1e3;
}
