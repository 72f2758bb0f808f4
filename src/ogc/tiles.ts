import { setImmediate } from 'node:timers/promises';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import RBush from 'rbush';
import { metres } from '../french/numbers.ts';
import type { BoundingBox } from '../geo/polygon.ts';
import type { Kind } from '../zones/zone.ts';
import type { Zones } from '../zones/zones.ts';
import { BUFFER, cut, type TilePosition } from './cut.ts';
import {
  type CollectionId,
  featuresOf,
  fieldsOf,
  type Interval,
  type LayerFeature,
  type LayerField,
} from './features.ts';
import { DEEPEST_ZOOM, EXTENT, type MercatorShape, type TileAddress, tileBox, toMercator } from './tile-grid.ts';

/**
 * The vector tiles of the zones in force on a date, or of one generation. A tile is cut on request, from the shapes
 * that meet its box. Nothing is built in advance, even for a whole country.
 */
export class TileSet {
  readonly zones: Zones;
  readonly layers: readonly TileLayer[];
  /** The bounding box of everything drawn, in WGS84 degrees; null when nothing is drawn. */
  readonly bounds: BoundingBox | null;
  /** The codes of the zones without a perimeter. */
  readonly missing: readonly string[];
  /** The sources of the perimeters and of the contours of communes, with their licences. */
  readonly attributions: readonly string[];
  readonly #trees: ReadonlyMap<TileLayer, RBush<Item>>;
  readonly #made = new Map<string, Promise<Uint8Array>>();

  constructor(zones: Zones, { interval, generation, kind }: TileScope) {
    this.zones = zones;
    const inScope = (id: CollectionId) =>
      featuresOf(id, interval, zones).filter(
        ({ properties }) =>
          (generation === undefined || properties.generation === generation) &&
          (kind === undefined || properties.kind === kind),
      );
    const zoneFeatures = inScope('zones');
    const contents: Record<TileLayerId, readonly LayerFeature[]> = {
      communes: featuresOf('communes', interval, zones),
      missing: missingIn(zoneFeatures, zones),
      bands: inScope('bands'),
      zones: zoneFeatures,
    };
    this.layers = layersOf(zones.distances.band);
    this.#trees = new Map(this.layers.map((layer) => [layer, treeOf(contents[layer.id])]));
    const boxes = Object.values(contents).flatMap((features) => features.flatMap(({ box }) => box ?? []));
    this.bounds = boxes.length > 0 ? around(boxes) : null;
    const drawn = zoneFeatures.filter(({ geometry }) => geometry !== null);
    this.missing = zoneFeatures
      .filter(({ geometry }) => geometry === null)
      .map(({ properties }) => String(properties.code));
    const credits = drawn.map(({ properties: { source, licence } }) => `${source} (${licence})`);
    this.attributions = [...new Set([...credits, ...(zones.contourCredit === null ? [] : [zones.contourCredit])])];
  }

