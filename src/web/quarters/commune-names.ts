import { ask } from '../api.ts';
import type { Box, Position, Quarter } from './quarter.ts';

/** Loads the names of the communes. Where that fails, their INSEE codes are used. */
export async function askCommunes(): Promise<Communes> {
  try {
    const { features } = await ask<{ features: readonly CommuneFeature[] }>('/v1/communes');
    return new Communes(features);
  } catch {
    return new Communes([]);
  }
}

export class Communes {
  readonly #known: ReadonlyMap<string, CommuneFeature['properties']>;
  /** Their common bounding box; null where none is known. */
  readonly box: Box | null;

  constructor(features: readonly CommuneFeature[]) {
    this.#known = new Map(features.map(({ properties }) => [properties.citycode, properties]));
    this.box = features.length === 0 ? null : boxOf(features);
  }

  nameOf(citycode: string): string {
    return this.#known.get(citycode)?.name ?? `commune ${citycode}`;
  }

  /** In alphabetical order. */
  namesOf({ communes }: Pick<Quarter, 'communes'>): string[] {
    return communes.map((citycode) => this.nameOf(citycode)).sort(inFrenchOrder);
  }

  /** Whether a part of it lies in the agglomeration; true for all where no commune is known. */
  isOurs({ communes }: Pick<Quarter, 'communes'>): boolean {
    return this.#known.size === 0 || communes.some((citycode) => this.#known.get(citycode)?.agglomeration === true);
  }
}

export const inFrenchOrder = new Intl.Collator('fr', { numeric: true }).compare;

interface CommuneFeature {
  readonly properties: { readonly citycode: string; readonly name: string; readonly agglomeration: boolean };
  readonly geometry: { readonly coordinates: unknown };
}

function boxOf(features: readonly CommuneFeature[]): Box {
  let [west, south, east, north] = [180, 90, -180, -90];
  const add = ([lon, lat]: Position) => {
    [west, south] = [Math.min(west, lon), Math.min(south, lat)];
    [east, north] = [Math.max(east, lon), Math.max(north, lat)];
  };
  for (const { geometry } of features) positionsIn(geometry.coordinates, add);
  return [west, south, east, north];
}

/** Positions of polygons and multipolygons, at any depth. */
function positionsIn(coordinates: unknown, add: (position: Position) => void): void {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === 'number') add(coordinates as unknown as Position);
  else for (const part of coordinates) positionsIn(part, add);
}
