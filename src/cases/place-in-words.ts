import { z } from 'zod';
import { boundaryDistance } from '../geo/distance.ts';
import { type Footprint, measureFootprint } from '../geo/footprint.ts';
import { moved } from '../geo/moved.ts';
import type { MultiPolygon, Polygon, Position } from '../geo/polygon.ts';
import type { Place } from '../situation/situation.ts';
import { type DrawnZone, generationOn, isWithin, type Zones } from '../zones/zones.ts';

/** The places of the table, in words that a reader can follow on a map. */
export const placeSchema = z
  .strictObject({
    /** Longitude, latitude. */
    at: z.tuple([z.number(), z.number()]).optional(),
    /** Well inside the zone, or inside all of them. */
    inside: z.union([z.string(), z.array(z.string()).min(2)]).optional(),
    /** With `inside`: out of this one. */
    butNot: z.string().optional(),
    /**
     * At this many ground metres from the limit, as far from every other zone as can be; of several zones, the one in
     * force.
     */
    outside: z.strictObject({ of: z.union([z.string(), z.array(z.string())]), metres: z.number() }).optional(),
    onLimitOf: z.string().optional(),
    /**
     * A building well inside, or one that reaches from `from` to `to` metres outside the limit (inside, where
     * negative).
     */
    building: z
      .union([
        z.strictObject({ inside: z.string() }),
        z.strictObject({ of: z.string(), from: z.number(), to: z.number() }),
      ])
      .optional(),
    citycode: z.string().optional(),
    uncertainty: z.number().default(0),
    streetSide: z.enum(['inner', 'outer', 'unknown']).optional(),
  })
  .refine(
    ({ at, inside, outside, onLimitOf, building }) =>
      [at, inside, outside, onLimitOf, building].filter((way) => way !== undefined).length === 1,
    'says where it is in exactly one way',
  );
export type PlaceInWords = z.output<typeof placeSchema>;

/** The place that the words describe, among `zones` as they are on `date`. Throws when there is none. */
export function placeFrom(words: PlaceInWords, date: string, zones: Zones): Place {
  const { citycode, uncertainty, streetSide, building } = words;
  if (building) return { geometry: footprint(building, date, zones), uncertainty, citycode };
  const [lon, lat] = pointFrom(words, date, zones);
  return { lon, lat, uncertainty, citycode, streetSide };
}

function pointFrom({ at, inside, butNot, outside, onLimitOf }: PlaceInWords, date: string, zones: Zones): Position {
  if (at) return at;
  if (inside) return deepest([inside].flat(), butNot === undefined ? [] : [butNot], zones);
  if (outside) return pointOutside(inForceAmong([outside.of].flat(), date, zones), outside.metres, date, zones);
  return middleOfLongestEdge(shapeOf(onLimitOf!, zones));
}

/** The point deepest inside `ids` and farthest out of `others`, to within a few metres. */
function deepest(ids: readonly string[], others: readonly string[], zones: Zones): Position {
  const found = deepestFound.get(zones) ?? new Map<string, Position>();
  deepestFound.set(zones, found);
  const key = `${ids} ${others}`;
  const position = found.get(key) ?? searchDeepest(ids, others, zones);
  found.set(key, position);
  return position;
}

const deepestFound = new WeakMap<Zones, Map<string, Position>>();

function searchDeepest(ids: readonly string[], others: readonly string[], zones: Zones): Position {
  const within = ids.map((id) => shapeOf(id, zones));
  const without = others.map((id) => shapeOf(id, zones));
  const [first] = ids.map((id) => drawnOf(id, zones).box);
  const depth = (lon: number, lat: number) =>
    Math.min(
      ...within.map((shape) => -boundaryDistance(shape, lon, lat)),
      ...without.map((shape) => boundaryDistance(shape, lon, lat)),
    );
  const steps = 24;
  let [west, south, east, north] = first!;
  let best = { depth: Number.NEGATIVE_INFINITY, lon: 0, lat: 0 };
  for (let round = 0; round < 3; round++) {
    const [dLon, dLat] = [(east - west) / steps, (north - south) / steps];
    for (let i = 0; i <= steps; i++) {
      for (let j = 0; j <= steps; j++) {
        const [lon, lat] = [west + i * dLon, south + j * dLat];
        const found = depth(lon, lat);
        if (found > best.depth) best = { depth: found, lon, lat };
      }
    }
    [west, south, east, north] = [best.lon - dLon, best.lat - dLat, best.lon + dLon, best.lat + dLat];
  }
  if (best.depth < 2) throw new Error(`no point is inside ${ids.join(', ')} and out of ${others.join(', ') || 'none'}`);
  return [best.lon, best.lat];
}

/**
 * `metres` from the limit or less than a micrometre farther, in the direction that keeps most away from all other
 * zones.
 */
function pointOutside(id: string, metres: number, date: string, zones: Zones): Position {
  const [clearest] = clearestFirst(id, metres, date, zones);
  if (!clearest) throw new Error(`no point lies ${metres} m outside ${id}`);
  return clearest.point;
}

