import { createHash } from 'node:crypto';
import RBush from 'rbush';
import { usualNameOf } from '../french/usual-name.ts';
import { sideOf } from '../geo/covers.ts';
import { grownBox } from '../geo/ground.ts';
import { agreesWithShapes } from '../geo/index/check-index.ts';
import { compileParts } from '../geo/index/compile-index.ts';
import { type IndexParts, ShapeIndex } from '../geo/index/shape-index.ts';
import { type BoundingBox, boundingBoxOf, type MultiPolygon, type Position } from '../geo/polygon.ts';
import { CLOSE, type CommuneArea, Communes } from './communes.ts';
import type { Canary, Distances, Generation, Registry } from './registry.ts';
import { periodIn, type Territory, territoryAt, territoryOf } from './territories.ts';
import type { Snapshot } from './versions.ts';
import type { Coverage, Kind, Perimeter, Period, Zone } from './zone.ts';

/** All the zones of one version of the data, compiled. */
export interface Zones {
  readonly dataVersion: string;
  readonly agglomeration: Registry['agglomeration'];
  readonly distances: Distances;
  /** In chronological order. */
  readonly generations: readonly GenerationZones[];
  /** Where generations are in force on other days. */
  readonly territories: readonly Territory[];
  readonly communes: Communes;
  /** The source of the contours of communes and its licence; null when none are loaded. */
  readonly contourCredit: string | null;
}

export interface GenerationZones {
  readonly generation: Generation;
  readonly drawn: readonly DrawnZone[];
  readonly missing: readonly Zone[];
  /** An index of the drawn zones, by their position in `drawn`. */
  readonly index: ShapeIndex;
  readonly coverage: Readonly<Record<Kind, Coverage>>;
  /** The largest precision figure of the drawn perimeters, in metres. */
  readonly coarsest: number;
  /** Zones that the law leaves in force, or in doubt, after the end of the generation in their territory. */
  readonly outliving: readonly DrawnZone[];
  readonly outlivingMissing: readonly Zone[];
  /** Returns the positions in `drawn` of the zones whose bounding box, grown by `metres`, meets `box`. */
  near(box: BoundingBox, metres: number): number[];
}

export interface DrawnZone {
  readonly zone: Zone;
  readonly perimeter: Perimeter & { readonly geometry: MultiPolygon };
  readonly box: BoundingBox;
}

/** A cache of compiled indexes between starts. Without one, every start compiles them. */
export interface IndexCache {
  /** Returns the index that was written under that name and key, unchanged; null when there is none. */
  read(name: string, key: string): IndexParts | null;
  /** Keeps an index where it can. */
  write(name: string, key: string, parts: IndexParts): void;
}

/**
 * Metres beyond the listing distance within which the index still has distances. Positions whose doubt is no greater
 * than this avoid the slow path.
 */
export const INDEX_MARGIN = 10;
export { CLOSE };

/**
 * Combines the registry with the content of a version. Throws when a canary of the registry does not get its known
 * answer.
 */
export function compileZones(registry: Registry, snapshot: Snapshot, cache?: IndexCache): Zones {
  // Checked before the indexes, which take seconds and are cached: data that fails its checks leaves nothing behind.
  for (const canary of registry.canaries) checkCanary(canary, registry, snapshot);
  const generations = registry.generations.map((generation) =>
    compileGeneration(registry, generation, snapshot, cache),
  );
  return {
    dataVersion: snapshot.version,
    agglomeration: registry.agglomeration,
    distances: registry.distances,
    generations,
    territories: registry.territories,
    communes: compileCommunes(registry, snapshot, generations, cache),
    contourCredit: snapshot.contours && `${snapshot.contours.source} (${snapshot.contours.licence})`,
  };
}

/**
 * Returns the generation in force on a date in a territory, null being the rest of France; null when none is, or when
 * its zones are not known. Every answer takes its generation from here.
 */
export function generationOn(
  zones: Pick<Zones, 'generations'>,
  date: string,
  territory: Territory | null = null,
): GenerationZones | null {
  return zones.generations.find(({ generation }) => isWithin(date, periodIn(territory, generation))) ?? null;
}

