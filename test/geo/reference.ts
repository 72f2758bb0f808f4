import type { MultiPolygon, Position } from '../../src/geo/polygon.ts';

/*
 * Slow and simple reference answers for the tests. They share nothing with src/geo: sides come from integers of any
 * size, distances from geodesics, one edge after the other.
 */

/** The side of a position, by a ray to the north and exact arithmetic on the stored numbers. */
export function exactSide(shape: MultiPolygon, lon: number, lat: number): 'inside' | 'boundary' | 'outside' {
  const x = toInteger(lon);
  const y = toInteger(lat);
  let inside = false;
  for (const polygon of shape) {
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i++) {
        const [ax, ay] = ring[i - 1]!.map(toInteger) as [bigint, bigint];
        const [bx, by] = ring[i]!.map(toInteger) as [bigint, bigint];
        const turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        const isInBox = least(ax, bx) <= x && x <= most(ax, bx) && least(ay, by) <= y && y <= most(ay, by);
        if (turn === 0n && isInBox) return 'boundary';
        // The west end counts, the east end does not: a vertex on the ray counts once.
        if (ax <= x !== bx <= x && turn < 0n === bx > ax) inside = !inside;
      }
    }
  }
  return inside ? 'inside' : 'outside';
}

/** The number times 2^1074, which is an integer for every finite number. */
function toInteger(value: number): bigint {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0]!;
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/**
 * Ground metres between two positions on the WGS84 ellipsoid (Vincenty 1975, "Direct and inverse solutions of
 * geodesics").
 */
export function geodesic(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const a = 6378137;
  const f = 1 / 298.257223563;
  const b = a * (1 - f);
  const radians = Math.PI / 180;
  const L = (lon2 - lon1) * radians;
  const U1 = Math.atan((1 - f) * Math.tan(lat1 * radians));
  const U2 = Math.atan((1 - f) * Math.tan(lat2 * radians));
  const [sinU1, cosU1, sinU2, cosU2] = [Math.sin(U1), Math.cos(U1), Math.sin(U2), Math.cos(U2)];
  let lambda = L;
  for (let turn = 0; turn < 100; turn++) {
    const sinLambda = Math.sin(lambda);
    const cosLambda = Math.cos(lambda);
    // The difference of the two products, written so that near positions lose no digits.
    const rise = Math.sin(U2 - U1) + 2 * sinU1 * cosU2 * Math.sin(lambda / 2) ** 2;
    const sinSigma = Math.hypot(cosU2 * sinLambda, rise);
    if (sinSigma === 0) return 0;
    const cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosLambda;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cosU1 * cosU2 * sinLambda) / sinSigma;
    const cos2Alpha = 1 - sinAlpha ** 2;
    const cos2SigmaM = cos2Alpha === 0 ? 0 : cosSigma - (2 * sinU1 * sinU2) / cos2Alpha;
    const C = (f / 16) * cos2Alpha * (4 + f * (4 - 3 * cos2Alpha));
    const before = lambda;
    lambda =
      L + (1 - C) * f * sinAlpha * (sigma + C * sinSigma * (cos2SigmaM + C * cosSigma * (2 * cos2SigmaM ** 2 - 1)));
    if (Math.abs(lambda - before) < 1e-14) {
      const u2 = (cos2Alpha * (a ** 2 - b ** 2)) / b ** 2;
      const A = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
      const B = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
      const curve = cosSigma * (2 * cos2SigmaM ** 2 - 1);
      const bend = (B / 6) * cos2SigmaM * (4 * sinSigma ** 2 - 3) * (4 * cos2SigmaM ** 2 - 3);
      return b * A * (sigma - B * sinSigma * (cos2SigmaM + (B / 4) * (curve - bend)));
    }
  }
  throw new Error('the two positions are antipodal');
}

/** Ground metres from a position to an edge straight in longitude/latitude, by golden-section search. */
export function geodesicToEdge([lon, lat]: Position, a: Position, b: Position): number {
  const at = (t: number) => geodesic(lon, lat, a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]));
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0, 1];
  let [left, right] = [1 - golden, golden];
  let [atLeft, atRight] = [at(left), at(right)];
  for (let turn = 0; turn < 50; turn++) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = at(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = at(right);
    }
  }
  return Math.min(at(0), at(1), atLeft, atRight);
}

/** Signed ground metres to the nearest limit, negative inside. */
export function geodesicToBoundary(shape: MultiPolygon, lon: number, lat: number): number {
  const side = exactSide(shape, lon, lat);
  if (side === 'boundary') return 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (const polygon of shape) {
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i++)
        nearest = Math.min(nearest, geodesicToEdge([lon, lat], ring[i - 1]!, ring[i]!));
    }
  }
  return side === 'inside' ? -nearest : nearest;
}
