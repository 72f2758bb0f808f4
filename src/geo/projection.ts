import proj4 from 'proj4';
import { isInBox } from './bounding-box.ts';
import { type CrsDefinition, PARIS, readDefinition } from './crs-definition.ts';
import {
  ALIASES,
  ANTILLES,
  GUYANE,
  KNOWN_SYSTEMS,
  type KnownSystem,
  MAYOTTE,
  METROPOLE,
  type Projection,
  REUNION,
  universalTransverse,
} from './known-systems.ts';
import type { BoundingBox, Position } from './polygon.ts';

/** A coordinate reference system, with its conversions to and from WGS84. */
export interface ReferenceSystem {
  /** `EPSG:` and the number in the EPSG register, or the definition itself when no code was given. */
  readonly code: string;
  readonly name: string;
  /** The definition, in a form that proj4 reads. */
  readonly definition: string;
  /** The system in the EPSG register; null for one that is only defined by its text. */
  readonly known: KnownSystem | null;
  readonly transformation: Transformation;
  /** The area of use, in WGS84 degrees, with a margin of about a degree. */
  readonly area: BoundingBox;
  /**
   * Returns WGS84 longitude, latitude in degrees. The input has east first: easting, northing in metres, or longitude,
   * latitude in degrees. Geographic coordinates come back bit for bit. Throws an Error when the result is not a number
   * or is outside `area`.
   */
  toWgs84(x: number, y: number): Position;
  /** Returns the position of a WGS84 longitude and latitude in this system, east first. */
  fromWgs84(lon: number, lat: number): Position;
}

export interface Transformation {
  readonly name: string;
  /** The metres by which the transformation itself may misplace a position. */
  readonly precision: number;
}

/**
 * Returns the reference system of a code (`EPSG:2154`, `2154` or `CRS84`) or of a definition (proj string, WKT or
 * PROJJSON). Throws an Error that lists the known codes, or that explains why the definition is refused.
 */
export function transformationOf(code: string): ReferenceSystem {
  if (isDefinition(code)) return defined(code.trim());
  const wanted = code.trim().toUpperCase();
  const full = wanted.endsWith('CRS84') ? 'EPSG:4326' : /^\d+$/.test(wanted) ? `EPSG:${wanted}` : wanted;
  const found = systemOfCode(full);
  if (found !== undefined) return found;
  throw new Error(
    `le système de coordonnées ${code} est inconnu ; sont connus ${[...systems.keys()].join(', ')}, les UTM ` +
      'EPSG:326xx, 327xx et 258xx, ' +
      'et toute définition que proj4 lit (+proj=…)',
  );
}

