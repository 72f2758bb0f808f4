import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundingBoxOf, type MultiPolygon } from '../../src/geo/polygon.ts';
import { repair } from '../../src/geo/repair.ts';
import { countryOfZones, randomFrom } from '../../test/shapes.ts';

const ROOT = join(import.meta.dirname, '..', '..');
export const LOCAL_FILE = join(ROOT, 'data', 'perimeters', 'qpv-2024.geojson');
export const NATIONAL_FILE = join(ROOT, '..', 'shared', 'geodata', 'qpv-2024-france-reconstructed.geojson');

/** Returns the 16 shipped quarters and nine made-up ones, as many as the agglomeration has. */
export function localSet(): MultiPolygon[] {
  const random = randomFrom(9);
  const shipped = readShapes(LOCAL_FILE);
  const [west, south, east, north] = boundingBoxOf(shipped.flat());
  const invented = countryOfZones(9, 9).map((shape): MultiPolygon => {
    const [w, s] = boundingBoxOf(shape);
    const lon = west + random() * (east - west) - w;
    const lat = south + random() * (north - south) - s;
    return shape.map((polygon) => polygon.map((ring) => ring.map(([x, y]) => [x + lon, y + lat] as const)));
  });
  return [...shipped, ...invented];
}

/**
 * Returns the quarters of the country: a reconstruction of the real ones where its file is available, else made-up
 * ones.
 */
export function nationalSet(): { shapes: MultiPolygon[]; origin: string } {
  if (!existsSync(NATIONAL_FILE)) return { shapes: countryOfZones(1584, 1584), origin: 'drawn from a seed' };
  return {
    shapes: readShapes(NATIONAL_FILE).map((shape) => repair(shape).shape),
    origin: 'reconstructed from real ones',
  };
}

/** Returns the shapes of a GeoJSON file of polygons. */
export function readShapes(path: string): MultiPolygon[] {
  const { features } = JSON.parse(readFileSync(path, 'utf8'));
  return features.map(({ geometry }: { geometry: { type: string; coordinates: never } }) =>
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  );
}

/** Returns random positions in a box, or within about 500 m of the bounding boxes of the shapes. */
export function positions(count: number, box: readonly number[], shapes?: readonly MultiPolygon[]) {
  const random = randomFrom(count);
  const lons = new Float64Array(count);
  const lats = new Float64Array(count);
  const boxes = shapes?.map((shape) => boundingBoxOf(shape));
  for (let i = 0; i < count; i++) {
    const near = boxes?.[Math.floor(random() * boxes.length)];
    const [west, south, east, north] = near
      ? [near[0] - 0.007, near[1] - 0.0045, near[2] + 0.007, near[3] + 0.0045]
      : box;
    lons[i] = west! + random() * (east! - west!);
    lats[i] = south! + random() * (north! - south!);
  }
  return { lons, lats };
}

export const MAINLAND = [-4.8, 42.3, 8.2, 51.1] as const;

/** The approximate bounding box of the agglomeration. */
export const AGGLOMERATION = [2.33, 50.39, 2.87, 50.63] as const;