/** Returns whether a date is in a period, both ends included. */
export function isWithin(date: string, period: Period): boolean {
  return period.from <= date && (period.to === null || date <= period.to);
}

function compileGeneration(
  registry: Registry,
  generation: Generation,
  snapshot: Snapshot,
  cache: IndexCache | undefined,
): GenerationZones {
  const stored = snapshot.perimeters.filter((perimeter) => perimeter.generation === generation.id);
  const registered = registry.zones.filter((zone) => zone.generation === generation.id);
  const byId = new Map(registered.map((zone) => [zone.id, zone]));
  const territoryOfShape = ({ geometry }: { readonly geometry: MultiPolygon }) =>
    territoryAt(registry.territories, ...geometry[0]![0]![0]!);
  const drawn = stored.map((perimeter): DrawnZone => {
    const zone = byId.get(perimeter.zone) ?? {
      id: perimeter.zone,
      kind: perimeter.kind,
      generation: generation.id,
      name: perimeter.name,
      usualName: usualNameOf(perimeter.name),
      spellings: [],
      communes: perimeter.communes,
      inhabitants: null,
      inForce: periodIn(territoryOfShape(perimeter), generation),
      doubts: [],
      notes: [],
      formerly: null,
    };
    return { zone, perimeter, box: boundingBoxOf(perimeter.geometry) };
  });
  const drawnIds = new Set(drawn.map(({ zone }) => zone.id));
  const missing = registered.filter((zone) => !drawnIds.has(zone.id));
  const outlives = ({ inForce }: Zone, territory: Territory | null) => {
    const { to } = periodIn(territory, generation);
    return to !== null && (inForce.to ?? '9999') > to;
  };
  const coverageOf = (kind: Kind): Coverage =>
    snapshot.coverages.find((c) => c.generation === generation.id && c.kind === kind)?.coverage ??
    generation.coverage[kind];
  const tree = new RBush<{ minX: number; minY: number; maxX: number; maxY: number; position: number }>();
  tree.load(drawn.map(({ box: [minX, minY, maxX, maxY] }, position) => ({ minX, minY, maxX, maxY, position })));
  const reach = registry.distances.near + INDEX_MARGIN;
  const checksums = drawn.map(({ perimeter }) => perimeter.checksum);
  const shapes = drawn.map(({ perimeter }) => perimeter.geometry);
  const canaries = registry.canaries.filter(({ date }) => isWithin(date, generation));
  return {
    generation,
    drawn,
    missing,
    index: indexFor(
      {
        title: generation.id,
        shapes,
        reach,
        key: [`${reach}`, ...checksums],
        canaries: canaries.map(({ lon, lat }) => [lon, lat]),
        boxes: drawn.map(({ box }) => box),
      },
      cache,
    ),
    coverage: { qpv: coverageOf('qpv'), qic: coverageOf('qic') },
    coarsest: Math.max(0, ...drawn.map(({ perimeter }) => perimeter.precision)),
    outliving: drawn.filter(({ zone, perimeter }) => outlives(zone, territoryOfShape(perimeter))),
    outlivingMissing: missing.filter((zone) => outlives(zone, territoryOf(registry.territories, zone.communes[0]!))),
    near(box, metres) {
      const [minX, minY, maxX, maxY] = grownBox(box, metres);
      return tree
        .search({ minX, minY, maxX, maxY })
        .map(({ position }) => position)
        .sort((a, b) => a - b);
    },
  };
}

/** What an index is made of. */
interface IndexSource {
  readonly title: string;
  readonly shapes: readonly MultiPolygon[];
  /** Metres outside and inside the shapes up to which the index has distances. */
  readonly reach: number;
  readonly depth?: number;
  /** All that the index depends on: it is cached as long as they stay the same. */
  readonly key: readonly string[];
  /** Positions that it is asked, with others, before it is used. */
  readonly canaries?: readonly Position[];
  readonly boxes?: readonly BoundingBox[];
}

