import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Coordinates } from '../../src/files/feature.ts';
import { strokedArcs } from '../../src/files/gis/read/arcs.ts';

const centre = [674_000, 7_048_000] as const;

function on(radius: number, degrees: number): Coordinates {
  const angle = (degrees * Math.PI) / 180;
  return [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)];
}

const fromCentre = ([x, y]: Coordinates) => Math.hypot(x! - centre[0], y! - centre[1]);

function lengthOf(line: readonly Coordinates[]): number {
  return line.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x! - line[i]![0]!, y! - line[i]![1]!), 0);
}

describe('an arc', () => {
  const angle = fc.double({ min: -180, max: 180, noNaN: true });
  const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  const sweep = fc.oneof(fc.double({ min: 5, max: 355, noNaN: true }), fc.double({ min: -355, max: -5, noNaN: true }));

  it('becomes segments within a hundred-thousandth of its radius, in both directions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), angle, sweep, share, (radius, from, whole, part) => {
        const given = [on(radius, from), on(radius, from + part * whole), on(radius, from + whole)];
        const line = strokedArcs(given);
        for (const [i, at] of line.entries()) {
          expect(Math.abs(fromCentre(at) - radius)).toBeLessThan(1e-6 * Math.max(1, radius));
          const next = line[i + 1];
          if (!next) continue;
          const half = [(at[0]! + next[0]!) / 2, (at[1]! + next[1]!) / 2];
          expect(radius - fromCentre(half)).toBeLessThan(1.1e-5 * radius + 1e-6);
        }
        for (const position of given) expect(line).toContainEqual(position);
        expect([line[0], line.at(-1)]).toEqual([given[0], given[2]]);
        expect(lengthOf(line)).toBeCloseTo((Math.abs(whole) / 180) * Math.PI * radius, radius < 100 ? 2 : -1);
      }),
    );
  });

  it('that ends at its start is a circle, with the second position opposite', () => {
    const line = strokedArcs([on(100, 30), on(100, 210), on(100, 30)]);
    expect(line.length).toBeGreaterThanOrEqual(721);
    expect(lengthOf(line)).toBeCloseTo(200 * Math.PI, 2);
    expect(Math.max(...line.map((at) => Math.abs(fromCentre(at) - 100)))).toBeLessThan(1e-6);
  });

  it('is a circle, too, when it ends at its start up to the last digits', () => {
    const [start, opposite] = [on(10, 0), on(10, 180)];
    const line = strokedArcs([start, opposite, [start[0]! + 1.2e-10, start[1]!]]);
    expect(lengthOf(line)).toBeCloseTo(20 * Math.PI, 2);
    expect(
      strokedArcs([
        [2.6, 50.5],
        [2.61, 50.5],
        [2.6000000000000005, 50.5],
      ]).length,
    ).toBeGreaterThan(700);
  });

  it('of three positions on a line, or with two equal ones, is that line', () => {
    expect(
      strokedArcs([
        [0, 0],
        [1, 1],
        [3, 3],
      ]),
    ).toEqual([
      [0, 0],
      [1, 1],
      [3, 3],
    ]);
    expect(
      strokedArcs([
        [5, 5],
        [5, 5],
        [5, 5],
      ]),
    ).toEqual([
      [5, 5],
      [5, 5],
      [5, 5],
    ]);
  });

  it('continues the previous one, and its heights follow the angle', () => {
    const line = strokedArcs([
      [1, 0, 0],
      [0, 1, 90],
      [-1, 0, 180],
      [-2, -1, 270],
      [-3, 0, 360],
    ]);
    expect(line).toHaveLength(721);
    for (const [x, y, height] of line.slice(0, 361)) {
      expect((Math.atan2(y!, x!) * 180) / Math.PI).toBeCloseTo(height!, 6);
    }
  });

  it('without an end is an error with a message', () => {
    expect(() =>
      strokedArcs([
        [0, 0],
        [1, 1],
      ]),
    ).toThrow('sa géométrie a un arc incomplet');
    expect(strokedArcs([])).toEqual([]);
  });
});
