import { writeFileSync } from 'node:fs';
import { wktOf } from '../../crs/crs-text.ts';
import type { Coordinates, Feature, FeatureWriter, Geometry, GeometryType, Head } from '../../feature.ts';
import { dbfOf } from './dbf-bytes.ts';

export interface ShapefileWriter extends FeatureWriter {
  /** In French: what the format could not store unchanged. Complete after `close`. */
  readonly notices: readonly string[];
}

/**
 * Writes a shapefile (ESRI Shapefile Technical Description, 1998) at `path`, which ends in `.shp` and must not exist
 * yet, with its .shx, .dbf, .prj and .cpg. It has one kind of geometry, positions bit for bit in the layer's own
 * system, without heights. Features are kept in memory until `close`, since the headers contain lengths.
 */
export function writeShapefile(path: string, head: Head): ShapefileWriter {
  const features: Feature[] = [];
  const notices: string[] = [];
  return {
    notices,
    write(feature) {
      features.push(feature);
    },
    async close() {
      const beside = (extension: string) => path.replace(/shp$/i, extension);
      const { shp, shx } = shapesOf(features, head.geometryType);
      const { dbf, notices: dbfNotices } = dbfOf(head.fields, features);
      const wkt = head.crs === null ? null : (ESRI_WKT[head.crs] ?? wktOf(head.crs));
      const write = (to: string, content: Uint8Array | string) => writeFileSync(to, content, { flag: 'wx' });
      write(beside('shx'), shx);
      write(beside('dbf'), dbf);
      write(beside('cpg'), 'UTF-8');
      if (wkt !== null) write(beside('prj'), wkt);
      write(path, shp);
      notices.push(...dbfNotices);
      if (head.crs !== null && wkt === null) {
        notices.push('sans .prj : ce système de coordonnées n’a pas de WKT, il sera à redire à qui lit le fichier');
      }
    },
  };
}

/** ESRI's texts of the two systems in which nearly all files here are; other programs read them too. */
const ESRI_WKT: Readonly<Record<string, string>> = {
  'EPSG:4326':
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
  'EPSG:2154':
    'PROJCS["RGF_1993_Lambert_93",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",700000.0],PARAMETER["False_Northing",6600000.0],PARAMETER["Central_Meridian",3.0],PARAMETER["Standard_Parallel_1",49.0],PARAMETER["Standard_Parallel_2",44.0],PARAMETER["Latitude_Of_Origin",46.5],UNIT["Meter",1.0]]',
};

const POINT = 1;
const LINE = 3;
const POLYGON = 5;
const MULTIPOINT = 8;
const SHAPES: Readonly<Partial<Record<GeometryType | 'Geometry', number>>> = {
  Point: POINT,
  LineString: LINE,
  MultiLineString: LINE,
  Polygon: POLYGON,
  MultiPolygon: POLYGON,
  MultiPoint: MULTIPOINT,
};

const HEADER = 100;
const BOX = 32;

/** The two files of shapes: the records, and the start of each. */
function shapesOf(features: readonly Feature[], declared: Head['geometryType']): { shp: Buffer; shx: Buffer } {
  // A layer of any type usually has one kind of geometry.
  const first = features.find(({ geometry }) => geometry !== null)?.geometry?.type;
  const type = SHAPES[declared === 'Geometry' || declared === null ? (first ?? 'Polygon') : declared];
  const contents = features.map(({ geometry }) => {
    if (geometry === null) return Buffer.alloc(4);
    if (type === undefined || SHAPES[geometry.type] !== type) {
      throw new Error('un shapefile ne contient qu’une sorte de géométrie : des points, des lignes ou des polygones');
    }
    return contentOf(geometry, type);
  });
  const records: Buffer[] = [];
  const index = Buffer.alloc(8 * contents.length);
  let at = HEADER;
  for (const [i, content] of contents.entries()) {
    const head = Buffer.alloc(8);
    head.writeInt32BE(i + 1, 0);
    head.writeInt32BE(content.length / 2, 4);
    index.writeInt32BE(at / 2, i * 8);
    index.writeInt32BE(content.length / 2, i * 8 + 4);
    records.push(head, content);
    at += 8 + content.length;
  }
  if (at > LARGEST) throw new Error('un shapefile ne peut dépasser 2 Go : un GeoPackage le peut');
  const box = boxOf(features.flatMap(({ geometry }) => (geometry === null ? [] : partsOf(geometry).flat())));
  const shp = Buffer.concat([headerOf(type ?? POLYGON, at, box), ...records]);
  const shx = Buffer.concat([headerOf(type ?? POLYGON, HEADER + index.length, box), index]);
  return { shp, shx };
}