/**
 * Returns an index, from the cache or compiled. Either is asked positions whose answers are computed from the shapes;
 * a cached one that is wrong is compiled again. Throws when a compiled one is wrong.
 */
function indexFor(
  { title, shapes, reach, depth, key: sources, canaries, boxes }: IndexSource,
  cache?: IndexCache,
): ShapeIndex {
  const known = { depth, positions: canaries, boxes };
  const hash = createHash('sha256');
  for (const source of sources) hash.update(source);
  const key = hash.digest('hex');
  const name = `${title}-${key.slice(0, 16)}`;
  const kept = cache?.read(name, key);
  if (kept) {
    const index = new ShapeIndex(kept);
    if (index.reach === reach && agreesWithShapes(index, shapes, known)) return index;
  }
  const parts = compileParts(shapes, reach, depth);
  const index = new ShapeIndex(parts);
  if (!agreesWithShapes(index, shapes, known)) {
    throw new Error(`l’index « ${title} » ne passe pas la vérification : des points connus y ont une autre réponse`);
  }
  cache?.write(name, key, parts);
  return index;
}

function compileCommunes(
  registry: Registry,
  snapshot: Snapshot,
  generations: readonly GenerationZones[],
  cache: IndexCache | undefined,
): Communes {
  const contours = snapshot.contours?.communes ?? [];
  const drawn = new Set(contours.map(({ citycode }) => citycode));
  const areas: CommuneArea[] = [
    ...contours.map(({ citycode, name, agglomeration, geometry }) => ({
      citycode,
      name,
      agglomeration,
      shape: geometry,
      isContour: true,
      precision: snapshot.contours?.precision ?? 0,
    })),
    ...registry.communes
      .filter(({ citycode }) => !drawn.has(citycode))
      .map(({ citycode, name, agglomeration, extent: [west, south, east, north] }) => ({
        citycode,
        name,
        agglomeration,
        shape: [
          [
            [
              [west, south],
              [east, south],
              [east, north],
              [west, north],
              [west, south],
            ],
          ],
        ] satisfies MultiPolygon,
        isContour: false,
        precision: 0,
      })),
  ];
  const interior = registry.generations
    .map(({ coverage }) => coverage.qpv)
    .find((coverage) => coverage.type === 'area');
  const shape = interior?.geometry ?? [];
  let keeping = cache;
  const reach = registry.distances.band + 100;
  const communes = new Communes(
    areas,
    shape,
    snapshot.contours !== null,
    reach,
    registry.isMember,
    (title, shapes, within) =>
      indexFor({ title, shapes, reach: within, depth: within, key: [`${within}`, JSON.stringify(shapes)] }, keeping),
  );
  if (cache) compileAsked(communes, generations.at(-1));
  // Indexes compiled later, for an answer, are not written to the cache.
  keeping = undefined;
  return communes;
}

/** Compiles the indexes of communes that almost every question uses, to be cached with those of the zones. */
function compileAsked(communes: Communes, current: GenerationZones | undefined): void {
  communes.interior.locate(0, 0);
  if (communes.hasContours) for (const index of [communes.index, communes.sides]) index.locate(0, 0);
  else if (current && current.missing.length > 0) communes.indexOf(communes.areasOf(current.missing));
}

function checkCanary({ lon, lat, date, inside }: Canary, registry: Registry, snapshot: Snapshot): void {
  const territory = territoryAt(registry.territories, lon, lat);
  const generation = registry.generations.find((candidate) => isWithin(date, periodIn(territory, candidate)));
  const answered = snapshot.perimeters
    .filter(
      (perimeter) => perimeter.generation === generation?.id && sideOf(perimeter.geometry, lon, lat) !== 'outside',
    )
    .map(({ zone }) => zone)
    .sort();
  if (answered.join() === [...inside].sort().join()) return;
  const named = (ids: readonly string[]) => (ids.length > 0 ? `dans ${ids.join(', ')}` : 'hors de tout quartier');
  throw new Error(
    `les périmètres ne passent pas la vérification : au ${date}, un point connu devrait être ` +
      `${named(inside)}, il est ${named(answered)}`,
  );
}
