import { setImmediate } from 'node:timers/promises';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import RBush from 'rbush';
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
 * The vector tiles of the zones in force on a date, or of a generation. Each tile is cut when it is asked for, from the shapes that its
 * box meets: there is nothing to build before, and a country costs no more than what one looks at.
 */
export class TileSet {
  readonly zones: Zones;
  readonly layers: readonly TileLayer[];
  /** West, south, east, north of all that is drawn; null when nothing is. */
  readonly bounds: BoundingBox | null;
  /** The codes of the zones that nobody has drawn. */
  readonly missing: readonly string[];
  /** Who drew the others and the communes, and under what licence. */
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
    this.layers = LAYERS;
    this.#trees = new Map(LAYERS.map((layer) => [layer, treeOf(contents[layer.id])]));
    const boxes = Object.values(contents).flatMap((features) => features.flatMap(({ box }) => box ?? []));
    this.bounds = boxes.length > 0 ? around(boxes) : null;
    const drawn = zoneFeatures.filter(({ geometry }) => geometry !== null);
    this.missing = zoneFeatures
      .filter(({ geometry }) => geometry === null)
      .map(({ properties }) => String(properties.code));
    const credits = drawn.map(({ properties: { source, licence } }) => `${source} (${licence})`);
    this.attributions = [...new Set([...credits, ...(zones.contourCredit === null ? [] : [zones.contourCredit])])];
  }

  /** The tile, encoded; empty when nothing lies in it. Others are answered while a tile of a whole country is drawn. */
  tile(address: TileAddress): Promise<Uint8Array> {
    const key = `${address.z}/${address.x}/${address.y}`;
    const made = this.#made.get(key) ?? this.#draw(address);
    this.#made.delete(key);
    this.#made.set(key, made);
    // What fails once is tried again.
    made.catch(() => this.#made.delete(key));
    if (this.#made.size > KEPT_TILES) this.#made.delete(this.#made.keys().next().value!);
    return made;
  }

  /** Whether something may lie in the tile or around it; if not, so it is of all the tiles that it is cut into. */
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

/** Sets by version and scope: a few of them, since most ask for the same day. */
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

/** Which zones: those in force on a day of the interval, and of that generation and kind where they are named. */
export interface TileScope {
  readonly interval: Interval;
  readonly generation?: string | undefined;
  readonly kind?: Kind | undefined;
}

export interface TileLayer {
  readonly id: TileLayerId;
  /** In French, what it shows. */
  readonly description: string;
  /** The zoom from which it is drawn. */
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly fields: readonly LayerField[];
}

export type TileLayerId = CollectionId | 'missing';

/** What a tile has no room for: a client that wants it asks the API by the code. */
const LEFT_OUT = ['source', 'licence', 'checksum', 'notice', 'notes'];

/** The band is 300 m wide: two points of a screen at the zoom 8, three at this one. */
const BANDS_FROM = 9;

/** In the order in which a map lays them. */
export const LAYERS: readonly TileLayer[] = [
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
      'Communes où se trouve un quartier dont personne n’a publié le périmètre : un lieu de ces communes peut y être.',
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
      'Ce qui est à moins de 300 m d’un quartier, pour l’affichage : seule la distance au sol à la limite décide.',
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

const KEPT_SETS = 4;
/** Those of a country's low zooms take tens of milliseconds; some megabytes in all. */
const KEPT_TILES = 100;
/** Milliseconds for which a tile may hold up everything else. */
const LONGEST_STRETCH = 10;
/** What the encoder calls polygons. */
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

/** The communes of the zones that nobody has drawn, each once. */
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

// A feature is that of one version; it is laid on the Mercator plane once.
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

/** Without what is null: a tile has no word for it. */
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