/** The most bytes that common programs can read. */
const LARGEST = 2 ** 31 - 1;

function headerOf(type: number, length: number, box: readonly number[]): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeInt32BE(9994, 0);
  header.writeInt32BE(length / 2, 24);
  header.writeInt32LE(1000, 28);
  header.writeInt32LE(type, 32);
  for (const [i, edge] of box.entries()) header.writeDoubleLE(edge, 36 + i * 8);
  return header;
}

function contentOf(geometry: Geometry, type: number): Buffer {
  const parts = partsOf(geometry);
  const points = parts.flat();
  if (type === POINT) {
    const content = Buffer.alloc(20);
    content.writeInt32LE(points.length === 0 ? 0 : type, 0);
    return points.length === 0 ? content.subarray(0, 4) : writePoints(content, 4, points);
  }
  const hasParts = type !== MULTIPOINT;
  const heads = 4 + BOX + (hasParts ? 8 + 4 * parts.length : 4);
  const content = Buffer.alloc(heads + 16 * points.length);
  content.writeInt32LE(type, 0);
  for (const [i, edge] of boxOf(points).entries()) content.writeDoubleLE(edge, 4 + i * 8);
  if (hasParts) {
    content.writeInt32LE(parts.length, 36);
    content.writeInt32LE(points.length, 40);
    let start = 0;
    for (const [i, part] of parts.entries()) {
      content.writeInt32LE(start, 44 + i * 4);
      start += part.length;
    }
  } else content.writeInt32LE(points.length, 36);
  return writePoints(content, heads, points);
}

function writePoints(content: Buffer, at: number, points: readonly Coordinates[]): Buffer {
  for (const [i, [x, y]] of points.entries()) {
    content.writeDoubleLE(x!, at + i * 16);
    content.writeDoubleLE(y!, at + i * 16 + 8);
  }
  return content;
}

/** Lines or rings. Outer rings turn clockwise and holes anticlockwise, as readers expect. */
function partsOf(geometry: Geometry): (readonly Coordinates[])[] {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]];
    case 'MultiPoint':
    case 'LineString':
      return [geometry.coordinates];
    case 'MultiLineString':
      return [...geometry.coordinates];
    case 'Polygon':
      return turnedRings(geometry.coordinates);
    case 'MultiPolygon':
      return geometry.coordinates.flatMap(turnedRings);
    case 'GeometryCollection':
      return [];
  }
}

function turnedRings(rings: readonly (readonly Coordinates[])[]): (readonly Coordinates[])[] {
  return rings.map((ring, i) => (isClockwise(ring) === (i === 0) ? ring : [...ring].reverse()));
}

function isClockwise(ring: readonly Coordinates[]): boolean {
  // Relative to the first position, so that small rings far from the origin keep their digits.
  const [x0, y0] = ring[0] as [number, number];
  let twiceArea = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as [number, number];
    const [bx, by] = ring[i] as [number, number];
    twiceArea += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return twiceArea < 0;
}

function boxOf(points: readonly Coordinates[]): number[] {
  if (points.length === 0) return [0, 0, 0, 0];
  let [west, south] = points[0] as [number, number];
  let [east, north] = [west, south];
  for (const [x, y] of points as readonly [number, number][]) {
    west = Math.min(west, x);
    south = Math.min(south, y);
    east = Math.max(east, x);
    north = Math.max(north, y);
  }
  return [west, south, east, north];
}
