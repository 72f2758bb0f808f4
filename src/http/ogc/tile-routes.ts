import type { FastifyInstance } from 'fastify';
import { isDay } from '../../french/calendar.ts';
import { todayInParis } from '../../french/day.ts';
import type { Loaded } from '../../load.ts';
import { describeTiles } from '../../ogc/describe-tiles.ts';
import { DEEPEST_ZOOM } from '../../ogc/tile-grid.ts';
import { tileStyle } from '../../ogc/tile-style.ts';
import { type TileScope, TileSets } from '../../ogc/tiles.ts';
import { checkGeneration, checkVersion, zonesOf } from '../../questions/data-version.ts';
import { echo, Faults } from '../../questions/faults.ts';
import { DAY_EXPECTED } from '../../questions/fields.ts';
import { readQuery } from '../../questions/query.ts';
import type { Zones } from '../../zones/zones.ts';
import { JSON_TYPE, sendCacheable, sendIfChanged } from '../cacheable.ts';
import { compressAnswer } from '../compression.ts';
import { publicOrigin } from '../public-origin.ts';
import { readTileAddress, TILE_TYPE } from './tile-address.ts';

/** The zones, their bands and the communes as vector tiles, with their TileJSON and a style. */
export function tilesRoutes(app: FastifyInstance, loaded: Loaded, publicUrl: string | null): void {
  const sets = new TileSets();

  app.get('/tiles.json', { onSend: compressAnswer }, (request, reply) => {
    const { zones, date, generation } = readScope(request.query as string, loaded);
    const set = sets.of(zones, toScope(date, generation));
    // Tiles name the date and the version, so that an open map does not mix versions and a proxy may cache them.
    const query = new URLSearchParams({
      ...(date === undefined ? {} : { date }),
      ...(generation === undefined ? {} : { generation }),
      dataVersion: zones.dataVersion,
    });
    const [west, south, east, north] = set.bounds ?? [-180, -85, 180, 85];
    const body = {
      tilejson: '3.0.0',
      ...describeTiles(set, inWords(date, generation)),
      scheme: 'xyz',
      tiles: [`${publicOrigin(request, publicUrl)}/tiles/{z}/{x}/{y}.mvt?${query}`],
      minzoom: 0,
      maxzoom: DEEPEST_ZOOM,
      bounds: [west, south, east, north],
      center: [(west + east) / 2, (south + north) / 2, CENTRE_ZOOM],
      dataVersion: zones.dataVersion,
    };
    sendCacheable(request, reply, JSON_TYPE, JSON.stringify(body));
  });

  app.get('/tiles/style.json', { onSend: compressAnswer }, (request, reply) => {
    const asked = request.query as string;
    const { zones } = readScope(asked, loaded);
    // The style repeats its query for the TileJSON: without a date, that is today's when it is loaded.
    const tiles = `${publicOrigin(request, publicUrl)}/tiles.json${asked === '' ? '' : `?${asked}`}`;
    sendCacheable(request, reply, JSON_TYPE, JSON.stringify(tileStyle(tiles, zones.distances.band)));
  });

  app.get('/tiles/:z/:x/:y.mvt', { onSend: compressAnswer }, async (request, reply) => {
    const address = readTileAddress(request.params as Readonly<Record<'z' | 'x' | 'y', string>>);
    const { zones, date, generation, isPinned } = readScope(request.query as string, loaded);
    const tile = await sets.of(zones, toScope(date, generation)).tile(address);
    reply.header('cache-control', isPinned ? PINNED : CURRENT);
    sendIfChanged(request, reply, TILE_TYPE, Buffer.from(tile), zones.dataVersion);
    return reply;
  });
}

/** A version never changes, but a later release of the service may draw it differently: cached for one day. */
const PINNED = 'public, max-age=86400';
/**
 * The zones in force change at midnight or with an import. Maps may be five minutes late, since no answer depends on
 * them.
 */
const CURRENT = 'public, max-age=300';
/** The zoom at which the agglomeration fills a screen. */
const CENTRE_ZOOM = 10;

interface Asked {
  readonly zones: Zones;
  readonly date: string | undefined;
  readonly generation: string | undefined;
  /** Whether the answer will be the same tomorrow. */
  readonly isPinned: boolean;
}

function readScope(text: string, loaded: Loaded): Asked {
  const faults = new Faults();
  const { date, generation, dataVersion } = readQuery(text, ['date', 'generation', 'dataVersion'], faults);
  checkGeneration(generation, loaded, faults);
  checkVersion(dataVersion, faults);
  if (date !== undefined && !isDay(date)) faults.add('date', `« date » : ${DAY_EXPECTED} ; reçu : ${echo(date)}.`);
  faults.throwIfAny();
  return {
    zones: zonesOf(loaded, dataVersion),
    // Without a date or a generation, the zones in force today.
    date: date ?? (generation === undefined ? todayInParis() : undefined),
    generation,
    isPinned: dataVersion !== undefined && (date !== undefined || generation !== undefined),
  };
}

function toScope(date: string | undefined, generation: string | undefined): TileScope {
  return { interval: { from: date ?? null, to: date ?? null }, generation };
}

function inWords(date: string | undefined, generation: string | undefined): string {
  const named = generation === undefined ? 'quartiers' : `quartiers de la génération ${generation}`;
  return date === undefined ? named : `${named} en vigueur le ${date}`;
}
