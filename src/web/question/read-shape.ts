/** An outline or a line in WGS84 longitude, latitude, as `where.geometry` of the API takes it. */
export type Shape =
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Point[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Point[])[])[] }
  | { readonly type: 'LineString'; readonly coordinates: readonly Point[] };

type Point = readonly [number, number];

/**
 * Reads an outline or a line from GeoJSON (a geometry, a feature, a collection of one line or of surfaces) or from
 * well-known text. Throws a ShapeError in French when the text is neither. The service checks the rings.
 */
export function readShape(text: string): Shape {
  const trimmed = text.trim();
  if (trimmed === '') throw new ShapeError('Un tracé est attendu : collez-le, choisissez un fichier, ou dessinez-le.');
  const shapes = trimmed.startsWith('{') ? shapesOf(parsed(trimmed)) : [fromWkt(trimmed)];
  const shape = joined(shapes);
  checkDegrees(shape);
  return shape;
}

/** A text that is no outline, with the reason in French. */
export class ShapeError extends Error {}

/** « une surface de 12 sommets » */
export function shapeInWords(shape: Shape): string {
  if (shape.type === 'LineString') return `une ligne de ${shape.coordinates.length} sommets`;
  const parts = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  // The last position of a ring repeats the first.
  const count = parts.flat().reduce((sum, ring) => sum + Math.max(0, ring.length - 1), 0);
  return `une surface de ${count} sommets${parts.length > 1 ? `, en ${parts.length} parties` : ''}`;
}

const EXPECTED = 'une surface ou une ligne est attendue, en GeoJSON ou en WKT';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ShapeError(`Ce texte commence comme du GeoJSON, mais il est incomplet ou mal écrit : ${EXPECTED}.`);
  }
}

interface Member {
  readonly type?: unknown;
  readonly features?: unknown;
  readonly geometry?: unknown;
  readonly geometries?: unknown;
  readonly coordinates?: unknown;
  readonly crs?: { readonly properties?: { readonly name?: unknown } };
}

function shapesOf(value: unknown): Shape[] {
  const { type, features, geometry, geometries, coordinates, crs } = (value ?? {}) as Member;
  const system = crs?.properties?.name;
  if (system !== undefined && !/CRS84|[:/]4326$/.test(String(system))) throw new ShapeError(DEGREES);
  if (type === 'FeatureCollection' && Array.isArray(features)) return features.flatMap(shapesOf);
  if (type === 'GeometryCollection' && Array.isArray(geometries)) return geometries.flatMap(shapesOf);
  if (type === 'Feature') return shapesOf(geometry);
  if (type === 'MultiLineString' && isNested(coordinates, 2))
    return coordinates.map((line) => ({ type: 'LineString', coordinates: flattened(line, 1) }) as Shape);
  const depth = DEPTHS.get(type);
  if (depth === undefined || !isNested(coordinates, depth)) throw new ShapeError(`Tracé non reconnu : ${EXPECTED}.`);
  return [{ type, coordinates: flattened(coordinates, depth) } as Shape];
}

/** The depth of the arrays around a position. */
const DEPTHS: ReadonlyMap<unknown, number> = new Map([
  ['LineString', 1],
  ['Polygon', 2],
  ['MultiPolygon', 3],
]);

function isNested(value: unknown, depth: number): value is unknown[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  if (depth === 0) return value.length >= 2 && value.every((number) => typeof number === 'number');
  return value.every((item) => isNested(item, depth - 1));
}

/** Drops altitudes. */
function flattened(value: unknown, depth: number): unknown {
  const items = value as unknown[];
  return depth === 0 ? items.slice(0, 2) : items.map((item) => flattened(item, depth - 1));
}

/** Reads `POLYGON ((2.6 50.5, …))`, also with an SRID before it or a Z after the name. */
function fromWkt(text: string): Shape {
  const [, srid, name, body] = WKT.exec(text) ?? [];
  if (srid !== undefined && srid !== '4326') throw new ShapeError(DEGREES);
  if (name === undefined || body === undefined) throw new ShapeError(`Tracé non reconnu : ${EXPECTED}.`);
  const json = body.replace(/[^(),]+/g, (numbers) => {
    const position = numbers.trim().split(/\s+/);
    return position[0] === '' ? '' : `[${position.map((number) => (NUMBER.test(number) ? number : 'null')).join()}]`;
  });
  const type = WKT_TYPES.get(name.toUpperCase());
  try {
    const coordinates = JSON.parse(json.replaceAll('(', '[').replaceAll(')', ']'));
    return joined(shapesOf({ type, coordinates }));
  } catch {
    throw new ShapeError(`Ce texte commence comme du WKT, mais il est incomplet ou mal écrit : ${EXPECTED}.`);
  }
}

const WKT = /^(?:SRID=(\d+);\s*)?(POLYGON|MULTIPOLYGON|LINESTRING|MULTILINESTRING)\s*(?:Z|M|ZM)?\s*(\(.*\))\s*;?$/is;
/** As JSON writes numbers. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const WKT_TYPES = new Map([
  ['POLYGON', 'Polygon'],
  ['MULTIPOLYGON', 'MultiPolygon'],
  ['LINESTRING', 'LineString'],
  ['MULTILINESTRING', 'MultiLineString'],
]);

/** One line, or surfaces as the parts of one. */
function joined(shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  if (first === undefined) throw new ShapeError(`Ce tracé est vide : ${EXPECTED}.`);
  if (shapes.length === 1) return first;
  const parts = shapes.flatMap((shape) =>
    shape.type === 'LineString' ? [] : shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates,
  );
  if (shapes.some(({ type }) => type === 'LineString'))
    throw new ShapeError('Ce tracé a plusieurs lignes, ou des lignes et des surfaces : donnez-en une seule.');
  return { type: 'MultiPolygon', coordinates: parts };
}

function checkDegrees({ coordinates }: Shape): void {
  const numbers = (coordinates as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as readonly number[];
  const isOff = numbers.some((number, i) => !(Math.abs(number) <= (i % 2 === 0 ? 180 : 90)));
  if (isOff) throw new ShapeError(DEGREES);
}

const DEGREES =
  'Les coordonnées de ce tracé ne sont pas des longitudes et latitudes en degrés (WGS84) : il faut l’exporter ainsi.';
