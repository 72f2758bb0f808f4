import { metres, quantity } from '../../french/numbers.ts';
import { metresPerDegreeOfLatitude, metresPerDegreeOfLongitude } from '../../geo/ground.ts';
import type { MultiPolygon, Position } from '../../geo/polygon.ts';
import type { Proof, ProofZone } from '../proof.ts';
import { labelPosition } from './label-position.ts';
import type { Line } from './lines.ts';
import { COLORS, type Paper, type Type } from './paper.ts';

/** A quarter on the map. */
export interface MapPerimeter {
  readonly id: string;
  readonly kind: 'qpv' | 'qic';
  readonly name: string;
  readonly geometry: MultiPolygon;
}

export interface Scene {
  /** The place, or a point of the footprint. */
  readonly place: Proof['place'];
  readonly footprint: MultiPolygon | null;
  readonly zones: readonly ProofZone[];
  readonly perimeters: readonly MapPerimeter[];
  /** Width in metres of the band outlined around a quarter; null for none. */
  readonly band: number | null;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws the place and the quarters near it, from local data alone. Returns the content of its legend. */
export function drawMap(paper: Paper, scene: Scene, box: Box): Legend {
  const view = viewOf(scene, box);
  if (view === null) return { kinds: [], hasBand: false, hasDoubt: false };
  const { doc } = paper;
  const seen = scene.perimeters
    .map((perimeter) => ({
      ...perimeter,
      rings: ringsIn(perimeter.geometry, view, box, (scene.band ?? 0) * view.scale),
    }))
    .filter(({ rings }) => rings.length > 0)
    // Quarters of the State are drawn above those of the agglomeration.
    .sort((a, b) => (a.kind < b.kind ? 1 : a.kind > b.kind ? -1 : a.id < b.id ? -1 : 1));
  const { x, y, width, height } = box;

  doc.save();
  doc.rect(x, y, width, height).fill(GROUND);
  doc.rect(x, y, width, height).clip();
  doc.lineJoin('round').lineCap('round').undash();
  if (scene.band !== null) {
    // A stroke twice as wide as the band, then a slightly narrower one: the rest of the first outlines all bands
    // together.
    const wide = 2 * scene.band * view.scale;
    for (const { rings } of seen) trace(paper, rings).lineWidth(wide).stroke(BAND_LINE);
    for (const { rings } of seen)
      trace(paper, rings)
        .lineWidth(Math.max(0.1, wide - 1.1))
        .stroke(BAND);
  }
  for (const { rings, kind } of seen) drawQuarter(paper, rings, kind, box);
  const hasDoubt = drawPlace(paper, scene, view, box, seen);
  doc.restore();
  if (seen.length === 0 && scene.zones.length === 0) {
    const words = 'Aucun quartier dessiné dans cette vue';
    const left = x + width - paper.widthOf(words, SMALL) - 8;
    paper.drawLines(paper.lines(words, width, SMALL), left, y + height - SMALL.leading - 5, SMALL);
  }

  drawScale(paper, view, box);
  drawNorth(paper, box);
  doc.lineWidth(0.7).undash().rect(x, y, width, height).stroke(COLORS.line);
  const kinds = [...new Set(seen.filter(({ rings }) => isSeen(rings, box)).map(({ kind }) => kind))].sort().reverse();
  return { kinds, hasBand: scene.band !== null && seen.length > 0, hasDoubt };
}

export interface Legend {
  readonly kinds: readonly ('qpv' | 'qic')[];
  readonly hasBand: boolean;
  readonly hasDoubt: boolean;
}

/** Draws the sample of a kind, in the legend as on the map. */
export function drawSwatch({ doc }: Paper, what: 'qpv' | 'qic' | 'band', { x, y, width, height }: Box): void {
  doc.save().rect(x, y, width, height).clip();
  doc.rect(x, y, width, height).fill(what === 'band' ? BAND : FILLS[what]);
  if (what === 'qic') hatch(doc, { x, y, width, height });
  doc.restore();
  const line = what === 'band' ? BAND_LINE : COLORS[what];
  doc.lineWidth(0.9).rect(x, y, width, height).stroke(line);
}

const GROUND = '#ffffff';
const BAND = '#f3f5f9';
const BAND_LINE = '#a9b4c6';
const FILLS = { qpv: '#d3def2', qic: '#f6ecd6' } as const;
const LABEL: Type = { size: 9, leading: 10.6, color: COLORS.ink, font: 'bold' };
const SMALL: Type = { size: 9, leading: 10.6, color: COLORS.ink };

type Point = readonly [x: number, y: number];

interface View {
  /** Points on paper per metre on the ground. */
  readonly scale: number;
  toPaper(position: Position): Point;
}

/**
 * The extent of the map: the whole place with its doubt, the nearest limit, and as much of the near quarters as stays
 * readable.
 */
function viewOf({ place, footprint, zones, perimeters, band }: Scene, box: Box): View | null {
  const spread = place === null ? [] : (place.positions ?? [place]);
  const marks: readonly Position[] = place ? spread.map(({ lon, lat }) => [lon, lat]) : (footprint?.flat(2) ?? []);
  if (marks.length === 0) return null;
  const lon0 = (Math.min(...marks.map(([lon]) => lon)) + Math.max(...marks.map(([lon]) => lon))) / 2;
  const lat0 = (Math.min(...marks.map(([, lat]) => lat)) + Math.max(...marks.map(([, lat]) => lat))) / 2;
  const [kx, ky] = [metresPerDegreeOfLongitude(lat0), metresPerDegreeOfLatitude(lat0)];
  const metres = ([lon, lat]: Position): Point => [(lon - lon0) * kx, (lat - lat0) * ky];

  // Near a limit, the map must show the side of the place.
  const distance = Math.abs(zones[0]?.boundaryDistance ?? Number.POSITIVE_INFINITY);
  const isClose = distance < CLOSE;
  const half = Math.min(
    FARTHEST,
    Math.max(isClose ? CLOSE * 2 : NEAREST, Math.max(0, ...spread.map(({ uncertainty }) => uncertainty)) * 1.3),
  );
  const own = marks.map(metres);
  let west = Math.min(...own.map(([x]) => x)) - half;
  let east = Math.max(...own.map(([x]) => x)) + half;
  let south = Math.min(...own.map(([, y]) => y)) - half;
  let north = Math.max(...own.map(([, y]) => y)) + half;
  const listed = new Set(zones.map(({ id }) => id));
  const near = perimeters.filter(({ id }) => listed.has(id)).flatMap(({ geometry }) => geometry.flat(2).map(metres));
  const reach = isClose ? half * 1.3 : Math.max(AROUND, band ?? 0) + half;
  for (const [x, y] of near) {
    west = Math.max(-reach, Math.min(west, x));
    east = Math.min(reach, Math.max(east, x));
    south = Math.max(-reach, Math.min(south, y));
    north = Math.min(reach, Math.max(north, y));
  }
  const [wide, high] = [(east - west) * ROOM, (north - south) * ROOM];
  const scale = Math.min(box.width / wide, box.height / high);
  const [cx, cy] = [(west + east) / 2, (south + north) / 2];
  return {
    scale,
    toPaper: (position) => {
      const [px, py] = metres(position);
      return [box.x + box.width / 2 + (px - cx) * scale, box.y + box.height / 2 - (py - cy) * scale];
    },
  };
}

/** Metres shown around the place: minimum, maximum, and margin of a quarter. */
const NEAREST = 180;
const FARTHEST = 20_000;
const AROUND = 450;
/** Metres from a limit within which the map is enlarged. */
const CLOSE = 50;
/** Margin factor. */
const ROOM = 1.08;

/** The rings visible in the view and a margin, without vertices that are too near to their neighbours to be seen. */
function ringsIn(geometry: MultiPolygon, view: View, box: Box, margin: number): Point[][] {
  const rings: Point[][] = [];
  for (const ring of geometry.flat()) {
    const points: Point[] = [];
    for (const position of ring) {
      const [x, y] = view.toPaper(position);
      const last = points.at(-1);
      if (last && Math.hypot(last[0] - x, last[1] - y) < FINEST) continue;
      points.push([Math.round(x * 100) / 100, Math.round(y * 100) / 100]);
    }
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const isNear =
      Math.max(...xs) > box.x - margin &&
      Math.min(...xs) < box.x + box.width + margin &&
      Math.max(...ys) > box.y - margin &&
      Math.min(...ys) < box.y + box.height + margin;
    if (isNear && points.length > 2) rings.push(points);
  }
  return rings;
}

const FINEST = 0.2;

function trace({ doc }: Paper, rings: readonly (readonly Point[])[]): PDFKit.PDFDocument {
  for (const [first, ...others] of rings) {
    doc.moveTo(...first!);
    for (const point of others) doc.lineTo(...point);
    doc.closePath();
  }
  return doc;
}

function drawQuarter(paper: Paper, rings: readonly (readonly Point[])[], kind: 'qpv' | 'qic', box: Box): void {
  trace(paper, rings).fill(FILLS[kind], 'even-odd');
  if (kind === 'qic') {
    paper.doc.save();
    trace(paper, rings).clip('even-odd');
    hatch(paper.doc, box);
    paper.doc.restore();
  }
  trace(paper, rings).lineWidth(1.1).stroke(COLORS[kind]);
}

/** Slanted lines, so that the two kinds differ without colour. */
function hatch(doc: PDFKit.PDFDocument, { x, y, width, height }: Box): void {
  for (let at = x - height; at < x + width; at += 4) doc.moveTo(at, y + height).lineTo(at + height, y);
  doc.lineWidth(0.5).stroke(COLORS.qic);
}

interface Seen extends MapPerimeter {
  readonly rings: readonly (readonly Point[])[];
}

function drawPlace(paper: Paper, scene: Scene, view: View, box: Box, seen: readonly Seen[]): boolean {
  const { doc } = paper;
  const { place, footprint, zones } = scene;
  const names = seen.map(({ id, name, kind, rings }) => ({
    name,
    kind,
    rings,
    isListed: zones.some((z) => z.id === id),
  }));
  if (place === null) {
    const rings = ringsIn(footprint!, view, box, 0);
    trace(paper, rings).lineWidth(1.2).stroke(COLORS.place);
    drawNames(paper, names, box, rings.flat());
    return false;
  }
  if (place.positions) {
    // A circle around the middle of a street would cross limits that the street does not.
    const numbers = place.positions.map(({ lon, lat }) => view.toPaper([lon, lat]));
    drawNames(paper, names, box, numbers);
    for (const number of numbers) doc.circle(...number, NUMBER + 0.7).fill('#ffffff');
    for (const number of numbers) doc.circle(...number, NUMBER).fill(COLORS.place);
    return false;
  }
  const [x, y] = view.toPaper([place.lon, place.lat]);
  const doubt = place.uncertainty * view.scale;
  const hasDoubt = doubt > DOT + 1;
  if (hasDoubt) doc.circle(x, y, doubt).lineWidth(0.8).dash(2.4, { space: 1.8 }).stroke(COLORS.place).undash();
  const [nearest] = zones;
  const limit = nearest && seen.find(({ id }) => id === nearest.id);
  const foot = limit ? nearestPoint(limit.rings, [x, y]) : null;
  const taken: Point[] = [[x, y]];
  if (nearest?.boundaryDistance !== undefined && foot !== null && Math.hypot(foot[0] - x, foot[1] - y) > DOT + 2) {
    doc
      .moveTo(x, y)
      .lineTo(...foot)
      .lineWidth(0.9)
      .stroke(COLORS.place);
    doc.circle(...foot, 1.3).fill(COLORS.place);
    const label = labelBeside(paper, metres(nearest.boundaryDistance), [x, y], foot, box);
    const middle: Point = [(x + foot[0]) / 2, (y + foot[1]) / 2];
    taken.push(foot, middle, ...label.corners);
    drawNames(paper, names, box, taken);
    label.draw();
  } else drawNames(paper, names, box, taken);
  doc.circle(x, y, DOT + 1).fill('#ffffff');
  doc.circle(x, y, DOT).fill(COLORS.place);
  return hasDoubt;
}

/** Radius of the mark of the place, and of a number of a street. */
const DOT = 2.8;
const NUMBER = 1.7;

/** Writes a label beside a line, or behind its start when the line is short. */
function labelBeside(paper: Paper, text: string, [x, y]: Point, foot: Point, box: Box) {
  const lines = paper.lines(text, box.width, LABEL);
  const width = widthOfLine(paper, lines[0] ?? []);
  const [dx, dy] = [foot[0] - x, foot[1] - y];
  const isShort = Math.hypot(dx, dy) < width + 2 * DOT;
  const isLevel = Math.abs(dx) > Math.abs(dy);
  const behind = dx > 0 ? x - width - DOT - 3 : x + DOT + 3;
  const left = isShort ? behind : isLevel ? x + dx / 2 - width / 2 : x + dx / 2 + 5;
  const top = isShort ? y - LABEL.leading / 2 : y + dy / 2 - LABEL.leading / 2 - (isLevel ? LABEL.leading / 2 + 4 : 0);
  const at: Point = [
    Math.max(box.x + 3, Math.min(box.x + box.width - width - 3, left)),
    Math.max(box.y + 2, Math.min(box.y + box.height - LABEL.leading - 2, top)),
  ];
  return {
    corners: [0, 0.5, 1].flatMap((i) => [0, LABEL.leading].map((down): Point => [at[0] + i * width, at[1] + down])),
    draw: () => {
      paper.doc.rect(at[0] - 1.5, at[1] - 0.3, width + 3, LABEL.leading + 0.6).fill('#ffffff');
      paper.drawLines(lines, ...at, { ...LABEL, color: COLORS.place });
    },
  };
}

function widthOfLine(paper: Paper, line: Line): number {
  return line.reduce((sum, { text }) => sum + paper.widthOf(text, LABEL), 0);
}

function drawNames(
  paper: Paper,
  quarters: readonly { name: string; kind: 'qpv' | 'qic'; rings: readonly (readonly Point[])[]; isListed: boolean }[],
  box: Box,
  taken: readonly Point[],
): void {
  const used = [...taken];
  for (const { name, kind, rings } of [...quarters].sort((a, b) => Number(b.isListed) - Number(a.isListed))) {
    const lines = paper.lines(name, WIDEST_NAME, LABEL).slice(0, MOST_NAME_LINES);
    const width = Math.max(...lines.map((line) => widthOfLine(paper, line)));
    const height = lines.length * LABEL.leading;
    const spot = labelPosition(rings, box, width, height, used);
    if (spot === null) continue;
    const [x, y] = [spot[0] - width / 2, spot[1] - height / 2];
    lines.forEach((line, i) => {
      const own = widthOfLine(paper, line);
      const left = x + (width - own) / 2;
      paper.doc.rect(left - 1, y + i * LABEL.leading, own + 2, LABEL.leading).fill(FILLS[kind]);
      paper.drawLines([line], left, y + i * LABEL.leading, { ...LABEL, color: COLORS[kind] });
    });
    used.push(spot);
  }
}

const WIDEST_NAME = 100;
const MOST_NAME_LINES = 4;

function nearestPoint(rings: readonly (readonly Point[])[], [x, y]: Point): Point | null {
  let nearest: Point | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const ring of rings) {
    ring.forEach(([ax, ay], i) => {
      const [bx, by] = ring[(i + 1) % ring.length]!;
      const [ex, ey] = [bx - ax, by - ay];
      const squared = ex * ex + ey * ey;
      const t = squared === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * ex + (y - ay) * ey) / squared));
      const at: Point = [ax + t * ex, ay + t * ey];
      const distance = Math.hypot(at[0] - x, at[1] - y);
      if (distance < least) [least, nearest] = [distance, at];
    });
  }
  return nearest;
}

