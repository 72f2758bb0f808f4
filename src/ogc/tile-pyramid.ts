import { DEEPEST_ZOOM, type TileAddress } from './tile-grid.ts';
import type { TileSet } from './tiles.ts';

/**
 * Yields every tile of a set that is not empty, zoom by zoom. Within a zoom they are in the order of `numberOf`. An
 * empty area is not cut further.
 */
export async function* pyramidOf(
  set: TileSet,
  numberOf: (z: number, x: number, y: number) => number,
): AsyncGenerator<{ readonly number: number; readonly address: TileAddress; readonly tile: Uint8Array }> {
  let addresses: TileAddress[] = [{ z: 0, x: 0, y: 0 }];
  for (let z = 0; z <= DEEPEST_ZOOM; z++) {
    const numbered = addresses
      .filter((address) => set.mayHold(address))
      .map((address) => ({ address, number: numberOf(address.z, address.x, address.y) }))
      .sort((a, b) => a.number - b.number);
    for (const { address, number } of numbered) {
      const tile = await set.tile(address);
      if (tile.length > 0) yield { number, address, tile };
    }
    addresses = numbered.flatMap(({ address }) => quartersOf(address));
  }
}

function quartersOf({ z, x, y }: TileAddress): TileAddress[] {
  return [0, 1].flatMap((down) => [0, 1].map((right) => ({ z: z + 1, x: 2 * x + right, y: 2 * y + down })));
}
