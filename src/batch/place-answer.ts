import type { Reason, SituatedZone, Situation, Tier } from '../situation/situation.ts';

/** The answer for one place, in the form that columns and tallies read. A `Lookup` has this form after each `at`. */
export interface PlaceAnswer {
  readonly tier: Tier;
  readonly isFirm: boolean;
  readonly generation: string | null;
  readonly dataVersion: string;
  readonly unknown: readonly string[];
  readonly reasons: readonly Reason[];
  /** The number of valid items in the three lists below. The zone with the nearest limit is first. */
  readonly zoneCount: number;
  readonly ids: readonly string[];
  readonly relations: readonly SituatedZone['relation'][];
  /** Ground metres to the limit, negative inside; NaN for a line or a polygon, which has no single distance. */
  readonly distances: readonly number[];
  /** Present for a line or a polygon. */
  readonly drawn?: DrawnAnswer;
}

/** The distances and the shares of a line or a polygon. */
export interface DrawnAnswer {
  /** Metres from its nearest and its farthest point to the nearest zone, 0 inside; null when no zone is near. */
  readonly nearest: number | null;
  readonly farthest: number | null;
  /** The greatest share inside one zone, from 0 to 1. */
  readonly share: number;
  /** The share inside each zone that has one. */
  readonly shares: readonly { readonly id: string; readonly share: number }[];
}

/** Returns the answer of a situation. `isDrawn`: the place is a line or a polygon. */
export function placeAnswerOf(situation: Situation, isDrawn = false): PlaceAnswer {
  const { tier, certainty, generation, dataVersion, unknown, reasons } = situation;
  const nearness = (zone: SituatedZone) => Math.abs(zone.boundaryDistance ?? zone.nearest ?? Number.POSITIVE_INFINITY);
  const zones = [...situation.zones].sort((a, b) => nearness(a) - nearness(b));
  return {
    ...{ tier, isFirm: certainty === 'firm', generation, dataVersion, unknown, reasons },
    zoneCount: zones.length,
    ids: zones.map(({ id }) => id),
    relations: zones.map(({ relation }) => relation),
    distances: zones.map(({ boundaryDistance }) => boundaryDistance ?? Number.NaN),
    ...(isDrawn ? { drawn: drawnAnswerOf(zones) } : {}),
  };
}

function drawnAnswerOf(zones: readonly SituatedZone[]): DrawnAnswer {
  const [first] = zones;
  const shares = zones.map(({ id, share = 0 }) => ({ id, share })).filter(({ share }) => share > 0);
  return {
    nearest: first?.nearest ?? null,
    farthest: first?.farthest ?? null,
    share: Math.max(0, ...shares.map(({ share }) => share)),
    shares,
  };
}
