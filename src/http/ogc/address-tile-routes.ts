import type { FastifyInstance } from 'fastify';
import type { LocalAddresses } from '../../address/local/local-addresses.ts';
import { isMadeUp } from '../../address/made-up-number.ts';
import { grownBox } from '../../geo/ground.ts';
import type { Loaded } from '../../load.ts';
import { ADDRESS_ZOOM, addressTile, type DrawnStreet } from '../../ogc/addresses/address-tiles.ts';
import { type TileAddress, tileBox } from '../../ogc/tile-grid.ts';
import { Problem } from '../../questions/problem.ts';
import { refuseQuery } from '../../questions/query.ts';
import { toAddressProblem } from '../../questions/where.ts';
import { sendIfChanged } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';
import { readTileAddress, TILE_TYPE } from './tile-address.ts';

/**
 * `GET /tiles/addresses/{z}/{x}/{y}.mvt`: the streets and the house numbers of the local file of addresses, as vector
 * tiles of one zoom. Without such a file every tile is empty.
 */
export function addressTilesRoute(app: FastifyInstance, loaded: Loaded): void {
  app.get('/tiles/addresses/:z/:x/:y.mvt', { onSend: compressAnswer }, async (request, reply) => {
    refuseQuery(request.query as string);
    const address = readTileAddress(request.params as Readonly<Record<'z' | 'x' | 'y', string>>);
    if (address.z !== ADDRESS_ZOOM) {
      throw new Problem('not-found', `Les tuiles d’adresses n’ont que le niveau ${ADDRESS_ZOOM}.`);
    }
    const { local } = loaded.addresses;
    reply.header('cache-control', local === null ? WITHOUT_ADDRESSES : CURRENT);
    try {
      const tile = local === null ? new Uint8Array() : await tileOf(local, address);
      sendIfChanged(request, reply, TILE_TYPE, Buffer.from(tile), local === null ? '' : String(local.checksum));
    } catch (error) {
      throw toAddressProblem(error, loaded.addresses);
    }
    return reply;
  });
}

/** The tiles of the last files, by their column and row. */
const made = new WeakMap<LocalAddresses, Map<string, Promise<Uint8Array>>>();

function tileOf(local: LocalAddresses, address: TileAddress): Promise<Uint8Array> {
  const kept = made.get(local) ?? new Map<string, Promise<Uint8Array>>();
  made.set(local, kept);
  const key = `${address.x}/${address.y}`;
  const tile = kept.get(key) ?? drawnTile(local, address);
  kept.delete(key);
  kept.set(key, tile);
  // A failed tile is drawn again on the next request.
  tile.catch(() => kept.delete(key));
  if (kept.size > KEPT_TILES) kept.delete(kept.keys().next().value!);
  return tile;
}

function drawnTile(local: LocalAddresses, address: TileAddress): Promise<Uint8Array> {
  return addressTile(streetsAround(local, address), address);
}

function* streetsAround(local: LocalAddresses, address: TileAddress): Generator<DrawnStreet> {
  for (const { name, numbers } of local.streetsIn(grownBox(tileBox(address), MARGIN))) {
    yield { name, houses: numbers.filter((at) => at.uncertainty <= VAGUEST && !isMadeUp(at)) };
  }
}

/** Metres: a line reaches a tile without a house of its own in it. */
const MARGIN = 150;
/** Metres: a number known less exactly is not drawn. */
const VAGUEST = 50;
/** Some tens of kilobytes each in a town. */
const KEPT_TILES = 100;
/** Addresses change some times a year. */
const CURRENT = 'public, max-age=3600';
const WITHOUT_ADDRESSES = 'public, max-age=60';
