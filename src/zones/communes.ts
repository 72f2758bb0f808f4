import { boundaryDistance } from '../geo/distance.ts';
import { grownBox } from '../geo/ground.ts';
import { compileIndex } from '../geo/index/compile-index.ts';
import type { ShapeIndex } from '../geo/index/shape-index.ts';
import { type BoundingBox, boundingBoxOf, type MultiPolygon } from '../geo/polygon.ts';

/** A commune with its contour, or a rectangle around it. */
export interface CommuneArea {
  readonly citycode: string;
  readonly name: string;
  readonly agglomeration: boolean;
  /** Its contour, or a rectangle that contains it. WGS84 longitude, latitude. */
  readonly shape: MultiPolygon;
  readonly isContour: boolean;
  /** The most metres between the drawn contour and the true one; 0 for a rectangle, which is rounded outwards. */
  readonly precision: number;
}

/** A commune in which a place may be. A null citycode is a commune that the data cannot identify. */
export interface CommuneCandidate {
  readonly citycode: string | null;
  readonly inAgglomeration: boolean;
}

/** Returns an index of distances up to `reach` metres on both sides of the limits of `shapes`, compiled or cached. */
export type CompileIndex = (title: string, shapes: readonly MultiPolygon[], reach: number) => ShapeIndex;

/**
 * Metres by which a quarter may reach into a commune that its decree does not name: the precision of the contours of
 * communes in data/sources.yaml. The perimeters of the agglomeration do so by up to 24 m.
 */
export const BEYOND_COMMUNE = 30;

/** Metres from a limit within which a place is looked up individually: more than the doubt of an address. */
export const CLOSE = 11;

/**
 * The communes, to find those in which a place can be. A contour decides, except near its limit. A rectangle only
 * excludes a commune. `interior` is a shape wholly inside the agglomeration.
 */
export class Communes {
  readonly areas: readonly CommuneArea[];
  /** Whether every commune of the agglomeration has its contour. */
  readonly areContoursComplete: boolean;
  /** The reach of the indexes, in metres. */
  readonly reach: number;
  readonly interiorShape: MultiPolygon;
  /** The largest precision figure of the areas, in metres. */
  readonly coarsest: number;

  #index: ShapeIndex | null = null;
  #interior: ShapeIndex | null = null;
  #sides: ShapeIndex | null = null;
  readonly #sideNumbers = new Map<string, number>();
  readonly #indexesOf = new Map<string, ShapeIndex>();
  readonly #boxes: readonly BoundingBox[];
  readonly #byCode: ReadonlyMap<string, CommuneArea>;
  readonly #compile: CompileIndex;
  readonly #isMember: (citycode: string) => boolean;

  constructor(
    areas: readonly CommuneArea[],
    interior: MultiPolygon,
    areContoursComplete: boolean,
    reach: number,
    isMember: (citycode: string) => boolean,
    compile: CompileIndex = (_, shapes, reach) => compileIndex(shapes, reach, reach),
  ) {
    this.#compile = compile;
    this.#isMember = isMember;
    this.areas = areas;
    this.areContoursComplete = areContoursComplete;
    this.reach = reach;
    this.interiorShape = interior;
    this.coarsest = Math.max(0, ...areas.map(({ precision }) => precision));
    this.#boxes = areas.map(({ shape }) => boundingBoxOf(shape));
    this.#byCode = new Map(areas.map((area) => [area.citycode, area]));
  }

  /** Whether some commune has its contour. */
  get hasContours(): boolean {
    return this.areas.some(({ isContour }) => isContour);
  }

  /** Returns the areas of the communes of these zones. */
  areasOf(zones: readonly { readonly communes: readonly string[] }[]): CommuneArea[] {
    return this.areas.filter(({ citycode }) => zones.some(({ communes }) => communes.includes(citycode)));
  }

  /**
   * Distances to the areas, by their position in `areas`, up to `reach` metres outside and inside. Compiled on first
   * use.
   */
  get index(): ShapeIndex {
    this.#index ??= this.#compiled('communes', this.areas, this.reach);
    return this.#index;
  }

  /** Returns the same index for some areas only, by their position in `areas`. */
  indexOf(areas: readonly CommuneArea[]): ShapeIndex {
    const key = areas.map(({ citycode }) => citycode).join();
    let index = this.#indexesOf.get(key);
    if (!index) {
      index = this.#compiled('communes', areas, this.reach);
      this.#indexesOf.set(key, index);
    }
    return index;
  }

  /** An index of the shape inside the agglomeration. Compiled on first use. */
  get interior(): ShapeIndex {
    this.#interior ??= this.#compile('interior', [this.interiorShape], CLOSE);
    return this.#interior;
  }