  /**
   * Returns the encoded tile; empty when it has no feature. Pauses while it draws a tile of a whole country, so that
   * other requests are served meanwhile.
   */
  tile(address: TileAddress): Promise<Uint8Array> {
    const key = `${address.z}/${address.x}/${address.y}`;
    const made = this.#made.get(key) ?? this.#draw(address);
    this.#made.delete(key);
    this.#made.set(key, made);
    // A failed tile is drawn again on the next request.
    made.catch(() => this.#made.delete(key));
    if (this.#made.size > KEPT_TILES) this.#made.delete(this.#made.keys().next().value!);
    return made;
  }

  /** Returns whether a feature may be in the tile or in its margin. If not, all deeper tiles in it are empty too. */
  mayHold(address: TileAddress): boolean {
    const box = rectangle(tileBox(address, BUFFER));
    return [...this.#trees.values()].some((tree) => tree.collides(box));
  }

  async #draw(address: TileAddress): Promise<Uint8Array> {
    const box = rectangle(tileBox(address, BUFFER));
    const drawn: Record<string, { features: TileFeature[] }> = {};
    let lastPause = performance.now();
    for (const layer of this.layers) {
      if (address.z < layer.minZoom) continue;
      const features: TileFeature[] = [];
      const found = this.#trees.get(layer)!.search(box);
      for (const { feature } of found.sort((a, b) => a.position - b.position)) {
        if (performance.now() - lastPause > LONGEST_STRETCH) {
          await setImmediate();
          lastPause = performance.now();
        }
        const geometry = cut(mercatorOf(feature), address);
        if (geometry.length > 0) features.push({ type: POLYGON, geometry, tags: tagsOf(feature, layer) });
      }
      if (features.length > 0) drawn[layer.id] = { features };
    }
    return fromGeojsonVt(drawn as unknown as Parameters<typeof fromGeojsonVt>[0], { version: 2, extent: EXTENT });
  }
}

/** Keeps the last tile sets, by version and scope: most requests are for the same day. */
export class TileSets {
  readonly #sets = new Map<string, TileSet>();

  of(zones: Zones, scope: TileScope): TileSet {
    const key = JSON.stringify([zones.dataVersion, scope]);
    const kept = this.#sets.get(key);
    const set = kept?.zones === zones ? kept : new TileSet(zones, scope);
    this.#sets.delete(key);
    this.#sets.set(key, set);
    if (this.#sets.size > KEPT_SETS) this.#sets.delete(this.#sets.keys().next().value!);
    return set;
  }
}

/** Selects the zones in force on a day of the interval, of one generation or kind when given. */
export interface TileScope {
  readonly interval: Interval;
  readonly generation?: string | undefined;
  readonly kind?: Kind | undefined;
}

export interface TileLayer {
  readonly id: TileLayerId;
  /** In French. */
  readonly description: string;
  /** The first zoom at which the layer is drawn. */
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly fields: readonly LayerField[];
}

export type TileLayerId = CollectionId | 'missing';

/** Properties left out of tiles to keep them small. A client gets them from the API by the code of the zone. */
const LEFT_OUT = ['source', 'licence', 'checksum', 'notice', 'notes'];

/** A band of 300 m is two pixels wide at zoom 8, and three at this zoom. */
const BANDS_FROM = 9;

/** Returns the layers, from bottom to top. `band` is the width of the band in metres. */
function layersOf(band: number): readonly TileLayer[] {
  return [
    {
      id: 'communes',
      description: 'Communes connues du service : leur contour, ou un rectangle qui les contient.',
      minZoom: 0,
      maxZoom: DEEPEST_ZOOM,
      fields: fieldsOf('communes'),
    },
    {
      id: 'missing',
      description:
        'Communes où se trouve un quartier dont personne n’a publié le périmètre : un lieu de ces communes peut y ' +
        'être.',
      minZoom: 0,
      maxZoom: DEEPEST_ZOOM,
      fields: [
        ...fieldsOf('communes').filter(({ name }) => name !== 'agglomeration'),
        {
          name: 'zones',
          type: 'text',
          description: 'Codes des quartiers sans périmètre, séparés par des points-virgules.',
        },
        { name: 'zoneNames', type: 'text', description: 'Leurs noms, séparés par des points-virgules.' },
      ],
    },
    {
      id: 'bands',
      description:
        `Ce qui est à moins de ${metres(band)} d’un quartier, pour l’affichage : seule la distance au sol à la ` +
        'limite décide.',
      minZoom: BANDS_FROM,
      maxZoom: DEEPEST_ZOOM,
      fields: fieldsOf('bands').filter(({ name }) => !LEFT_OUT.includes(name)),
    },
    {
      id: 'zones',
      description: 'Quartiers en vigueur dont le périmètre est connu.',
      minZoom: 0,
      maxZoom: DEEPEST_ZOOM,
      fields: fieldsOf('zones').filter(({ name }) => !LEFT_OUT.includes(name)),
    },
  ];
}

const KEPT_SETS = 4;
/** The tiles of low zooms over a country take tens of milliseconds each; these take some megabytes in all. */
const KEPT_TILES = 100;
/** The longest time, in milliseconds, for which drawing a tile may delay other requests. */
const LONGEST_STRETCH = 10;
/** The encoder's code of polygons. */
const POLYGON = 3;

interface Item {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  readonly position: number;
  readonly feature: LayerFeature;
}

interface TileFeature {
  readonly type: typeof POLYGON;
  readonly geometry: readonly TilePosition[][];
  readonly tags: Readonly<Record<string, string | number | boolean>>;
}

function treeOf(features: readonly LayerFeature[]): RBush<Item> {
  const items = features.flatMap((feature, position) =>
    feature.box === null ? [] : [{ ...rectangle(feature.box), position, feature }],
  );
  return new RBush<Item>().load(items);
}

function rectangle([minX, minY, maxX, maxY]: BoundingBox) {
  return { minX, minY, maxX, maxY };
}

/** The communes of the zones without a perimeter, each once. */
function missingIn(zoneFeatures: readonly LayerFeature[], { communes }: Zones): LayerFeature[] {
  const missing = zoneFeatures.filter(({ geometry }) => geometry === null);
  return featuresOf('communes', { from: null, to: null }, { communes } as Zones).flatMap((commune) => {
    const { code, name, shape, precision } = commune.properties;
    const here = missing.filter(({ properties }) => String(properties.communes).split(';').includes(String(code)));
    if (here.length === 0) return [];
    const zones = here.map(({ properties }) => properties.code).join(';');
    const zoneNames = here.map(({ properties }) => properties.name).join(' ; ');
    return [
      { ...commune, properties: { code: code!, name: name!, shape: shape!, precision: precision!, zones, zoneNames } },
    ];
  });
}

// The Mercator shape of each geometry is computed once per version of the perimeters.
const placed = new WeakMap<object, MercatorShape>();

function mercatorOf(feature: LayerFeature): MercatorShape {
  const geometry = feature.geometry ?? [];
  let shape = placed.get(geometry);
  if (shape === undefined) {
    shape = toMercator(geometry);
    placed.set(geometry, shape);
  }
  return shape;
}

/** Tiles cannot hold null, so null properties are omitted. */
function tagsOf({ properties }: LayerFeature, { fields }: TileLayer): TileFeature['tags'] {
  const tags: Record<string, string | number | boolean> = {};
  for (const { name } of fields) {
    const value = properties[name];
    if (value !== null && value !== undefined) tags[name] = value;
  }
  return tags;
}

function around(boxes: readonly number[]): BoundingBox {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (let i = 0; i < boxes.length; i += 4) {
    west = Math.min(west, boxes[i]!);
    south = Math.min(south, boxes[i + 1]!);
    east = Math.max(east, boxes[i + 2]!);
    north = Math.max(north, boxes[i + 3]!);
  }
  return [west, south, east, north];
}
