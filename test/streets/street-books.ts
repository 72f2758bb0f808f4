import type { MultiPolygon, Position } from '../../src/geo/polygon.ts';
import type { BookRow } from '../address/book.ts';
import { type Axis, lengthOf, placeBeside } from '../address/made/axis.ts';
import { moved } from '../shapes.ts';
import { shipped } from '../world.ts';

/*
 * Streets around the Mont Liébaut, of which nothing is real but the limit of the quarter: in it, along it, out of it,
 * beside it, far from it.
 */

/** A street to put in a book: eastwards from a position, or along an axis, odd numbers on its left. */
interface BookStreet {
  readonly street: string;
  readonly city: string;
  readonly citycode: string;
  readonly along: Axis;
  /** Of each side. */
  readonly houses?: number;
}

/**
 * The rows of a street whose houses stand 20 m apart, 8 m from its axis; none where the axis bends too sharply or ends.
 */
function rowsAlong({ along, houses = 5, ...row }: BookStreet): BookRow[] {
  const numbers = Array.from({ length: 2 * houses }, (_, i) => i + 1);
  return numbers.flatMap((number) => {
    const place = placeBeside(along, 10 + 20 * Math.floor((number - 1) / 2), number % 2 === 1 ? 'left' : 'right', 8);
    return place === undefined ? [] : [{ ...row, number, lon: place[0], lat: place[1] }];
  });
}

/** An axis of `length` metres to the east. */
function eastwards(from: Position, length = 120): Axis {
  return [from, moved(from, length, 0)];
}

/** A part of the limit of a zone, from its first position on, of `length` metres or a little more. */
function alongLimit(shape: MultiPolygon, length: number): Axis {
  const ring = shape[0]![0]!;
  const end = ring.findIndex((_, i) => i > 0 && lengthOf(ring.slice(0, i + 1)) >= length);
  return ring.slice(0, end + 1);
}

const BETHUNE = { city: 'Béthune', citycode: '62119' };
const [LIEBAUT] = shipped.generations[1]!.drawn.filter(({ zone }) => zone.id === 'QN06208M');
const MIDDLE = [2.6289, 50.518] as const;
/** Some 200 m north of the zone, and far from all. */
const BESIDE = [2.6289, 50.5236] as const;
export const FAR = [2.655, 50.545] as const;

/** The rows of their book. */
export const ledgerRows: readonly BookRow[] = [
  rowsAlong({ street: 'Rue du Milieu', ...BETHUNE, along: eastwards(MIDDLE) }),
  rowsAlong({ street: 'Rue de la Limite', ...BETHUNE, along: alongLimit(LIEBAUT!.perimeter.geometry, 130), houses: 6 }),
  rowsAlong({ street: 'Rue de la Sortie', ...BETHUNE, along: [MIDDLE, BESIDE], houses: 30 }),
  rowsAlong({ street: 'Rue Voisine', ...BETHUNE, along: eastwards(BESIDE, 60), houses: 2 }),
  // A street whose rows name another commune.
  rowsAlong({
    street: 'Rue d’à Côté',
    city: 'Verquin',
    citycode: '62848',
    along: eastwards(moved(BESIDE, -60, 0), 60),
    houses: 2,
  }),
  rowsAlong({ street: 'Rue Lointaine', ...BETHUNE, along: eastwards(FAR) }),
  rowsAlong({ street: 'Rue des Champs', city: 'Lillers', citycode: '62516', along: eastwards([2.5, 50.58]) }),
  rowsAlong({ street: 'Rue du Bord', city: 'Hulluch', citycode: '62464', along: eastwards([2.84, 50.475]) }),
].flat();

/** The rows of `count` streets of a few numbers in the Mont Liébaut. */
export function manyStreets(count: number): BookRow[] {
  const kinds = ['Rue', 'Avenue', 'Impasse', 'Cité'];
  return Array.from({ length: count }, (_, i) => {
    const street = `${kinds[i % kinds.length]} du Général de Gaulle ${i + 1}`;
    const from = moved(MIDDLE, ((i % 9) - 4) * 20, (Math.floor(i / 9) - 5) * 15);
    return rowsAlong({ street, ...BETHUNE, along: eastwards(from, 60), houses: 2 });
  }).flat();
}
