import { metres } from '../../french/numbers.ts';
import { boxesMeet } from '../../geo/bounding-box.ts';
import { metresPerDegreeOfLatitude, metresPerDegreeOfLongitude } from '../../geo/ground.ts';
import { type BoundingBox, boundingBoxOf, type MultiPolygon } from '../../geo/polygon.ts';
import type { GenerationZones, Zones } from '../../zones/zones.ts';
import type { MapFigures } from './map-figures.ts';
import { html, type Markup } from './markup.ts';
import { shownCount } from './row-words.ts';

/** Returns an SVG map of the rows over the quarters and their band, with a scale and a legend. */
export function mapOf(figures: MapFigures, zones: Zones, generation: string | null): Markup {
  const frame = frameAround(figures.box);
  const current = zones.generations.find(({ generation: { id } }) => id === generation) ?? zones.generations.at(-1);
  const classes = classesOf(figures);
  const scale = scaleOf(frame);
  return html`<div class="map"><svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="Carte : mailles d’autant plus foncées que les lignes y sont nombreuses, et quartiers"><rect class="ground" width="${frame.width}" height="${frame.height}"/>
${communesOf(zones, frame)}
${classes.map(({ cells }, i) => html`<path class="d${i + 1}" d="${cells.map((cell) => squareOf(cell, frame)).join('')}"/>`)}
${current ? bandOf(current, zones.distances.band, frame) : null}
${current ? quartersOf(current, frame) : null}
</svg><p class="scale" style="width:${(scale.width * 100).toFixed(2)}%">${scale.label}</p></div>
<ul class="legend">
${classes.map(({ from, to }, i) => html`<li><svg viewBox="0 0 16 16" aria-hidden="true"><rect class="d${i + 1}" width="16" height="16"/></svg>${rangeOf(from, to)}</li>`)}
<li><svg viewBox="0 0 16 16" aria-hidden="true"><rect class="zone qpv" x="2" y="2" width="12" height="12"/></svg>QPV</li>
<li><svg viewBox="0 0 16 16" aria-hidden="true"><rect class="zone qic" x="2" y="2" width="12" height="12"/></svg>QIC dont le périmètre est chargé</li>
<li><svg viewBox="0 0 16 16" aria-hidden="true"><rect class="band" width="16" height="16"/></svg>bande de ${metres(zones.distances.band)}</li>
</ul>`;
}

const WIDTH = 960;
/** The least and the greatest ratio of height to width. */
const [FLATTEST, TALLEST] = [0.5, 0.8];
const MARGIN = 0.06;

interface Frame {
  readonly box: BoundingBox;
  readonly width: number;
  readonly height: number;
  /** Pixels per degree, and per metre. */
  readonly x: number;
  readonly y: number;
  readonly metre: number;
}

/** The box with a margin, in the proportions of the map. */
function frameAround([west, south, east, north]: BoundingBox): Frame {
  const lat = (south + north) / 2;
  const [perLon, perLat] = [metresPerDegreeOfLongitude(lat), metresPerDegreeOfLatitude(lat)];
  let across = (east - west) * perLon * (1 + 2 * MARGIN);
  let along = (north - south) * perLat * (1 + 2 * MARGIN);
  if (along < across * FLATTEST) along = across * FLATTEST;
  if (along > across * TALLEST) across = along / TALLEST;
  const metre = WIDTH / across;
  const [halfLon, halfLat] = [across / perLon / 2, along / perLat / 2];
  const lon = (west + east) / 2;
  return {
    box: [lon - halfLon, lat - halfLat, lon + halfLon, lat + halfLat],
    width: WIDTH,
    height: Math.round(along * metre),
    x: perLon * metre,
    y: perLat * metre,
    metre,
  };
}

interface DensityClass {
  /** Rows in a cell of the smallest size. */
  readonly from: number;
  readonly to: number;
  readonly cells: MapFigures['cells'];
}

const CLASSES = 5;

