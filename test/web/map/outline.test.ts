import { union } from '@turf/turf';
import type { Feature, Polygon } from 'geojson';
import { expect, it } from 'vitest';
import { outlineOf } from '../../../src/web/map/outline.ts';
import type { MultiPolygon } from '../../../src/web/map/shape.ts';

/** A grid of squares that share their corners. */
function cells(columns: number, rows: number): MultiPolygon[] {
  return Array.from({ length: columns * rows }, (_, i) => {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    const corners = [
      [x, y],
      [x + 1, y],
      [x + 1, y + 1],
      [x, y + 1],
      [x, y],
    ] as const;
    return [[i % 2 === 0 ? corners : [...corners].reverse()]];
  });
}

it('the outline has the edges that one shape alone has, and is as long as the union', () => {
  const shapes = cells(4, 3);
  const features = shapes.map(
    (coordinates): Feature<Polygon> => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'Polygon', coordinates: coordinates[0] as unknown as number[][][] },
    }),
  );
  const [ring] = union({ type: 'FeatureCollection', features })!.geometry.coordinates as number[][][];
  const length = (line: readonly (readonly number[])[]) =>
    line.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x! - line[i]![0]!, y! - line[i]![1]!), 0);
  const outline = outlineOf(shapes);
  expect(outline).toHaveLength(14);
  expect(outline.reduce((sum, line) => sum + length(line), 0)).toBeCloseTo(length(ring!), 9);
});

it('keeps the limits of a hole, and of shapes that are apart', () => {
  const around = cells(3, 3).filter((_, i) => i !== 4);
  expect(outlineOf(around)).toHaveLength(16);
  expect(
    outlineOf([
      cells(1, 1)[0]!,
      [
        [
          [
            [5, 5],
            [6, 5],
            [6, 6],
            [5, 5],
          ],
        ],
      ],
    ]),
  ).toHaveLength(7);
  expect(outlineOf([])).toEqual([]);
});
