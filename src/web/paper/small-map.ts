import { kindLabels } from '../../french/labels.ts';
import { metres } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import { bound } from '../../french/spacing.ts';
import { element } from '../dom.ts';
import { isDrawnInside, metresPerDegree } from '../map/drawn-ground.ts';
import { boxAround, verticesOf } from '../map/shape.ts';
import type { Box, MultiPolygon, Position, Quarter } from '../quarters/quarter.ts';
import type { Shape } from '../question/read-shape.ts';
import { svgElement } from './svg-element.ts';

/**
 * Draws a small map for paper, where the large one may be blank: the quarters of `view` and the marks of a place,
 * numbered where there are several that are not one street.
 */
export function smallMap({ view, quarters, outline, marks, label }: SmallMap): HTMLElement {
  const scale = scaleOf(view);
  const toPaper = ([lon, lat]: Position): Point => [
    round(WIDTH / 2 + (lon - (view[0] + view[2]) / 2) * scale.east),
    round(HEIGHT / 2 - (lat - (view[1] + view[3]) / 2) * scale.north),
  ];
  const seen = quarters.flatMap(({ kind, name, geometry }) =>
    geometry !== null && isSeen(geometry, toPaper) ? [{ kind, name, geometry }] : [],
  );
  const svg = svgElement('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label });
  svg.append(hatching(), svgElement('rect', { width: WIDTH, height: HEIGHT, fill: '#fff' }));
  // Quarters of the State are drawn above those of the agglomeration.
  for (const { kind, geometry } of [...seen].sort((a, b) => a.kind.localeCompare(b.kind) * -1)) {
    const d = geometry.flat().map((ring) => `M${ring.map((one) => toPaper(one).join(' ')).join('L')}Z`);
    svg.append(svgElement('path', { d: d.join(''), 'fill-rule': 'evenodd', ...STYLES[kind] }));
  }
  if (outline !== null) svg.append(svgElement('path', { d: pathOf(outline, toPaper), ...OUTLINE }));
  const points = marks.positions.map(toPaper);
  const taken = outline === null ? points : verticesOf(outline).map(toPaper);
  for (const { name, geometry } of seen) {
    svg.append(
      ...nameIn(
        name,
        geometry.flat().map((ring) => ring.map(toPaper)),
        taken,
      ),
    );
  }
  svg.append(...points.flatMap((point, i) => mark(point, marks.areNumbered ? String(i + 1) : null)));
  svg.append(...scaleBar(scale.points));
  svg.append(
    svgElement('rect', { x: 0.5, y: 0.5, width: WIDTH - 1, height: HEIGHT - 1, fill: 'none', stroke: '#888' }),
  );
  const kinds = [...new Set(seen.map(({ kind }) => kind))].sort().reverse();
  const legend = [
    ...(outline === null ? [] : ['trait rouge : le tracé']),
    ...(points.length > 0 ? [points.length > 1 ? 'points : le lieu possible' : 'point : le lieu'] : []),
    ...kinds.map((kind) => `${kind === 'qpv' ? 'aplat' : 'hachures'} : ${kindLabels[kind]}`),
  ];
  return element(
    'figure',
    { class: 'small-map' },
    svg,
    element('figcaption', {}, `${capitalised(legend.join(' ; '))}.`),
  );
}

export interface SmallMap {
  readonly view: Box;
  readonly quarters: readonly Quarter[];
  /** An outline or a line asked about. */
  readonly outline: Shape | null;
  readonly marks: { readonly positions: readonly Position[]; readonly areNumbered: boolean };
  /** What the map shows, for those who do not see it. */
  readonly label: string;
}

/** Returns the box around positions with at least `margin` metres on each side; null for no position. */
export function viewAround(positions: readonly Position[], margin: number): Box | null {
  const box = boxAround(positions);
  if (box === null) return null;
  const { east, north } = metresPerDegree((box[1] + box[3]) / 2);
  return [box[0] - margin / east, box[1] - margin / north, box[2] + margin / east, box[3] + margin / north];
}

type Point = readonly [x: number, y: number];

const WIDTH = 330;
const HEIGHT = 220;
const STYLES = {
  qpv: { fill: '#d3def2', stroke: '#1f4fa3', 'stroke-width': 1.4 },
  qic: { fill: 'url(#hachures)', stroke: '#855c00', 'stroke-width': 1.4 },
} as const;
const PLACE = '#b3261e';
const OUTLINE = { fill: 'none', stroke: PLACE, 'stroke-width': 2, 'stroke-linejoin': 'round' } as const;

/** Points of the drawing per degree, and per metre. */
function scaleOf([west, south, east, north]: Box): { east: number; north: number; points: number } {
  const degree = metresPerDegree((south + north) / 2);
  const [wide, high] = [(east - west) * degree.east, (north - south) * degree.north];
  const points = Math.min(WIDTH / wide, HEIGHT / high);
  return { east: points * degree.east, north: points * degree.north, points };
}

function pathOf({ type, coordinates }: Shape, toPaper: (position: Position) => Point): string {
  const lines = type === 'LineString' ? [coordinates] : type === 'Polygon' ? coordinates : coordinates.flat();
  return lines.map((line) => `M${line.map((one) => toPaper(one).join(' ')).join('L')}`).join('');
}

function isSeen(geometry: MultiPolygon, toPaper: (position: Position) => Point): boolean {
  const box = boxAround(geometry.flat(2).map(toPaper));
  return box !== null && box[2] > 0 && box[0] < WIDTH && box[3] > 0 && box[1] < HEIGHT;
}

/** The name of a quarter on a few lines, in the part of it that is seen; nothing where there is no space for it. */
function nameIn(name: string, rings: readonly (readonly Point[])[], marks: readonly Point[]): SVGElement[] {
  const lines: string[] = [];
  for (const word of bound(name).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LONGEST_LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const half = (Math.max(...lines.map(({ length }) => length)) * LETTER) / 2;
  const tall = (lines.length * LINE) / 2;
  let best: Point | null = null;
  let most = 0;
  for (let x = half + 4; x <= WIDTH - half - 4; x += STEP) {
    for (let y = tall + 4; y <= HEIGHT - tall - FOOT; y += STEP) {
      if (!isDrawnInside([rings], [x, y])) continue;
      const free = Math.min(...marks.map(([mx, my]) => Math.max(Math.abs(mx - x) - half, Math.abs(my - y) - tall)), 20);
      if (free < 6) continue;
      const corners = [-half, 0, half].flatMap((dx) => [-tall, tall].map((dy): Point => [x + dx, y + dy]));
      const within = corners.filter((corner) => isDrawnInside([rings], corner)).length;
      const score = within * 20 + free - Math.hypot(x - WIDTH / 2, y - HEIGHT / 2) / 20;
      if (score > most) [most, best] = [score, [x, y]];
    }
  }
  if (best === null) return [];
  const [x, y] = best;
  return lines.map((line, i) => {
    const at = { x: round(x), y: round(y + (i - (lines.length - 1) / 2) * LINE + 3) };
    const text = svgElement('text', { ...at, 'text-anchor': 'middle', 'font-size': 10, 'font-weight': 600, ...HALO });
    text.textContent = line;
    return text;
  });
}

const STEP = 6;
/** Height of the scale bar. */
const FOOT = 26;
const LONGEST_LINE = 20;
const LETTER = 5.6;
const LINE = 11.5;
const HALO = { fill: '#111', stroke: '#fff', 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };

function mark([x, y]: Point, number: string | null): SVGElement[] {
  const dot = svgElement('circle', { cx: x, cy: y, r: 4, fill: PLACE, stroke: '#fff', 'stroke-width': 1.5 });
  if (number === null) return [dot];
  const text = svgElement('text', { x: x + 7, y: y + 3.5, 'font-size': 10, 'font-weight': 700, ...HALO });
  text.textContent = number;
  return [dot, text];
}

function scaleBar(points: number): SVGElement[] {
  const length = ROUND_METRES.findLast((one) => one * points < WIDTH * 0.3) ?? ROUND_METRES[0]!;
  const [x, y, end] = [10, HEIGHT - 9, 10 + length * points];
  const text = svgElement('text', { x, y: y - 5, 'font-size': 10, ...HALO });
  text.textContent = metres(length);
  const d = `M${x} ${y - 3}V${y}H${round(end)}V${y - 3}`;
  return [text, svgElement('path', { d, fill: 'none', stroke: '#111', 'stroke-width': 1.2 })];
}

const ROUND_METRES = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000] as const;

function hatching(): SVGElement {
  const size = { id: 'hachures', width: 5, height: 5, patternUnits: 'userSpaceOnUse' };
  const pattern = svgElement('pattern', { ...size, patternTransform: 'rotate(45)' });
  pattern.append(
    svgElement('rect', { width: 5, height: 5, fill: '#f6ecd6' }),
    svgElement('path', { d: 'M0 0V5', stroke: '#855c00', 'stroke-width': 1 }),
  );
  return pattern;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
