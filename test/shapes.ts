import { type Random, randomFrom } from '../src/demo/random.ts';
import { degreesEast, degreesNorth, moved } from '../src/geo/moved.ts';
import type { MultiPolygon, Polygon, Position, Ring } from '../src/geo/polygon.ts';

/*
 * Made-up shapes: the same seed gives the same shapes on every machine, and none of them is a real quarter.
 */

export { degreesEast, degreesNorth, moved, type Random, randomFrom };

/** A square along meridians and parallels, with sides about `half` metres from its middle. */
export function square(lon: number, lat: number, half: number): Polygon {
  return [rectangle(lon, lat, half, half)];
}

export function rectangle(lon: number, lat: number, halfWidth: number, halfHeight: number): Ring {
  const [west, south] = moved([lon, lat], -halfWidth, -halfHeight);
  const [east, north] = moved([lon, lat], halfWidth, halfHeight);
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

/** A simple ring around a position, with corners between a third of `radius` and `radius` metres away. */
export function star(random: Random, lon: number, lat: number, radius: number, corners: number): Ring {
  const ring = Array.from({ length: corners }, (_, i): Position => {
    const angle = ((i + 0.8 * random()) / corners) * 2 * Math.PI;
    const reach = radius * (1 / 3 + (2 / 3) * random());
    const [x, y] = moved([lon, lat], reach * Math.cos(angle), reach * Math.sin(angle));
    return [toMicrodegree(x), toMicrodegree(y)];
  });
  return [...ring, ring[0]!];
}

/** The same ring, starting at another vertex. */
export function rotated(ring: Ring, by: number): Ring {
  const open = ring.slice(0, -1);
  const turned = [...open.slice(by % open.length), ...open.slice(0, by % open.length)];
  return [...turned, turned[0]!];
}

export function reversed(ring: Ring): Ring {
  return [...ring].reverse();
}

/**
 * A country: `count` zones spread over an area as wide as mainland France, without overlaps. Some have a hole, some
 * have two parts, some touch themselves at a vertex; in a pair, one's west side is the other's east side.
 */
export function countryOfZones(seed: number, count: number): MultiPolygon[] {
  const random = randomFrom(seed);
  const zones: MultiPolygon[] = [];
  const columns = Math.ceil(Math.sqrt(count));
  for (let i = 0; i < count; i++) {
    // One zone, or pair, per cell of a wide grid: towns are far apart.
    const lon = -1 + ((i % columns) + 0.2 + 0.6 * random()) * (8 / columns);
    const lat = 43 + (Math.floor(i / columns) + 0.2 + 0.6 * random()) * (8 / columns);
    const radius = 150 + 700 * random();
    const corners = 5 + Math.floor(60 * random() ** 2);
    const outer = star(random, lon, lat, radius, corners);
    const kind = i % 5;
    if (kind === 1) zones.push([[outer, star(random, lon, lat, radius / 5, 6)]]);
    else if (kind === 2) {
      const [x, y] = moved([lon, lat], 2 * radius + 50, 0);
      zones.push([[outer], [star(random, x, y, radius / 2, 12)]]);
    } else if (kind === 3) zones.push(...neighbours(random, lon, lat, radius));
    else zones.push([[outer]]);
  }
  return zones;
}

/** Two zones on both sides of a crooked street, drawn from its two ends. */
export function neighbours(random: Random, lon: number, lat: number, size: number): [MultiPolygon, MultiPolygon] {
  const street = Array.from({ length: 7 }, (_, i): Position => {
    const [x, y] = moved([lon, lat], size * 0.2 * (random() - 0.5), size * (i / 6 - 0.5));
    return [toMicrodegree(x), toMicrodegree(y)];
  });
  const side = (east: number): MultiPolygon => {
    const corners = [moved(street.at(-1)!, east, 0), moved(street[0]!, east, 0)];
    return [[[...street, ...corners, street[0]!]]];
  };
  return [side(-size), side(size).map((polygon) => polygon.map(reversed))];
}

function toMicrodegree(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
