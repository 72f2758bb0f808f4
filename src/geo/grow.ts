import { ClipperOffset, EndType, JoinType, type Path64, type PolyPath64, PolyTree64 } from 'clipper2-ts';
import proj4 from 'proj4';
import { groundDistance } from './ground.ts';
import { boundingBoxOf, type MultiPolygon, type Position, type Ring } from './polygon.ts';

/**
 * `shape` and all that lies less than `metres` from it on the ground, to draw it: the limit is that far from the one of `shape`
 * to within 0.1 m for shapes a few kilometres wide, and is written with 7 decimals. What is nearer is told by the
 * distance itself, never by this. `shape` must have none of the problems that `ringProblems` lists; its edges are straight in
 * longitude/latitude. Parts that meet when grown become one.
 */
export function grown(shape: MultiPolygon, metres: number): MultiPolygon {
  const plane = new LocalPlane(shape);
  const offset = new ClipperOffset(2, ARC_TOLERANCE * UNITS);
  offset.addPaths(
    shape.flatMap((polygon) => polygon.map((ring, i) => turned(plane.path(ring), i === 0))),
    JoinType.Round,
    EndType.Polygon,
  );
  const tree = new PolyTree64();
  offset.execute(metres * UNITS, tree);
  return [...polygonsOf(tree)].map((polygon) => polygon.map((path) => plane.ring(path)));
}

/** Metres by which the middle of a chord may lie inside the arc that it stands for. */
const ARC_TOLERANCE = 0.05;
/** Clipper2 counts in whole numbers: here in millimetres. */
const UNITS = 1000;
/**
 * Metres between two vertices at most. An edge straight in longitude/latitude is bent in the plane: by the square of its length
 * times the tangent of the latitude over 8 times the radius of the Earth, 2 mm for this one at Béthune.
 */
const LONGEST_EDGE = 300;

/**
 * Metres east and north of the middle of a shape, in a Mercator projection along its own meridian, true to scale there: 5 km
 * away from it lengths are 3e-7 too long.
 */
class LocalPlane {
  readonly #converter: { forward(at: [number, number]): number[]; inverse(at: [number, number]): number[] };

  constructor(shape: MultiPolygon) {
    const [west, south, east, north] = boundingBoxOf(shape);
    this.#converter = proj4(
      '+proj=longlat +ellps=WGS84 +no_defs',
      `+proj=tmerc +lat_0=${(south + north) / 2} +lon_0=${(west + east) / 2} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs`,
    );
  }

  path(ring: Ring): Path64 {
    const path: Path64 = [];
    for (let i = 1; i < ring.length; i++) {
      const [aLon, aLat] = ring[i - 1]!;
      const [bLon, bLat] = ring[i]!;
      const pieces = Math.ceil(groundDistance(aLon, aLat, bLon, bLat) / LONGEST_EDGE);
      for (let piece = 0; piece < pieces; piece++) {
        const share = piece / pieces;
        const [x, y] = this.#converter.forward([aLon + share * (bLon - aLon), aLat + share * (bLat - aLat)]);
        path.push({ x: Math.round(x! * UNITS), y: Math.round(y! * UNITS) });
      }
    }
    return path;
  }

  ring(path: Path64): Ring {
    const ring = path.map(({ x, y }): Position => {
      const [lon, lat] = this.#converter.inverse([x / UNITS, y / UNITS]);
      return [Math.round(lon! * 1e7) / 1e7, Math.round(lat! * 1e7) / 1e7];
    });
    const open = ring.filter(([lon, lat], i) => {
      const [lonBefore, latBefore] = ring.at(i - 1)!;
      return lon !== lonBefore || lat !== latBefore;
    });
    return [...open, open[0]!];
  }
}

/** Outer limits counterclockwise and holes clockwise: that is how Clipper2 tells which side is in. */
function turned(path: Path64, counterclockwise: boolean): Path64 {
  let twiceArea = 0;
  let before = path.at(-1) ?? { x: 0, y: 0 };
  for (const point of path) {
    twiceArea += before.x * point.y - point.x * before.y;
    before = point;
  }
  return twiceArea > 0 === counterclockwise ? path : [...path].reverse();
}

/** Each outer limit with its holes. A limit inside a hole is outer again. */
function* polygonsOf(tree: PolyPath64): Generator<Path64[]> {
  for (const outer of childrenOf(tree)) {
    const holes = childrenOf(outer);
    yield [outer.poly!, ...holes.map((hole) => hole.poly!)];
    for (const hole of holes) yield* polygonsOf(hole);
  }
}

function childrenOf(node: PolyPath64): PolyPath64[] {
  return Array.from({ length: node.count }, (_, i) => node.child(i));
}
