import type { SituatedZone } from '../answers.ts';
import { ask } from '../api.ts';
import { askGenerations, askQuarters, type Generation, generationAt, type Quarter } from '../quarters/quarter.ts';
import type { Shape } from '../question/read-shape.ts';
import { type Box, boxAround, type MultiPolygon, middleOf, type Position, positionsOf } from './shape.ts';

/** Content of the map, shared by drawing, legend and text. */
export interface Scene {
  readonly date: string | null;
  readonly generations: readonly Generation[];
  readonly quarters: readonly Quarter[];
  readonly bands: readonly Band[];
  readonly communes: readonly Commune[];
  /** The quarters of the previous generation, where two are compared. */
  readonly before: Comparison | null;
  /** The quarter that the page is about; the others are paler. */
  readonly chosen: string | null;
  readonly place: Place | null;
  /** The quarters near the place as the service returned them, nearest limit first; null without a place. */
  readonly situated: readonly SituatedZone[] | null;
  readonly candidates: readonly CandidateMarker[];
}

export const emptyScene: Scene = {
  date: null,
  generations: [],
  quarters: [],
  bands: [],
  communes: [],
  before: null,
  chosen: null,
  place: null,
  situated: null,
  candidates: [],
};

export interface Place {
  readonly lon: number;
  readonly lat: number;
  /** Metres. */
  readonly uncertainty: number;
  readonly label: string | null;
  /** An outline or a line; the position is then its middle, which is not drawn. */
  readonly shape?: Shape | undefined;
  /** The numbers of a street: it lies at all of them, and its own position and uncertainty are not drawn. */
  readonly positions?: readonly PlacePoint[] | undefined;
}

export interface PlacePoint {
  readonly lon: number;
  readonly lat: number;
  /** Metres. */
  readonly uncertainty: number;
}

export interface CandidateMarker {
  readonly lon: number;
  readonly lat: number;
  readonly label: string;
}

export interface Comparison {
  readonly generation: Generation | null;
  readonly quarters: readonly Quarter[];
}

export interface Band {
  readonly id: string;
  /** Width. */
  readonly metres: number;
  readonly shape: MultiPolygon;
}

export interface Commune {
  readonly citycode: string;
  readonly name: string;
  readonly agglomeration: boolean;
  /** Whether `shape` is its contour, or a rectangle around it. */
  readonly isContour: boolean;
  readonly shape: MultiPolygon;
}

/** Loads the quarters in force on a date, in a box or everywhere; by default, in and around the communes. */
export async function loadScene(
  date: string,
  { area, signal }: { area: Area; signal: AbortSignal },
): Promise<Pick<Scene, 'date' | 'generations' | 'quarters' | 'bands' | 'communes'>> {
  const [communes, generations] = await background();
  const box = area === 'everywhere' ? null : area === 'home' ? boxOfCommunes(communes) : area;
  const query = new URLSearchParams({ date, ...(box === null ? {} : { bbox: box.join(',') }) });
  const [quarters, bands] = await Promise.all([
    askQuarters({ date, bbox: box }, signal),
    ask<{ features: readonly BandFeature[] }>(`/v1/bands?${query}`, { signal }),
  ]);
  return {
    date,
    generations,
    quarters,
    bands: bands.features.map(({ id, geometry, properties: { metres } }) => ({
      id,
      metres,
      shape: geometry.coordinates,
    })),
    communes,
  };
}

export type Area = 'home' | 'everywhere' | Box;

/** Returns the bounding box of the communes, with a margin; null where none is known. */
export function boxOfCommunes(communes: readonly Commune[]): Box | null {
  return boxWithMargin(communes.map(({ shape }) => shape));
}

/** Returns the bounding box of shapes, with a margin; null for none. */
export function boxWithMargin(shapes: readonly MultiPolygon[]): Box | null {
  const box = boxAround(shapes.flatMap(positionsOf));
  return box && [box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN];
}

/** Degrees: more than the largest distance at which a quarter is listed. */
const MARGIN = 0.02;

/**
 * Returns the generation in force, with its days where the map looks: overseas they are not those of metropolitan
 * France. The place itself has no known commune, so the nearest quarter stands for it.
 */
export function generationShown({ date, generations, quarters, chosen, place }: Scene): Generation | null {
  if (date === null) return null;
  const subject =
    quarters.find(({ id }) => id === chosen) ?? (place && nearestQuarter(positionOf(place), quarters)) ?? null;
  return generationAt(date, generations, subject?.communes);
}

function nearestQuarter([lon, lat]: Position, quarters: readonly Quarter[]): Quarter | null {
  let nearest: Quarter | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const quarter of quarters) {
    const middle = quarter.geometry && middleOf(quarter.geometry);
    const distance = middle ? Math.hypot(middle[0] - lon, middle[1] - lat) : Number.POSITIVE_INFINITY;
    if (distance < least) [nearest, least] = [quarter, distance];
  }
  return nearest;
}

/** The communes of quarters without a drawn perimeter. */
export function undrawnCommunes({ quarters, communes }: Scene): readonly Commune[] {
  const codes = new Set(undrawn(quarters).flatMap((quarter) => quarter.communes));
  return communes.filter(({ citycode }) => codes.has(citycode));
}

export function undrawn(quarters: readonly Quarter[]): readonly Quarter[] {
  return quarters.filter(({ geometry }) => geometry === null);
}

/** Returns the drawn quarter with this id. */
export function shapeOf({ quarters }: Scene, id: string): MultiPolygon | null {
  return quarters.find((quarter) => quarter.id === id)?.geometry ?? null;
}

/** Where the place may be: around each number of a street, else around its one position. */
export function pointsOf(place: Place): readonly PlacePoint[] {
  return place.positions ?? [place];
}

export function positionOf({ lon, lat }: { readonly lon: number; readonly lat: number }): Position {
  return [lon, lat];
}

/** Shared by every date. */
function background(): Promise<readonly [readonly Commune[], readonly Generation[]]> {
  if (pending === null) {
    pending = Promise.all([askCommunes(), askGenerations()]);
    pending.catch(() => {
      pending = null;
    });
  }
  return pending;
}

let pending: Promise<readonly [readonly Commune[], readonly Generation[]]> | null = null;

async function askCommunes(): Promise<readonly Commune[]> {
  const { features } = await ask<{ features: readonly CommuneFeature[] }>('/v1/communes');
  return features.map(({ properties: { citycode, name, agglomeration, shape }, geometry }) => ({
    ...{ citycode, name, agglomeration },
    isContour: shape === 'contour',
    shape: geometry.coordinates,
  }));
}

interface BandFeature {
  readonly id: string;
  readonly properties: { readonly metres: number };
  readonly geometry: { readonly coordinates: MultiPolygon };
}

interface CommuneFeature {
  readonly properties: {
    readonly citycode: string;
    readonly name: string;
    readonly agglomeration: boolean;
    readonly shape: 'contour' | 'extent';
  };
  readonly geometry: { readonly coordinates: MultiPolygon };
}
