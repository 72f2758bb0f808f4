import { groundDistance } from '../../geo/ground.ts';
import { CELLS, cellOf } from './address-file.ts';
import type { AddressTables, NumberRow } from './address-tables.ts';

/**
 * Finds the numbers nearest to a point, nearest first: at most `limit`, within `FARTHEST`; `distance` in ground metres.
 */
export function nearestNumbers(
  tables: AddressTables,
  { lon, lat, limit }: { lon: number; lat: number; limit: number },
) {
  const nearest = new Map<string, { row: NumberRow; distance: number }>();
  for (let ring = 1; ring <= FARTHEST_RING; ring *= 2) {
    nearest.clear();
    for (let j = -ring; j <= ring; j++) {
      const row = lat + j / CELLS;
      const numbers = tables.numbersInCells(cellOf(lon - ring / CELLS, row), cellOf(lon + ring / CELLS, row));
      for (const found of numbers) {
        const distance = groundDistance(lon, lat, found.lon, found.lat);
        const key = `${found.entry} ${found.number} ${found.suffix}`;
        if (distance < (nearest.get(key)?.distance ?? Number.POSITIVE_INFINITY))
          nearest.set(key, { row: found, distance });
      }
    }
    // A cell is about 70 m wide: no nearer number lies outside the rings that were searched.
    const sure = [...nearest.values()].filter(({ distance }) => distance <= ring * NARROWEST_CELL);
    if (sure.length >= limit) break;
  }
  return [...nearest.values()]
    .filter(({ distance }) => distance <= FARTHEST)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit);
}

/** Metres. */
export const FARTHEST = 1000;
const NARROWEST_CELL = 65;
/** Cells; doubled each time, 16 reach a kilometre. */
const FARTHEST_RING = 16;
