import type { BoundingBox, Position } from '../../../src/geo/polygon.ts';
import { degreesEast, degreesNorth, type Random } from '../../shapes.ts';

/** The axis of a street. Metres are approximate, as in all made-up shapes. */
export type Axis = readonly Position[];
export type Side = 'left' | 'right';

/** Draws a slightly bent line of about `length` metres in `box`, 40 m from its sides, with 6 decimals. */
export function drawnAxis(random: Random, box: BoundingBox, length: number): Axis {
  const [west, south, east, north] = box;
  const lat = (south + north) / 2;
  const heading = random() * 2 * Math.PI;
  const line: [number, number][] = [[0, 0]];
  for (let drawn = 0; drawn < length; ) {
    const step = Math.min(length - drawn, 30 + 90 * random());
    const turn = heading + 0.7 * (random() - 0.5);
    const [x, y] = line.at(-1)!;
    line.push([x + step * Math.cos(turn), y + step * Math.sin(turn)]);
    drawn += step;
  }
  const xs = line.map(([x]) => x);
  const ys = line.map(([, y]) => y);
  const left = west + degreesEast(MARGIN - Math.min(...xs), lat);
  const right = east - degreesEast(MARGIN + Math.max(...xs), lat);
  const bottom = south + degreesNorth(MARGIN - Math.min(...ys));
  const top = north - degreesNorth(MARGIN + Math.max(...ys));
  const lon0 = left + towardsMiddle(random) * (right - left);
  const lat0 = bottom + towardsMiddle(random) * (top - bottom);
  return line.map(([x, y]) => rounded([lon0 + degreesEast(x, lat), lat0 + degreesNorth(y)]));
}

/** The longest axis, in metres, that fits in `box` in any direction. */
export function longestIn([west, south, east, north]: BoundingBox): number {
  const width = (east - west) / degreesEast(1, (south + north) / 2);
  const height = (north - south) / degreesNorth(1);
  return Math.max(0, Math.min(width, height) - 2 * MARGIN);
}

export function lengthOf(axis: Axis): number {
  let sum = 0;
  for (let i = 1; i < axis.length; i++) sum += Math.hypot(...metresBetween(axis[i - 1]!, axis[i]!));
  return sum;
}

/**
 * Returns the position `along` metres from the beginning of the axis and `away` metres from it, with 6 decimals.
 * Undefined where the axis is shorter, or bends so much that the position would be elsewhere: on the other side, or
 * nearer to it.
 */
export function placeBeside(axis: Axis, along: number, side: Side, away: number): Position | undefined {
  let left = along;
  for (let i = 1; i < axis.length; i++) {
    const from = axis[i - 1]!;
    const [x, y] = metresBetween(from, axis[i]!);
    const length = Math.hypot(x, y);
    if (left > length) {
      left -= length;
      continue;
    }
    if (length === 0) continue;
    const turn = side === 'left' ? away : -away;
    const east = (x * left - y * turn) / length;
    const north = (y * left + x * turn) / length;
    const place = rounded([from[0] + degreesEast(east, from[1]), from[1] + degreesNorth(north)]);
    const found = nearestOn(axis, place);
    return found.side === side && found.distance > away - 0.5 ? place : undefined;
  }
  return undefined;
}

/** Returns the side of the axis on which a position lies, and its distance in metres. */
export function nearestOn(axis: Axis, place: Position): { side: Side; distance: number } {
  let nearest = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let i = 1; i < axis.length; i++) {
    const [x, y] = metresBetween(axis[i - 1]!, axis[i]!);
    const [px, py] = metresBetween(axis[i - 1]!, place);
    const squared = x * x + y * y;
    if (squared === 0) continue;
    const part = Math.max(0, Math.min(1, (px * x + py * y) / squared));
    const distance = Math.hypot(px - part * x, py - part * y);
    const across = (x * py - y * px) / Math.sqrt(squared);
    // At a vertex two segments are equally near: the one with the larger angle decides the side.
    const isTie = Math.abs(distance - nearest) < 1e-3;
    if (isTie ? Math.abs(across) > Math.abs(offset) : distance < nearest) offset = across;
    if (distance < nearest) nearest = distance;
  }
  return { side: offset > 0 ? 'left' : 'right', distance: nearest };
}

export function rounded([lon, lat]: Position): Position {
  return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
}

const MARGIN = 40;

/** 0 to 1, more often near the middle, since villages have a centre. */
function towardsMiddle(random: Random): number {
  return (random() + random()) / 2;
}

function metresBetween([lon0, lat0]: Position, [lon, lat]: Position): [number, number] {
  return [(lon - lon0) / degreesEast(1, lat0), (lat - lat0) / degreesNorth(1)];
}
