import type { MultiPolygon, Position, Ring } from './shape.ts';

/**
 * Geometry for drawing, correct to a few centimetres over a kilometre. Numbers that are shown always come from the
 * service.
 */

/** Returns the point of the limits of `shape` nearest to a position; null for a shape without limits. */
export function nearestOnLimit(shape: MultiPolygon, [lon, lat]: Position): Position | null {
  const { east, north } = metresPerDegree(lat);
  let nearest: Position | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const ring of shape.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      const [ax, ay] = [(a[0] - lon) * east, (a[1] - lat) * north];
      const [dx, dy] = [(b[0] - a[0]) * east, (b[1] - a[1]) * north];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
      const distance = Math.hypot(ax + along * dx, ay + along * dy);
      if (distance < least) {
        least = distance;
        nearest = [a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])];
      }
    }
  }
  return nearest;
}

/** Whether the position is inside the drawn shape. */
export function isDrawnInside(shape: MultiPolygon, [lon, lat]: Position): boolean {
  let isInside = false;
  for (const ring of shape.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [[ax, ay], [bx, by]] = [ring[i - 1]!, ring[i]!];
      if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) isInside = !isInside;
    }
  }
  return isInside;
}

/** Direction from one position to another: « au nord-est ». */
export function directionName(from: Position, to: Position): string {
  const { east, north } = metresPerDegree(from[1]);
  const angle = Math.atan2((to[0] - from[0]) * east, (to[1] - from[1]) * north);
  return DIRECTIONS[Math.round((angle / Math.PI) * 4 + 8) % 8]!;
}

const DIRECTIONS = [
  'au nord',
  'au nord-est',
  'à l’est',
  'au sud-est',
  'au sud',
  'au sud-ouest',
  'à l’ouest',
  'au nord-ouest',
] as const;

/** Returns a circle of a radius in metres around a position. */
export function circle([lon, lat]: Position, metres: number): Ring {
  const { east, north } = metresPerDegree(lat);
  return Array.from({ length: 73 }, (_, i): Position => {
    const angle = (i / 36) * Math.PI;
    return [lon + (metres * Math.sin(angle)) / east, lat + (metres * Math.cos(angle)) / north];
  });
}

/** Metres of a degree to the east and to the north, at a latitude. */
export function metresPerDegree(lat: number): { east: number; north: number } {
  const radians = (lat * Math.PI) / 180;
  return {
    east: 111_412.84 * Math.cos(radians) - 93.5 * Math.cos(3 * radians),
    north: 111_132.92 - 559.82 * Math.cos(2 * radians) + 1.175 * Math.cos(4 * radians),
  };
}