/** Returns whether `code` is a definition rather than a code. */
export function isDefinition(code: string): boolean {
  return /^\s*(\+|\{)|[[(]/.test(code);
}

/** The parts of France show when longitude and latitude are exchanged. */
const PACIFIC: BoundingBox[] = [
  [-180, -32, -130, -5],
  [155, -25, 180, -10],
];
const SAINT_PIERRE: BoundingBox = [-58, 46, -55, 48];
const PARTS_OF_FRANCE = [METROPOLE, ANTILLES, GUYANE, REUNION, MAYOTTE, SAINT_PIERRE, ...PACIFIC];

/**
 * RGF93 and its overseas counterparts realise the ITRS as WGS84 does, and the State publishes the same figures for
 * both: no shift, and no loss of precision (EPSG operation 1671 for RGF93).
 */
const SAME_FIGURES: Transformation = { name: 'sans changement de datum : mêmes chiffres qu’en WGS84', precision: 0 };

/**
 * NTF is 168, 60 and -320 m away from WGS84 along the axes (EPSG operation 1193). One shift for the whole country
 * cannot follow the distortions of the old triangulation. It leaves 2 to 3 m, which only the grid ntf_r93 removes.
 */
const NTF_SHIFT: Transformation = {
  name: 'passage de NTF à WGS84 par 3 paramètres (-168, -60, 320 m ; EPSG:1193)',
  precision: 3,
};

const systems = new Map(KNOWN_SYSTEMS.map((known) => [`EPSG:${known.code}`, systemOf(known)]));

function systemOfCode(code: string): ReferenceSystem | undefined {
  const alias = ALIASES.get(code);
  const zone = universalTransverse(code);
  return systems.get(alias === undefined ? code : `EPSG:${alias}`) ?? (zone && systemOf(zone));
}

function systemOf(known: KnownSystem): ReferenceSystem {
  const code = `EPSG:${known.code}`;
  const { datum, projection, unit, area, name } = known;
  if (projection === null && unit === 'degree') return geographic(code, known);
  const definition = definitionOf(projection, datumPart(datum), datum.meridian === null ? 0 : PARIS, 1);
  const transformation = datum.shift === null ? SAME_FIGURES : NTF_SHIFT;
  return computed({ code, name, definition, known, transformation, area, degrees: unit === 'grad' ? 0.9 : 1 });
}

function datumPart({ ellipsoid: [, a, rf], shift }: KnownSystem['datum']): string {
  return `+a=${a} +rf=${rf} +towgs84=${(shift ?? [0, 0, 0]).join(',')}`;
}

function definitionOf(projection: Projection | null, datum: string, meridian: number, length: number): string {
  const rest = `${datum}${meridian === 0 ? '' : ` +pm=${meridian}`}`;
  if (projection === null) return `+proj=longlat ${rest} +no_defs`;
  const end = `${rest}${length === 1 ? ' +units=m' : ` +to_meter=${length}`} +no_defs`;
  if (projection.method === 'web') {
    return '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs';
  }
  const { method, lat, lon, scale, x, y } = projection;
  const origin = `+lat_0=${lat} +lon_0=${lon} +k_0=${scale} +x_0=${x} +y_0=${y}`;
  if (method === 'transverse') return `+proj=tmerc ${origin} ${end}`;
  const [first, second] = projection.parallels ?? [lat, lat];
  return `+proj=lcc +lat_1=${first} +lat_2=${second} ${origin} ${end}`;
}

/**
 * A system from its definition, which must include the shift to WGS84. Without one, only a modern ellipsoid counts as
 * WGS84: on an older one, positions would silently be a hundred metres away.
 */
function defined(definition: string): ReferenceSystem {
  if (definition.startsWith('+')) return defaultSystem(definition, definition);
  const read = orUnreadable(() => readDefinition(definition));
  const known = read.code === null ? undefined : systemOfCode(read.code);
  if (known !== undefined) return known;
  if (read.projection !== 'unknown') return described(definition, read, read.projection);
  if (Math.abs(read.angle - 1) > 1e-9) throw withoutShift('ce système de coordonnées compte ses angles en grades');
  return defaultSystem(definition, definition.startsWith('{') ? (JSON.parse(definition) as ProjJson) : definition);
}

/** A system with a supported projection: a known one when its coordinates agree to a centimetre, else a new one. */
function described(definition: string, read: CrsDefinition, projection: Projection | null): ReferenceSystem {
  const { name, datum, ellipsoid, shift, meridian, angle, length } = read;
  const isModern = ellipsoid !== null && isModernEllipsoid(ellipsoid.a, ellipsoid.rf);
  if (datum === null && shift === null && !isModern) throw withoutShift(NO_SHIFT);
  const part =
    datum === null
      ? `+a=${ellipsoid!.a} +rf=${ellipsoid!.rf} +towgs84=${(shift ?? [0, 0, 0]).join(',')}`
      : datumPart(datum);
  const system = computed({
    code: definition,
    name: name || 'système défini par son texte',
    definition: definitionOf(projection, part, meridian, length),
    known: null,
    transformation: datum === null || datum.shift === null ? SAME_FIGURES : NTF_SHIFT,
    area: [-180, -90, 180, 90],
    degrees: projection === null ? angle : 1,
  });
  const zone = projection?.method === 'transverse' ? Math.round((projection.lon + 183) / 6) : 0;
  const zones = [326, 327, 258].map((family) => systemOfCode(`EPSG:${family}${String(zone).padStart(2, '0')}`));
  const candidates = [...systems.values(), ...zones].filter(
    (each) =>
      each?.known?.datum === datum && (each?.known?.projection?.method ?? null) === (projection?.method ?? null),
  );
  return candidates.find((each) => isSame(each!, system)) ?? system;
}

/** Whether two systems agree to a centimetre, at the middle of an area and at two positions around it. */
function isSame(known: ReferenceSystem, other: ReferenceSystem): boolean {
  const [west, south, east, north] = known.area;
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const tolerance = known.known?.projection === null ? 1e-7 : 0.01;
  return [
    [lon, lat],
    [lon + 2, lat + 1.5],
    [lon - 1.5, lat - 1],
  ].every(([x, y]) => {
    const [a, b] = [known.fromWgs84(x!, y!), other.fromWgs84(x!, y!)];
    return Math.abs(a[0] - b[0]) <= tolerance && Math.abs(a[1] - b[1]) <= tolerance;
  });
}

/** A system computed by proj4 from its text. */
function defaultSystem(definition: string, given: string | ProjJson): ReferenceSystem {
  const { a, rf, title } = orUnreadable(() => (proj4(given) as unknown as { oProj: Ellipsoid }).oProj);
  // The shifts that proj4 has for names of old datums are not used: the one of Belgium has its signs exchanged.
  const isShifted = /towgs84|boundcrs/i.test(definition);
  if (!isShifted && !isModernEllipsoid(a, rf ?? 298.257)) throw withoutShift(NO_SHIFT);
  return computed({
    code: definition,
    name: title || 'système défini par son texte',
    definition: given,
    known: null,
    transformation: SAME_FIGURES,
    area: [-180, -90, 180, 90],
    degrees: 1,
  });
}

function isModernEllipsoid(a: number, rf: number): boolean {
  return Math.abs(a - 6378137) < 0.1 && Math.abs(rf - 298.257) < 0.01;
}

const NO_SHIFT = 'le passage de ce système de coordonnées à WGS84 n’est pas dans sa définition';

function withoutShift(reason: string): Error {
  return new Error(`${reason} : précisez-le (--crs EPSG:2154, ou une définition avec +towgs84)`);
}

function orUnreadable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(
      'cette définition de système de coordonnées n’est pas lisible : un code (EPSG:2154), une définition proj ' +
        '(+proj=…), un WKT ou un PROJJSON était attendu',
      { cause: error },
    );
  }
}

interface ProjJson {
  readonly type: string;
}

/** The fields of proj4's parsed definition that are read here. */
interface Ellipsoid {
  readonly a: number;
  /** Absent for a sphere. */
  readonly rf?: number;
  readonly title?: string;
}

function geographic(code: string, known: KnownSystem): ReferenceSystem {
  const { name, area } = known;
  return {
    code,
    name,
    definition: '+proj=longlat +datum=WGS84 +no_defs',
    known,
    transformation: SAME_FIGURES,
    area,
    toWgs84: (lon, lat) => checked([lon, lat], [lon, lat], code, area),
    fromWgs84: (lon, lat) => [lon, lat],
  };
}

/** The input of `computed`. `degrees` is the size of the unit of longitude and latitude, in degrees. */
interface Computed extends Omit<ReferenceSystem, 'definition' | 'toWgs84' | 'fromWgs84'> {
  readonly definition: string | ProjJson;
  readonly degrees: number;
}

function computed({ definition, degrees, ...system }: Computed): ReferenceSystem {
  const converter = proj4(definition, '+proj=longlat +datum=WGS84 +no_defs');
  const { code, area } = system;
  return {
    ...system,
    definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
    toWgs84(x, y) {
      // proj4 throws on coordinates that are not finite.
      const position =
        Number.isFinite(x) && Number.isFinite(y)
          ? converter.forward([x * degrees, y * degrees])
          : [Number.NaN, Number.NaN];
      return checked([position[0]!, position[1]!], [x, y], code, area);
    },
    fromWgs84(lon, lat) {
      const [x, y] = converter.inverse([lon, lat]);
      return [x! / degrees, y! / degrees];
    },
  };
}

function checked(position: Position, given: Position, code: string, area: BoundingBox): Position {
  if (!isInBox(area, position[0], position[1])) {
    throw new Error(
      `la position ${given.join(', ')} est hors de ce que couvre ${code} (en degrés : ${area.join(', ')})`,
    );
  }
  if (code === 'EPSG:4326' && isExchanged(position)) {
    throw new Error(`la position ${given.join(', ')} n’est en France que si l’on échange longitude et latitude`);
  }
  return position;
}

function isExchanged([lon, lat]: Position): boolean {
  return (
    !PARTS_OF_FRANCE.some((part) => isInBox(part, lon, lat)) && PARTS_OF_FRANCE.some((part) => isInBox(part, lat, lon))
  );
}
