/// <reference path="./wkt-parser.d.ts" />
import parseWkt from 'wkt-parser/parser.js';
import { DATUMS, type Datum, type Projection } from './known-systems.ts';

/** A reference system described by a WKT or a PROJJSON, in degrees and metres. */
export interface CrsDefinition {
  readonly name: string;
  /** `EPSG:` and a number; null when it has none. */
  readonly code: string | null;
  /** Null for an unknown datum. */
  readonly datum: Datum | null;
  readonly ellipsoid: { readonly a: number; readonly rf: number } | null;
  /** The shift to WGS84 in the text, in the units of `+towgs84`; null when there is none. */
  readonly shift: readonly number[] | null;
  /** The prime meridian, in degrees east of Greenwich. */
  readonly meridian: number;
  /** Degrees per unit of its angles, metres per unit of its lengths. */
  readonly angle: number;
  readonly length: number;
  /** Null for longitude and latitude, `unknown` for an unsupported method. */
  readonly projection: Projection | null | 'unknown';
}

/**
 * Reads a well-known text (OGC 01-009 and ESRI's variant; ISO 19162 of 2015 and 2019, simplified or not) or a PROJJSON.
 * Throws an Error when it is neither.
 */
export function readDefinition(text: string): CrsDefinition {
  return text.startsWith('{') ? ofJson(JSON.parse(text) as Json) : ofNode(nodeOf(text));
}

/** A keyword, followed by texts, numbers and nodes. */
type Node = readonly [keyword: string, ...items: (string | number | Node)[]];

/** The parser requires square brackets, and capitals outside quotes. */
function nodeOf(text: string): Node {
  const plain = text
    .trim()
    .replace(/"(?:[^"]|"")*"|[^"]+/g, (part) =>
      part.startsWith('"') ? part : part.toUpperCase().replaceAll('(', '[').replaceAll(')', ']'),
    );
  return parseWkt(plain) as unknown as Node;
}

function isNode(item: unknown): item is Node {
  return Array.isArray(item);
}

function child(node: Node | undefined, ...keywords: string[]): Node | undefined {
  return node?.find((item): item is Node => isNode(item) && keywords.includes(item[0]));
}

/** In a compound system, the part for heights is ignored. */
function ofNode(root: Node): CrsDefinition {
  const first = root.find((item, i): item is Node => i > 0 && isNode(item));
  if (root[0] === 'COMPD_CS' || root[0] === 'COMPOUNDCRS') return ofNode(required(first));
  if (root[0] === 'BOUNDCRS') {
    const source = child(root, 'SOURCECRS');
    const shift = (child(root, 'ABRIDGEDTRANSFORMATION') ?? ([''] as unknown as Node)).filter(
      (item): item is Node => isNode(item) && item[0] === 'PARAMETER',
    );
    const values = shift.map((parameter) => Number(parameter[2]));
    // The last of seven values is a scale; `+towgs84` expects its difference from 1 in millionths.
    if (values.length === 7 && Math.abs(values[6]! - 1) < 0.1) values[6] = (values[6]! - 1) * 1e6;
    return { ...ofNode(required(source?.find((item, i): item is Node => i > 0 && isNode(item)))), shift: values };
  }
  const isProjected = /^PROJ/.test(root[0]);
  const base = isProjected ? required(child(root, 'GEOGCS', 'BASEGEOGCRS', 'BASEGEODCRS')) : root;
  if (!/^(GEOGCS|GEOGCRS|GEODCRS|BASEGEO|GEOGRAPHICCRS|GEODETICCRS)/.test(base[0])) throw new Error('no place');
  const datum = child(base, 'DATUM', 'ENSEMBLE', 'GEODETICDATUM');
  const ellipsoid = child(datum, 'SPHEROID', 'ELLIPSOID');
  const angle = factor(child(base, 'UNIT', 'ANGLEUNIT') ?? child(child(base, 'AXIS'), 'ANGLEUNIT')) ?? RADIANS;
  const meridian = child(base, 'PRIMEM');
  const meridianUnit = factor(child(meridian, 'UNIT', 'ANGLEUNIT')) ?? (base[0] === 'GEOGCS' ? RADIANS : angle);
  const length = factor(child(root, 'UNIT', 'LENGTHUNIT') ?? child(child(root, 'AXIS'), 'LENGTHUNIT')) ?? 1;
  const conversion = child(root, 'CONVERSION') ?? root;
  const method = child(root, 'PROJECTION') ?? child(conversion, 'METHOD', 'PROJECTION');
  const sphere = String(child(root, 'EXTENSION')?.[2] ?? '');
  const parameters = conversion
    .filter((item): item is Node => isNode(item) && item[0] === 'PARAMETER')
    .map((node) => ({
      name: String(node[1]),
      value: Number(node[2]),
      unit: factor(child(node, 'ANGLEUNIT', 'LENGTHUNIT', 'SCALEUNIT', 'UNIT')),
    }));
  const shift = child(datum, 'TOWGS84') ?? child(base, 'TOWGS84');
  const read = { name: String(meridian?.[1] ?? ''), value: Number(meridian?.[2] ?? 0) * (meridianUnit / RADIANS) };
  return {
    name: String(root[1]),
    code: codeOf(child(root, 'AUTHORITY', 'ID')),
    datum: datumNamed(String(datum?.[1] ?? '')),
    ellipsoid: ellipsoid ? { a: Number(ellipsoid[2]), rf: Number(ellipsoid[3]) } : null,
    shift: shift ? shift.slice(1).map(Number) : null,
    meridian: meridianOf(read),
    angle: angle / RADIANS,
    length,
    projection: isProjected ? projectionOf(String(method?.[1] ?? ''), parameters, angle, length, sphere) : null,
  };
}

