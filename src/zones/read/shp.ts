// Read here rather than by a library: shapefile (0.6.6, last released in 2017) skips the records it does not understand, shpjs (6.2.0) leaves
// out the holes it cannot place and stops in silence where a file is cut short. Nothing may vanish from a perimeter.
import { sideOf } from '../../geo/covers.ts';
import type { PlanarMultiPolygon, PlanarPosition, PlanarRing } from './layer.ts';

/**
 * The polygons of a .shp (ESRI Shapefile Technical Description, 1998), in the order of its records; null for a record without a shape.
 * Z and M are dropped. Throws an Error when the file is cut short, damaged, or holds something else.
 */
export function readShapes(bytes: Uint8Array): (PlanarMultiPolygon | null)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 100 || view.getInt32(0) !== 9994)
    throw new Error('ce n’est pas un shapefile : son en-tête manque');
  // Lengths are in words of 16 bits.
  const length = view.getInt32(24) * 2;
  if (length > bytes.byteLength)
    throw new Error(`le .shp est tronqué : ${bytes.byteLength} octets au lieu de ${length}`);
  const type = view.getInt32(32, true);
  if (!POLYGONS.has(type))
    throw new Error(
      `le shapefile contient des ${NAMES.get(type) ?? `formes de type ${type}`} ; des polygones étaient attendus`,
    );
  const shapes: (PlanarMultiPolygon | null)[] = [];
  for (let offset = 100; offset < length; ) {
    const record = `enregistrement ${shapes.length + 1}`;
    if (offset + 12 > length) throw new Error(`le .shp est abîmé à l’${record}`);
    const content = view.getInt32(offset + 4) * 2;
    if (content < 4 || offset + 8 + content > length) throw new Error(`le .shp est abîmé à l’${record}`);
    shapes.push(shapeOf(new DataView(view.buffer, view.byteOffset + offset + 8, content), type, record));
    offset += 8 + content;
  }
  return shapes;
}

/** Polygon, PolygonZ, PolygonM. */
const POLYGONS = new Set([5, 15, 25]);

const NAMES = new Map(
  ['points', 'lignes', 'polygones', 'ensembles de points'].flatMap((name, i) => {
    const type = [1, 3, 5, 8][i]!;
    return [type, type + 10, type + 20].map((code) => [code, name] as const);
  }),
);

function shapeOf(view: DataView, fileType: number, record: string): PlanarMultiPolygon | null {
  const type = view.getInt32(0, true);
  if (type === 0) return null;
  if (type !== fileType)
    throw new Error(`le .shp est abîmé à l’${record} : type ${type} parmi des formes de type ${fileType}`);
  const damaged = new Error(`le .shp est abîmé à l’${record}`);
  if (view.byteLength < 44) throw damaged;
  const parts = view.getInt32(36, true);
  const points = view.getInt32(40, true);
  const start = 44 + parts * 4;
  if (parts < 0 || points < 0 || start + points * 16 > view.byteLength) throw damaged;
  const rings = Array.from({ length: parts }, (_, part): PlanarRing => {
    const from = view.getInt32(44 + part * 4, true);
    const to = part + 1 < parts ? view.getInt32(48 + part * 4, true) : points;
    if (from < 0 || to < from || to > points) throw damaged;
    return Array.from({ length: to - from }, (_, i): PlanarPosition => {
      const offset = start + (from + i) * 16;
      return [view.getFloat64(offset, true), view.getFloat64(offset + 8, true)];
    });
  });
  return partsOf(rings);
}

/** Outer rings turn clockwise, holes anticlockwise; a hole goes to the smallest ring around it, or stands alone when there is none. */
function partsOf(rings: readonly PlanarRing[]): PlanarMultiPolygon {
  const sized = rings.map((ring) => ({ ring, area: signedArea(ring) }));
  const shells = sized.filter(({ area }) => area <= 0).map(({ ring, area }) => ({ area: -area, part: [ring] }));
  const bySize = shells.toSorted((a, b) => a.area - b.area);
  const alone: PlanarRing[][] = [];
  for (const { ring, area } of sized) {
    if (area <= 0) continue;
    const around = bySize.find((shell) => shell.area >= area && surrounds(shell.part[0]!, ring));
    if (around === undefined) alone.push([ring]);
    else around.part.push(ring);
  }
  return [...shells.map(({ part }) => part), ...alone];
}

/** Twice the signed area, in the units of the file: positive anticlockwise. Taken from the first position to keep digits. */
function signedArea(ring: PlanarRing): number {
  const [originX, originY] = ring[0] ?? [0, 0];
  let area = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1]!;
    const [bx, by] = ring[i]!;
    area += (ax - originX) * (by - originY) - (bx - originX) * (ay - originY);
  }
  return area;
}

function surrounds(outer: PlanarRing, inner: PlanarRing): boolean {
  for (const [x, y] of inner) {
    const side = sideOf([[outer]], x, y);
    if (side !== 'boundary') return side === 'inside';
  }
  return true;
}
