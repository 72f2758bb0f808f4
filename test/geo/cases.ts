import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MultiPolygon, Polygon } from '../../src/geo/polygon.ts';

/** Real perimeters and exact answers, in ../shared on some machines only. */
const shared = join(import.meta.dirname, '..', '..', '..', 'shared');
export const areCasesHere = existsSync(join(shared, 'cases')) && existsSync(join(shared, 'geodata'));

export interface SharedZone {
  readonly id: string;
  readonly shape: MultiPolygon;
}

/** A position, the zones that cover it, and the signed metres to zones less than 1 000 m away. */
export interface SharedCase {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly inside: readonly string[];
  readonly near: ReadonlyMap<string, number>;
}

export function sharedZones(file: string, idOf: 'code_qp' | 'CODE_QP' | 'code'): SharedZone[] {
  // A skipped suite still runs this function, to be listed as skipped.
  if (!areCasesHere) return [];
  const { features } = JSON.parse(readFileSync(join(shared, 'geodata', file), 'utf8')) as { features: Feature[] };
  return features.map(({ properties, geometry }) => ({
    id: properties[idOf]!,
    shape: geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  }));
}

export function sharedCases(file: string): SharedCase[] {
  if (!areCasesHere) return [];
  const [, ...lines] = readFileSync(join(shared, 'cases', file), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const [id, lon, lat, inside, near] = line.split(',') as [string, string, string, string, string];
    const distances = near === '' ? [] : near.split(';').map((text) => text.split(':') as [string, string]);
    return {
      id,
      lon: Number(lon),
      lat: Number(lat),
      inside: inside === '' ? [] : inside.split(';'),
      near: new Map(distances.map(([zone, metres]) => [zone, Number(metres)])),
    };
  });
}

interface Feature {
  readonly properties: Readonly<Record<string, string>>;
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: Polygon }
    | { readonly type: 'MultiPolygon'; readonly coordinates: MultiPolygon };
}