const RADIANS = Math.PI / 180;

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the definition lacks a part');
  return value;
}

/** The size of a unit in radians or metres, or the size of a scale unit; undefined when it is absent or invalid. */
function factor(unit: Node | undefined): number | undefined {
  const value = unit === undefined ? Number.NaN : Number(unit[2]);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function codeOf(id: Node | undefined): string | null {
  return id !== undefined && String(id[1]).toUpperCase() === 'EPSG' ? `EPSG:${id[2]}` : null;
}

function datumNamed(text: string): Datum | null {
  const name = text
    .replace(/^D_/i, '')
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  return DATUMS.find(({ names }) => names.test(name)) ?? null;
}

/** Texts give the meridian of Paris in degrees or in grads, whatever their unit, and with few decimals. */
function meridianOf({ name, value }: { readonly name: string; readonly value: number }): number {
  return /^paris$/i.test(name) || Math.abs(value - PARIS) < 1e-6 ? PARIS : value;
}

/** The exact longitude of Paris, in degrees east of Greenwich; the register rounds it. */
export const PARIS = 2.337229166666667;

interface Parameter {
  readonly name: string;
  readonly value: number;
  /** The size of the unit in radians, metres or 1; undefined when it is the system's own unit. */
  readonly unit: number | undefined;
}

function projectionOf(
  method: string,
  parameters: readonly Parameter[],
  angle: number,
  length: number,
  extension: string,
): Projection | 'unknown' {
  const of = (names: RegExp, unit: number) => {
    const found = parameters.find(({ name }) => names.test(name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')));
    return found === undefined ? undefined : found.value * (found.unit ?? unit);
  };
  const degrees = (names: RegExp) => {
    const radians = of(names, angle);
    return radians === undefined ? undefined : rounded(radians / RADIANS);
  };
  const first = degrees(/^(standard_parallel_1|latitude_of_1st_standard_parallel)$/);
  const second = degrees(/^(standard_parallel_2|latitude_of_2nd_standard_parallel)$/);
  const lat = degrees(/^latitude_of_(origin|center|natural_origin|false_origin)$/) ?? first ?? 0;
  const lon = degrees(/^(central_meridian|longitude_of_(origin|center|natural_origin|false_origin))$/) ?? 0;
  const scale = of(/^scale_factor(_at_natural_origin)?$/, 1) ?? 1;
  const x = of(/^(false_easting|easting_at_false_origin)$/, length) ?? 0;
  const y = of(/^(false_northing|northing_at_false_origin)$/, length) ?? 0;
  const name = method.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  if (/^lambert_conformal_conic|^lambert_conic_conformal/.test(name)) {
    const isOne = second === undefined || second === first;
    return { method: 'conic', lat, lon, parallels: isOne ? null : [first!, second], scale, x, y };
  }
  if (/^(transverse_mercator|gauss_kruger)$/.test(name)) return { method: 'transverse', lat, lon, scale, x, y };
  // Mercator on the ellipsoid is another projection, so the sphere must be explicit.
  const isSphere = /\+a=6378137(\.0)? \+b=6378137(\.0)?\b/.test(extension);
  const isWeb = /^(mercator_auxiliary_sphere|popular_visualisation_pseudo_mercator)$/.test(name);
  return isWeb || (name === 'mercator_1sp' && isSphere) ? { method: 'web' } : 'unknown';
}

/** Rounds off the error of a change of unit: 55 grads are 49.5 degrees. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e11) / 1e11;
}

type Json = { readonly [name: string]: unknown };

function ofJson(json: Json): CrsDefinition {
  if (json.type === 'CompoundCRS') return ofJson((json.components as Json[])[0]!);
  if (json.type === 'BoundCRS') {
    const parameters = (json.transformation as Json).parameters as Json[];
    return { ...ofJson(json.source_crs as Json), shift: parameters.map(({ value }) => Number(value)) };
  }
  const isProjected = json.type === 'ProjectedCRS';
  const base = (isProjected ? json.base_crs : json) as Json;
  const datum = (base.datum ?? base.datum_ensemble) as Json;
  const ellipsoid = datum.ellipsoid as Json;
  const a = Number(quantity(ellipsoid.semi_major_axis ?? ellipsoid.radius, 1));
  const b = ellipsoid.semi_minor_axis;
  const rf = ellipsoid.inverse_flattening ?? (b === undefined ? 0 : a / (a - quantity(b, 1)));
  const meridian = datum.prime_meridian as Json | undefined;
  const conversion = json.conversion as Json | undefined;
  const angle = axisUnit(base) ?? RADIANS;
  const length = isProjected ? (axisUnit(json) ?? 1) : 1;
  const id = (json.id ?? {}) as Json;
  const parameters = ((conversion?.parameters ?? []) as Json[]).map(({ name, value, unit }) => ({
    name: String(name),
    value: Number(value),
    unit: unitOf(unit),
  }));
  return {
    name: String(json.name ?? ''),
    code: id.authority === 'EPSG' ? `EPSG:${id.code}` : null,
    datum: datumNamed(String(datum.name ?? '')),
    ellipsoid: { a, rf: Number(rf) },
    shift: null,
    meridian: meridianOf({
      name: String(meridian?.name ?? ''),
      value: meridian === undefined ? 0 : quantity(meridian.longitude, RADIANS) / RADIANS,
    }),
    angle: angle / RADIANS,
    length,
    projection: isProjected
      ? projectionOf(String((conversion?.method as Json | undefined)?.name ?? ''), parameters, angle, length, '')
      : null,
  };
}

function axisUnit(crs: Json): number | undefined {
  const { axis } = (crs.coordinate_system ?? {}) as { axis?: readonly Json[] };
  return unitOf(axis?.[0]?.unit);
}

function unitOf(unit: unknown): number | undefined {
  if (unit === 'degree') return RADIANS;
  if (unit === 'metre' || unit === 'unity') return 1;
  const size = typeof unit === 'object' && unit !== null ? Number((unit as Json).conversion_factor) : Number.NaN;
  return Number.isFinite(size) ? size : undefined;
}

/** Converts a number in `unit`, or one with its own unit. */
function quantity(value: unknown, unit: number): number {
  if (typeof value === 'number') return value * unit;
  const { value: number, unit: own } = value as Json;
  return Number(number) * (unitOf(own) ?? unit);
}