/** Classes of cells by density: less than one row, then steps with a constant ratio. */
function classesOf({ cells }: MapFigures): DensityClass[] {
  if (cells.length === 0) return [];
  const smallest = Math.min(...cells.map(({ size }) => size));
  const densityOf = ({ rows, size }: MapFigures['cells'][number]) => rows / (size / smallest) ** 2;
  const densities = cells.map(densityOf);
  const [least, most] = [Math.min(...densities), Math.max(...densities)];
  const sparse = least < 1 ? 1 : 0;
  const first = Math.max(least, 1);
  const ratio = Math.max(2, (most / first) ** (1 / (CLASSES - sparse)));
  const classes = Array.from({ length: CLASSES }, (_, i) => ({
    from: i < sparse ? 0 : first * ratio ** (i - sparse),
    to: first * ratio ** (i + 1 - sparse),
    cells: [] as MapFigures['cells'][number][],
  }));
  cells.forEach((cell, i) => {
    const step = Math.floor(Math.log(densities[i]! / first) / Math.log(ratio) + 1e-9);
    classes[Math.min(Math.max(0, step + sparse), CLASSES - 1)]!.cells.push(cell);
  });
  // The last class ends at the densest cell.
  const used = classes.findLastIndex((one) => one.cells.length > 0);
  return classes.slice(0, used + 1).map((one, i) => (i === used ? { ...one, to: most } : one));
}

function rangeOf(from: number, to: number): string {
  const [least, greatest] = [Math.ceil(from), Math.max(Math.ceil(from), Math.floor(to))];
  if (from < 1) return 'moins d’une ligne par maille';
  return least === greatest ? `${shownCount(least)} par maille` : `${shownCount(least)} à ${shownCount(greatest)}`;
}

function squareOf({ west, south, size }: MapFigures['cells'][number], frame: Frame): string {
  const [x, y] = [(west - frame.box[0]) * frame.x, (frame.box[3] - south - size) * frame.y];
  const [across, along] = [size * frame.x, size * frame.y];
  return `M${x.toFixed(1)} ${y.toFixed(1)}h${across.toFixed(1)}v${along.toFixed(1)}h${(-across).toFixed(1)}z`;
}

/** The contours of communes, when they are loaded; too many of them would hide the rest. */
function communesOf({ communes }: Zones, frame: Frame): Markup | null {
  const contours = communes.areas.filter(
    ({ shape, isContour }) => isContour && boxesMeet(boundingBoxOf(shape), frame.box),
  );
  if (contours.length === 0 || contours.length > 400) return null;
  return html`<path class="commune" d="${contours.map(({ shape }) => pathOf(shape, frame)).join('')}"/>`;
}

/** A stroke as wide as the band on both sides of the limit. */
function bandOf({ drawn }: GenerationZones, metres: number, frame: Frame): Markup {
  const near = drawn.filter(({ box }) => boxesMeet(box, frame.box));
  const path = near.map(({ perimeter }) => pathOf(perimeter.geometry, frame)).join('');
  return html`<path class="band" stroke-width="${(2 * metres * frame.metre).toFixed(1)}" d="${path}"/>`;
}

function quartersOf({ drawn }: GenerationZones, frame: Frame): Markup[] {
  return drawn
    .filter(({ box }) => boxesMeet(box, frame.box))
    .map(({ zone, perimeter, box: [west, south, east, north] }) => {
      const title = html`<title>${zone.name} (${zone.id})</title>`;
      const isSeen = (east - west) * frame.x > 3 || (north - south) * frame.y > 3;
      const path = pathOf(perimeter.geometry, frame);
      if (isSeen)
        return html`<path class="casing" d="${path}"/><path class="zone ${zone.kind}" d="${path}">${title}</path>`;
      const [x, y] = [((west + east) / 2 - frame.box[0]) * frame.x, (frame.box[3] - (south + north) / 2) * frame.y];
      return html`<circle class="zone ${zone.kind} dot" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="1.4">${title}</circle>`;
    });
}

/** Rounded to half a pixel: finer details are invisible. */
function pathOf(shape: MultiPolygon, frame: Frame): string {
  let path = '';
  for (const ring of shape.flat()) {
    let last = '';
    let command = 'M';
    for (const [lon, lat] of ring) {
      const x = Math.round((lon - frame.box[0]) * frame.x * 2) / 2;
      const y = Math.round((frame.box[3] - lat) * frame.y * 2) / 2;
      const point = `${x} ${y}`;
      if (point === last) continue;
      path += command + point;
      command = 'L';
      last = point;
    }
    path += 'z';
  }
  return path;
}

/** A round length, at most a third of the map, as a share of its width. */
function scaleOf({ metre }: Frame): { width: number; label: string } {
  const most = WIDTH / metre / 3;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = ([5, 2, 1].find((digit) => digit * power <= most) ?? 1) * power;
  const label = length >= 1000 ? `${shownCount(length / 1000)}\u00a0km` : `${shownCount(length)}\u00a0m`;
  return { width: (length * metre) / WIDTH, label };
}
