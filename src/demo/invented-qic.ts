import { todayInParis } from '../french/day.ts';
import { covers } from '../geo/covers.ts';
import { boundaryDistance } from '../geo/distance.ts';
import { moved } from '../geo/moved.ts';
import { boundingBoxOf, type MultiPolygon, type Position } from '../geo/polygon.ts';
import { commitImport } from '../zones/commit.ts';
import { type ImportDescription, planImport } from '../zones/import.ts';
import type { Registry } from '../zones/registry.ts';
import type { Versions } from '../zones/versions.ts';
import type { IndexCache } from '../zones/zones.ts';
import { type Random, randomFrom } from './random.ts';

/** The registry of a demonstration: the names of its QIC say that they are made up. */
export function withInventedQic(registry: Registry): Registry {
  const zones = registry.zones.map((zone) =>
    zone.kind === 'qic'
      ? { ...zone, name: `${zone.name}${SUFFIX}`, usualName: `${zone.usualName}${SUFFIX}`, inhabitants: null }
      : zone,
  );
  return { ...registry, zones };
}

/**
 * Imports an invented perimeter for each QIC of every generation, once, as `zones import` would. Throws an Error when
 * the import finds a problem.
 */
export function importInventedQic(store: Store): void {
  const { registry, versions } = store;
  if (versions.list().some(({ summary }) => summary === SUMMARY)) return;
  const base = versions.current()!;
  const snapshot = versions.read(base);
  const communes = snapshot.contours!.communes.map(({ citycode, geometry: shape }) => ({ citycode, shape }));
  const taken = snapshot.perimeters.map(({ geometry }) => geometry);
  const shapes = inventedShapes(registry, communes, taken);
  const perimeters = registry.generations.flatMap(({ id: generation }) => {
    const zones = registry.zones.filter((zone) => zone.kind === 'qic' && zone.generation === generation);
    const features = zones.map(({ id }, index) => ({ index, properties: { code: id }, geometry: shapes.get(id)! }));
    const description = { generation, ...DESCRIPTION };
    const plan = planImport({ features, notices: [] }, description, snapshot, registry, { areas: communes });
    if (plan.change === null) throw new Error(`QIC de la démonstration : ${plan.problems.join(' ; ')}`);
    return plan.change.perimeters ?? [];
  });
  commitImport(store, base, { perimeters }, SUMMARY, todayInParis());
}

const DESCRIPTION: Omit<ImportDescription, 'generation'> = {
  kind: 'qic',
  status: 'indicative',
  precision: 0.2,
  source: 'démonstration : tracé fictif',
  licence: 'sans objet',
  replace: false,
};

interface Store {
  readonly registry: Registry;
  readonly versions: Versions;
  readonly cache: IndexCache | undefined;
}

/** The shape of each QIC by its id, in its commune and as far as possible from the commune's limit and from quarters. */
function inventedShapes(
  registry: Registry,
  communes: readonly { readonly citycode: string; readonly shape: MultiPolygon }[],
  taken: readonly MultiPolygon[],
): ReadonlyMap<string, MultiPolygon> {
  const shapes = new Map<string, MultiPolygon>();
  for (const { id, communes: citycodes } of registry.zones.filter(({ kind }) => kind === 'qic')) {
    if (shapes.has(id)) continue;
    const random = randomFrom(SEED + shapes.size);
    const commune = communes.find(({ citycode }) => citycode === citycodes[0])!;
    const room = (at: Position) =>
      Math.min(
        -boundaryDistance(commune.shape, ...at),
        ...[...taken, ...shapes.values()].map((shape) => boundaryDistance(shape, ...at)),
      );
    const tried = Array.from({ length: TRIES }, () => positionIn(random, commune.shape));
    const [best] = tried.map((at) => ({ at, room: room(at) })).sort((a, b) => b.room - a.room);
    shapes.set(id, [[around(random, best!.at, Math.min(MOST_METRES, 0.8 * best!.room))]]);
  }
  return shapes;
}

/** A position in a shape. */
export function positionIn(random: Random, shape: MultiPolygon): Position {
  const [west, south, east, north] = boundingBoxOf(shape);
  for (;;) {
    const at: Position = [west + random() * (east - west), south + random() * (north - south)];
    if (covers(shape, ...at)) return at;
  }
}

/** A ring of nine corners, none farther than `radius` metres. */
function around(random: Random, centre: Position, radius: number): Position[] {
  const corners = Array.from({ length: CORNERS }, (_, i): Position => {
    const angle = ((i + 0.5 * random()) / CORNERS) * 2 * Math.PI;
    const reach = radius * (0.7 + 0.3 * random());
    return moved(centre, reach * Math.cos(angle), reach * Math.sin(angle)).map(
      (degrees) => Math.round(degrees * 1e6) / 1e6,
    ) as unknown as Position;
  });
  return [...corners, corners[0]!];
}

const SUFFIX = ' (QIC fictif)';
const SUMMARY = 'démonstration : QIC fictifs';
const SEED = 62;
const TRIES = 60;
const CORNERS = 9;
const MOST_METRES = 220;