function drawScale(paper: Paper, { scale }: View, box: Box): void {
  const { doc } = paper;
  const most = (box.width * 0.3) / scale;
  const metres = ROUND_LENGTHS.findLast((length) => length <= most) ?? ROUND_LENGTHS[0]!;
  const text = metres < 1000 ? quantity(metres, 'metres') : quantity(metres / 1000, 'km');
  const length = metres * scale;
  const width = Math.max(length, paper.widthOf(text, SMALL));
  const [x, y] = [box.x + 8, box.y + box.height - 8];
  doc.rect(x - 4, y - SMALL.leading - 5, width + 8, SMALL.leading + 9).fill('#ffffff');
  paper.drawLines(paper.lines(text, box.width, SMALL), x, y - SMALL.leading - 3, SMALL);
  doc
    .moveTo(x, y - 3)
    .lineTo(x, y)
    .lineTo(x + length, y)
    .lineTo(x + length, y - 3);
  doc.lineWidth(0.9).undash().stroke(COLORS.ink);
}

const ROUND_LENGTHS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000];

function drawNorth(paper: Paper, box: Box): void {
  const { doc } = paper;
  const [x, y] = [box.x + box.width - 13, box.y + 7];
  doc.rect(x - 7, y - 3, 14, 26).fill('#ffffff');
  doc
    .moveTo(x, y)
    .lineTo(x + 4, y + 11)
    .lineTo(x, y + 8.6)
    .lineTo(x - 4, y + 11)
    .closePath()
    .fill(COLORS.ink);
  paper.drawLines(paper.lines('N', 20, LABEL), x - paper.widthOf('N', LABEL) / 2, y + 12, LABEL);
}

function isSeen(rings: readonly (readonly Point[])[], { x, y, width, height }: Box): boolean {
  const xs = rings.flat().map(([px]) => px);
  const ys = rings.flat().map(([, py]) => py);
  return Math.max(...xs) > x && Math.min(...xs) < x + width && Math.max(...ys) > y && Math.min(...ys) < y + height;
}
