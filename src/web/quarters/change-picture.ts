import { multiPolygon, simplify } from '@turf/turf';
import { boxAround } from '../map/shape.ts';
import { svgElement } from '../paper/svg-element.ts';
import type { MultiPolygon, Position } from './quarter.ts';

/**
 * Draws a quarter before and after on one picture: the parts of both perimeters, of the newer alone and of the older
 * alone. The lines are simplified for this size. `label` is the text alternative.
 */
export function changePicture({ before, after, label }: Pictured): ChangePicture {
  const shapes = [before, after].filter((shape) => shape !== null);
  const frame = frameOf(shapes);
  const path = (shape: MultiPolygon | null) => (shape === null ? '' : pathOf(shape, frame));
  const [older, newer] = [path(before), path(after)];
  const name = `change-${++pictures}`;
  const picture = svgElement('svg', { viewBox: `0 0 ${SIDE} ${SIDE}`, class: 'change-picture', role: 'img' });
  picture.setAttribute('aria-label', label);
  const clip = svgElement('clipPath', { id: name }, svgElement('path', { d: newer, 'clip-rule': 'evenodd' }));
  picture.append(
    clip,
    svgElement('path', { d: older, class: 'only-before', 'fill-rule': 'evenodd' }),
    svgElement('path', { d: newer, class: 'only-after', 'fill-rule': 'evenodd' }),
    svgElement('path', { d: older, class: 'in-both', 'fill-rule': 'evenodd', 'clip-path': `url(#${name})` }),
    svgElement('path', { d: older, class: 'outline-before' }),
    svgElement('path', { d: newer, class: 'outline-after' }),
  );
  const length = roundLength(frame.metres / 2);
  const end = SIDE - MARGIN;
  const bar = `M${end - (length / frame.metres) * SIDE} ${SIDE - 3}v2H${end}v-2`;
  picture.append(svgElement('path', { d: bar, class: 'scale' }));
  return { picture, scale: length };
}

export interface Pictured {
  readonly before: MultiPolygon | null;
  readonly after: MultiPolygon | null;
  readonly label: string;
}

export interface ChangePicture {
  readonly picture: SVGElement;
  /** The length of the bar at the bottom right, in metres on the ground. */
  readonly scale: number;
}

let pictures = 0;

/** The side of a picture and the margin around its shapes, in units of the drawing. */
const SIDE = 120;
const MARGIN = 7;
const METRES_PER_DEGREE = 111_200;

interface Frame {
  readonly center: Position;
  /** The side of the picture, in metres on the ground. */
  readonly metres: number;
}

function frameOf(shapes: readonly MultiPolygon[]): Frame {
  const [west, south, east, north] = boxAround(shapes.flat(3))!;
  const center: Position = [(west + east) / 2, (south + north) / 2];
  const width = (east - west) * METRES_PER_DEGREE * flattening(center);
  const height = (north - south) * METRES_PER_DEGREE;
  return { center, metres: (Math.max(width, height, 1) * SIDE) / (SIDE - 2 * MARGIN) };
}

/** A degree of longitude is shorter than one of latitude, by the cosine of the latitude. */
function flattening([, lat]: Position): number {
  return Math.cos((lat * Math.PI) / 180);
}

function pathOf(shape: MultiPolygon, { center, metres }: Frame): string {
  const unit = SIDE / metres;
  const at = ([lon, lat]: Position) => {
    const x = SIDE / 2 + (lon - center[0]) * METRES_PER_DEGREE * flattening(center) * unit;
    const y = SIDE / 2 - (lat - center[1]) * METRES_PER_DEGREE * unit;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  const tolerance = (metres * TOLERANCE) / METRES_PER_DEGREE;
  const { coordinates } = simplify(multiPolygon(shape as unknown as number[][][][]), {
    tolerance,
    highQuality: true,
  }).geometry;
  return (coordinates as unknown as MultiPolygon)
    .flat()
    .map((ring) => `M${ring.map(at).join('L')}Z`)
    .join('');
}

/** The share of the side of a picture by which a line may move. */
const TOLERANCE = 1 / 400;

/** The largest of 100, 200, 500, 1 000 … metres that is at most `metres`. */
function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  return ([5, 2, 1].find((digit) => digit * power <= metres) ?? 1) * power;
}