function clearestFirst(
  id: string,
  metres: number,
  date: string,
  zones: Zones,
): { point: Position; bearing: number; clearance: number }[] {
  const others = inForce(date, zones).filter(({ zone }) => zone.id !== id);
  return directions
    .flatMap((bearing) => {
      const point = alongRay(id, bearing, metres, zones);
      if (!point || !isCovered(point, date, zones)) return [];
      const distances = others.map(({ perimeter }) => boundaryDistance(perimeter.geometry, ...point));
      return [{ point, bearing, clearance: Math.min(...distances) }];
    })
    .sort((a, b) => b.clearance - a.clearance);
}

const directions = Array.from({ length: 48 }, (_, i) => (i * Math.PI) / 24);

/** Going out of the zone along a straight line, the first point `metres` from its limit; negative metres are inside. */
function alongRay(id: string, bearing: number, metres: number, zones: Zones): Position | null {
  const shape = shapeOf(id, zones);
  const start = deepest([id], [], zones);
  const at = (t: number) => moved(start, t * Math.cos(bearing), t * Math.sin(bearing));
  const distance = (t: number) => boundaryDistance(shape, ...at(t));
  let outer = 0;
  while (distance(outer) < metres) {
    outer += 10;
    if (outer > 5000) return null;
  }
  let inner = Math.max(0, outer - 10);
  while (distance(outer) - metres > 1e-6) {
    const middle = (inner + outer) / 2;
    if (middle === inner || middle === outer) return null;
    if (distance(middle) < metres) inner = middle;
    else outer = middle;
  }
  return at(outer);
}

/** A thin triangle: one corner nearest to the zone, the two others together farthest from it. */
function footprint(
  building: { inside: string } | { of: string; from: number; to: number },
  date: string,
  zones: Zones,
): Footprint {
  if ('inside' in building) {
    const middle = deepest([building.inside], [], zones);
    const [a, b, c] = [moved(middle, -8, -8), moved(middle, 8, -8), moved(middle, 0, 8)];
    return { type: 'Polygon', coordinates: [[a, b, c, a]] };
  }
  const { of, from, to } = building;
  const shape = shapeOf(of, zones);
  for (const { bearing, point: near } of clearestFirst(of, from, date, zones)) {
    const triangle = (depth: number): Polygon => {
      const side = (sign: number) =>
        moved(
          near,
          depth * Math.cos(bearing) - sign * 2 * Math.sin(bearing),
          depth * Math.sin(bearing) + sign * 2 * Math.cos(bearing),
        );
      return [[near, side(1), side(-1), near]];
    };
    const farthest = (depth: number) =>
      measureFootprint({ type: 'Polygon', coordinates: triangle(depth) }, shape).farthest;
    let [low, high] = [0, to - from + 5];
    for (let i = 0; i < 60 && farthest(high) < to; i++) high += 10;
    for (let i = 0; i < 40; i++) {
      const middle = (low + high) / 2;
      if (farthest(middle) < to) low = middle;
      else high = middle;
    }
    const drawn: Footprint = { type: 'Polygon', coordinates: triangle(low) };
    const measured = measureFootprint(drawn, shape);
    if (Math.abs(measured.nearest - from) < 0.05 && Math.abs(measured.farthest - to) < 0.05) return drawn;
  }
  throw new Error(`no building reaches from ${from} to ${to} m of ${of}`);
}

function middleOfLongestEdge(shape: MultiPolygon): Position {
  const ring = shape[0]![0]!;
  const edges = ring.slice(1).map((b, i) => [ring[i]!, b] as const);
  const length = ([a, b]: readonly [Position, Position]) => Math.hypot((b[0] - a[0]) * 0.64, b[1] - a[1]);
  const [[a, b]] = edges.sort((one, other) => length(other) - length(one)) as [readonly [Position, Position]];
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

/** Whether all zones are known there: elsewhere a case would be about the coverage, not about the distance. */
function isCovered([lon, lat]: Position, date: string, zones: Zones): boolean {
  const coverage = generationOn(zones, date)?.coverage.qpv;
  return coverage?.type !== 'area' || boundaryDistance(coverage.geometry, lon, lat) <= 0;
}

function inForce(date: string, zones: Zones): DrawnZone[] {
  const current = generationOn(zones, date);
  return current === null ? [] : current.drawn.filter(({ zone }) => isWithin(date, zone.inForce));
}

function inForceAmong(ids: readonly string[], date: string, zones: Zones): string {
  if (ids.length === 1) return ids[0]!;
  const found = ids.find((id) => inForce(date, zones).some(({ zone }) => zone.id === id));
  if (found === undefined) throw new Error(`none of ${ids.join(', ')} is in force on ${date}`);
  return found;
}

/** The shape of a zone, whatever its generation. */
function shapeOf(id: string, zones: Zones): MultiPolygon {
  return drawnOf(id, zones).perimeter.geometry;
}

function drawnOf(id: string, zones: Zones): DrawnZone {
  for (const { drawn } of zones.generations.toReversed()) {
    const found = drawn.find(({ zone }) => zone.id === id);
    if (found) return found;
  }
  throw new Error(`no zone ${id} is drawn`);
}
