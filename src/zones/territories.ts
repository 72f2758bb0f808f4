import { isInBox } from '../geo/bounding-box.ts';
import type { BoundingBox } from '../geo/polygon.ts';
import type { Doubt, Period } from './zone.ts';

/** A part of France where generations are in force on days of their own, as `data/sources.yaml` states them. */
export interface Territory {
  readonly name: string;
  /** The first three characters of the INSEE codes of its communes. */
  readonly departements: readonly string[];
  /** Bounding boxes that contain it and nothing else of France. WGS84 degrees. */
  readonly extents: readonly BoundingBox[];
  readonly generations: readonly TerritoryGeneration[];
  /** Days on which the quarters in force are not known, with the reason as a French sentence. */
  readonly gaps: readonly Omit<Doubt, 'code'>[];
}

export interface TerritoryGeneration extends Period {
  readonly id: string;
  readonly reference: string;
  /** Whether every place of the territory is in one of its quarters. */
  readonly isWhole?: true | undefined;
}

/** Returns whether every place of a territory is in a quarter of a generation. */
export function isWholeIn(territory: Territory | null, { id }: { readonly id: string }): boolean {
  return territory?.generations.some((one) => one.id === id && one.isWhole === true) ?? false;
}

/** Returns the territory that contains a position (WGS84 degrees); null where the days of the registry hold. */
export function territoryAt(territories: readonly Territory[], lon: number, lat: number): Territory | null {
  return territories.find(({ extents }) => extents.some((extent) => isInBox(extent, lon, lat))) ?? null;
}

/** Returns the territory of a commune by its INSEE code; null where the days of the registry hold. */
export function territoryOf(territories: readonly Territory[], citycode: string): Territory | null {
  return territories.find(({ departements }) => departements.some((code) => citycode.startsWith(code))) ?? null;
}

/** Returns the days of a generation in a territory; null is the rest of France. */
export function periodIn(territory: Territory | null, generation: Period & { readonly id: string }): Period {
  const { from, to } = territory?.generations.find(({ id }) => id === generation.id) ?? generation;
  return { from, to };
}
