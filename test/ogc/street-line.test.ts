import { describe, expect, it } from 'vitest';
import { streetLines } from '../../src/ogc/addresses/street-line.ts';

const house = (number: number, x: number, y: number) => ({ number, x, y });

describe('the line of a street', () => {
  it('follows the side with more houses, halfway to the other', () => {
    const houses = [house(5, 80, 0), house(1, 0, 0), house(3, 40, 0), house(2, 2, 20), house(4, 42, 20)];
    expect(streetLines(houses, 1)).toEqual([
      [
        [1, 10],
        [41, 10],
        [61, 10],
      ],
    ]);
  });

  it('ends at a gap, and needs two houses', () => {
    const houses = [house(1, 0, 0), house(3, 100, 0), house(5, 300, 0), house(7, 400, 0), house(9, 900, 0)];
    expect(streetLines(houses, 1)).toEqual([
      [
        [0, 0],
        [100, 0],
      ],
      [
        [300, 0],
        [400, 0],
      ],
    ]);
    expect(streetLines([house(1, 0, 0)], 1)).toEqual([]);
    expect(streetLines([], 1)).toEqual([]);
  });
});