  /**
   * Returns a number for the set of areas that certainly contain a position known to `uncertainty` metres: the same
   * number for the same set. Returns -1 when a limit is within the doubt, or when the doubt exceeds the reach of the
   * index.
   */
  sideOf(lon: number, lat: number, uncertainty: number): number {
    if (uncertainty + this.coarsest > this.reach) return -1;
    const sides = uncertainty <= CLOSE ? this.sides : this.index;
    const found = sides.locate(lon, lat);
    let containers = '';
    let count = 0;
    let container = 0;
    for (let i = 0; i < found; i++) {
      const distance = sides.distances[i]!;
      const area = sides.shapes[i]!;
      if (Math.abs(distance) <= uncertainty + this.areas[area]!.precision) return -1;
      if (distance >= 0) continue;
      if (count === 1) containers = `${container} `;
      if (count++ > 0) containers += `${area} `;
      container = area;
    }
    // One contour contains nearly every position; the rectangles of several communes may.
    if (count === 0) return 0;
    if (count === 1) return 1 + container;
    const side = this.#sideNumbers.get(containers) ?? 1 + this.areas.length + this.#sideNumbers.size;
    this.#sideNumbers.set(containers, side);
    return side;
  }

  /** Distances to the areas, near their limits only. Compiled on first use. */
  get sides(): ShapeIndex {
    this.#sides ??= this.#compiled('sides', this.areas, CLOSE + this.coarsest);
    return this.#sides;
  }

  #compiled(title: string, areas: readonly CommuneArea[], reach: number): ShapeIndex {
    const shapes = areas.map(({ shape }) => shape);
    return this.#compile(title, shapes, reach);
  }

  /** Returns every commune in which a position known to `uncertainty` metres can be; at least one. */
  candidatesAt(lon: number, lat: number, uncertainty: number): CommuneCandidate[] {
    const isInterior = boundaryDistance(this.interiorShape, lon, lat) <= -uncertainty;
    const found: CommuneCandidate[] = [];
    for (const area of this.#areasWithin(lon, lat, uncertainty + this.coarsest)) {
      const distance = boundaryDistance(area.shape, lon, lat);
      const doubt = uncertainty + area.precision;
      if (area.isContour && distance <= -doubt) return [toCandidate(area)];
      if (distance <= doubt && (area.agglomeration || !isInterior)) found.push(toCandidate(area));
    }
    if (!this.areContoursComplete) found.push({ citycode: null, inAgglomeration: true });
    if (!isInterior) found.push({ citycode: null, inAgglomeration: false });
    // The interior is in the agglomeration, but contours of another year may leave a gap in it.
    return found.length > 0 ? found : [{ citycode: null, inAgglomeration: true }];
  }

  /**
   * Returns the least possible ground metres from the position to any of the communes, their precision subtracted;
   * negative inside. Infinity beyond `reach` metres.
   */
  leastDistance(citycodes: readonly string[], lon: number, lat: number, reach: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const area of this.#areasWithin(lon, lat, reach + this.coarsest)) {
      if (citycodes.includes(area.citycode)) {
        least = Math.min(least, boundaryDistance(area.shape, lon, lat) - area.precision);
      }
    }
    return least <= reach ? least : Number.POSITIVE_INFINITY;
  }

  /**
   * The areas that may be nearer than `metres`, in order. Their bounding boxes exclude most of them faster than their
   * limits.
   */
  #areasWithin(lon: number, lat: number, metres: number): CommuneArea[] {
    const [west, south, east, north] = grownBox([lon, lat, lon, lat], metres);
    return this.areas.filter((_, i) => {
      const box = this.#boxes[i]!;
      return box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south;
    });
  }

  /** Whether a commune has a contour, and a position known to `uncertainty` metres is outside it beyond all doubt. */
  excludes(citycode: string, lon: number, lat: number, uncertainty: number): boolean {
    const area = this.#byCode.get(citycode);
    if (!area?.isContour) return false;
    return boundaryDistance(area.shape, lon, lat) > uncertainty + area.precision;
  }

  /** Whether a commune has a contour, or a rectangle. */
  hasArea(citycode: string): boolean {
    return this.#byCode.has(citycode);
  }

  /** Whether a commune belongs to the agglomeration, with or without an area. */
  isInAgglomeration(citycode: string): boolean {
    return this.#byCode.get(citycode)?.agglomeration ?? this.#isMember(citycode);
  }

  /** Returns the name of a commune; null for an unknown one. */
  nameOf(citycode: string): string | null {
    return this.#byCode.get(citycode)?.name ?? null;
  }
}

/**
 * Returns every commune in which a place can be. A stated `citycode` is accepted, unless the data draws that commune
 * elsewhere: then both are possible and `contradicts` is true.
 */
export function possibleCommunes(
  communes: Communes,
  lon: number,
  lat: number,
  uncertainty: number,
  citycode: string | undefined,
): { candidates: readonly CommuneCandidate[]; contradicts: boolean } {
  const located = communes.candidatesAt(lon, lat, uncertainty);
  if (citycode === undefined) return { candidates: located, contradicts: false };
  const same = located.filter((candidate) => candidate.citycode === citycode);
  if (same.length > 0) return { candidates: same, contradicts: false };
  const stated = { citycode, inAgglomeration: communes.isInAgglomeration(citycode) };
  // A code without an area is accepted for a commune that the data cannot identify.
  const isPossible =
    !communes.hasArea(citycode) &&
    located.some((candidate) => candidate.citycode === null && candidate.inAgglomeration === stated.inAgglomeration);
  if (isPossible) return { candidates: [stated], contradicts: false };
  return { candidates: [...located, stated], contradicts: true };
}

function toCandidate(area: CommuneArea): CommuneCandidate {
  return { citycode: area.citycode, inAgglomeration: area.agglomeration };
}
