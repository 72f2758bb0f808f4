import { DEEPEST_ZOOM, type TileAddress } from '../../ogc/tile-grid.ts';
import { Problem } from '../../questions/problem.ts';

/** The content type of vector tiles. */
export const TILE_TYPE = 'application/vnd.mapbox-vector-tile';

/** Returns the address of a tile. Throws a Problem when there is no such tile. */
export function readTileAddress({ z, x, y }: Readonly<Record<'z' | 'x' | 'y', string>>): TileAddress {
  const address = { z: wholeOf(z), x: wholeOf(x), y: wholeOf(y) };
  if (!(address.z <= DEEPEST_ZOOM)) {
    throw new Problem('not-found', `Les tuiles vont du niveau 0 au niveau ${DEEPEST_ZOOM}, écrit en chiffres.`);
  }
  const last = 2 ** address.z - 1;
  if (!(address.x <= last && address.y <= last)) {
    throw new Problem(
      'not-found',
      `Au niveau ${address.z}, colonnes et lignes vont de 0 à ${last}, écrites en chiffres.`,
    );
  }
  return address;
}

function wholeOf(text: string): number {
  return /^(?:0|[1-9]\d{0,5})$/.test(text) ? Number(text) : Number.NaN;
}
