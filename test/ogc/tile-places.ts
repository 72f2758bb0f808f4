import type { Position } from '../../src/geo/polygon.ts';
import { EXTENT, type TileAddress } from '../../src/ogc/tile-grid.ts';

/** The tile that contains a position, by the formulas of the OpenStreetMap wiki (Slippy map tilenames). */
export function addressAt(lon: number, lat: number, z: number): TileAddress {
  const [x, y] = inWorld(lon, lat);
  return { z, x: Math.floor(x * 2 ** z), y: Math.floor(y * 2 ** z) };
}

/** A position in tile units. */
export function inUnits([lon, lat]: Position, { z, x, y }: TileAddress): [number, number] {
  const [wx, wy] = inWorld(lon, lat);
  return [(wx * 2 ** z - x) * EXTENT, (wy * 2 ** z - y) * EXTENT];
}

/** The position of decoded tile units. */
export function fromUnits([u, v]: readonly [number, number], { z, x, y }: TileAddress): Position {
  const [wx, wy] = [(u / EXTENT + x) / 2 ** z, (v / EXTENT + y) / 2 ** z];
  return [wx * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * wy))) * 180) / Math.PI];
}

function inWorld(lon: number, lat: number): [number, number] {
  const radians = (lat * Math.PI) / 180;
  return [(lon + 180) / 360, (1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2];
}
