import { ClipperOffset, EndType, JoinType, type Path64, type PolyPath64, PolyTree64 } from 'clipper2-ts';
import proj4 from 'proj4';
import { groundDistance } from './ground.ts';
import { boundingBoxOf, type MultiPolygon, type Position, type Ring } from './polygon.ts';

/**
 * Returns `shape` grown by `metres` on the ground, for display only: its limit is right to 0.1 m for shapes a few
 * kilometres wide. Use `boundaryDistance` to decide what is nearer than that. Positions are WGS84 longitude, latitude
 * with 7 decimals; edges are straight in longitude/latitude. `shape` must have none of the problems that `ringProblems`
 * lists. Parts that meet when grown become one.
 */
export function grown(shape: MultiPolygon, metres: number): MultiPolygon {
  const plane = new LocalPlane(shape);
  const offset = new ClipperOffset(2, ARC_TOLERANCE * UNITS);
  offset.addPaths(
    shape.flatMap((polygon) => polygon.map((ring, i) => oriented(plane.path(ring), i === 0))),
    JoinType.Round,
    EndType.Polygon,
  );
  const tree = new PolyTree64();
  offset.execute(metres * UNITS, tree);
  return [...polygonsOf(tree)].map((polygon) => polygon.map((path) => plane.ring(path)));
}

/** The most by which the middle of a chord may be inside the arc that it replaces, in metres. */
const ARC_TOLERANCE = 0.05;
/** Clipper2 takes integers: millimetres here. */
const UNITS = 1000;
/**
 * The most metres between two vertices. An edge straight in longitude/latitude bends in the plane, by the square of its
 * length times the tangent of the latitude over 8 Earth radii: 2 mm for this length at Béthune.
 */
const LONGEST_EDGE = 300;

/**
 * Metres east and north of the middle of a shape, in a transverse Mercator projection on the meridian of that middle,
 * true to scale there. At 5 km, lengths are 3e-7 too long.
 */
class LocalPlane {
  readonly #converter: { forward(at: [number, number]): number[]; inverse(at: [number, number]): number[] };

  constructor(shape: MultiPolygon) {
    const [west, south, east, north] = boundingBoxOf(shape);
    this.#converter = proj4(
      '+proj=longlat +ellps=WGS84 +no_defs',
      `+proj=tmerc +lat_0=${(south + north) / 2} +lon_0=${(west + east) / 2} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 ` +
        '+units=m +no_defs',
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

/** Clipper2 expects outer rings counterclockwise and holes clockwise. */
function oriented(path: Path64, counterclockwise: boolean): Path64 {
  let twiceArea = 0;
  let before = path.at(-1) ?? { x: 0, y: 0 };
  for (const point of path) {
    twiceArea += before.x * point.y - point.x * before.y;
    before = point;
  }
  return twiceArea > 0 === counterclockwise ? path : [...path].reverse();
}

/** Each outer ring with its holes. A ring inside a hole is an outer ring again. */
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
