import proj4 from 'proj4';
import type { BoundingBox, Position } from './polygon.ts';

/** A coordinate reference system, with its conversions to and from WGS84. */
export interface ReferenceSystem {
  /** `EPSG:` and the number in the EPSG register, or the definition itself when no code was given. */
  readonly code: string;
  readonly name: string;
  /** The definition, in a form that proj4 reads. */
  readonly definition: string;
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
  const found = systems.get(full) ?? universalTransverse(full);
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

/** The parts of France, in degrees, with a margin: they show when longitude and latitude are exchanged. */
const METROPOLE: BoundingBox = [-10, 41, 11, 52];
const ANTILLES: BoundingBox = [-64, 13.5, -59.5, 19];
const GUYANE: BoundingBox = [-56, 1, -49, 9];
const REUNION: BoundingBox = [53, -24, 59, -18];
const MAYOTTE: BoundingBox = [43, -15, 47, -11];
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

const GRS80 = '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs';

const systems = new Map<string, ReferenceSystem>(
  [
    geographic('EPSG:4326', 'WGS 84', [-180, -90, 180, 90]),
    geographic('EPSG:4171', 'RGF93', METROPOLE),
    projected(
      'EPSG:2154',
      'RGF93 / Lambert-93',
      `+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 ${GRS80}`,
      METROPOLE,
    ),
    projected(
      'EPSG:27572',
      'NTF (Paris) / Lambert II étendu',
      '+proj=lcc +lat_1=46.8 +lat_0=46.8 +lon_0=0 +k_0=0.99987742 +x_0=600000 +y_0=2200000 +a=6378249.2 +b=6356515 ' +
        '+towgs84=-168,-60,320,0,0,0,0 +pm=2.337229166666667 +units=m +no_defs',
      METROPOLE,
      NTF_SHIFT,
    ),
    projected(
      'EPSG:3857',
      'WGS 84 / Pseudo-Mercator',
      '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs',
      [-180, -85.06, 180, 85.06],
    ),
    projected('EPSG:5490', 'RGAF09 / UTM 20N', `+proj=utm +zone=20 ${GRS80}`, ANTILLES),
    projected('EPSG:2972', 'RGFG95 / UTM 22N', `+proj=utm +zone=22 ${GRS80}`, GUYANE),
    projected('EPSG:2975', 'RGR92 / UTM 40S', `+proj=utm +zone=40 +south ${GRS80}`, REUNION),
    projected('EPSG:4471', 'RGM04 / UTM 38S', `+proj=utm +zone=38 +south ${GRS80}`, MAYOTTE),
    // The nine conic zones that municipal land registers and GIS offices use (CC50 at Béthune).
    ...[42, 43, 44, 45, 46, 47, 48, 49, 50].map((lat) =>
      projected(
        `EPSG:${3900 + lat}`,
        `RGF93 / CC${lat}`,
        `+proj=lcc +lat_0=${lat} +lon_0=3 +lat_1=${lat - 0.75} +lat_2=${lat + 0.75} +x_0=1700000 ` +
          `+y_0=${(lat - 41) * 1e6 + 200000} ${GRS80}`,
        [METROPOLE[0], lat - 2, METROPOLE[2], lat + 2],
      ),
    ),
  ].map((system) => [system.code, system]),
);

/**
 * The UTM zones of WGS84 and of ETRS89, numbered by one rule. A zone may be used beyond its limits: files draw all of
 * mainland France in 31N.
 */
function universalTransverse(code: string): ReferenceSystem | undefined {
  const [, family, digits] = /^EPSG:(326|327|258)(\d\d)$/.exec(code) ?? [];
  const zone = Number(digits);
  if (family === undefined || zone < 1 || zone > 60 || (family === '258' && (zone < 28 || zone > 38))) return undefined;
  const isSouth = family === '327';
  const middle = zone * 6 - 183;
  const name = `${family === '258' ? 'ETRS89' : 'WGS 84'} / UTM zone ${zone}${isSouth ? 'S' : 'N'}`;
  const definition =
    family === '258'
      ? `+proj=utm +zone=${zone} ${GRS80}`
      : `+proj=utm +zone=${zone}${isSouth ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`;
  return projected(code, name, definition, [middle - 12, isSouth ? -85 : -1, middle + 12, isSouth ? 1 : 85]);
}

/**
 * A system from its definition, which must include the shift to WGS84. Without one, only a modern ellipsoid counts as
 * WGS84: on an older one, positions would silently be a hundred metres away.
 */
function defined(definition: string): ReferenceSystem {
  let read: { given: string | ProjJson; system: Ellipsoid };
  try {
    const given = definition.startsWith('{') ? (JSON.parse(definition) as ProjJson) : definition;
    read = { given, system: (proj4(given) as unknown as { oProj: Ellipsoid }).oProj };
  } catch (error) {
    throw new Error(
      'cette définition de système de coordonnées n’est pas lisible : un code (EPSG:2154), une définition proj ' +
        '(+proj=…), un WKT ou un PROJJSON était attendu',
      { cause: error },
    );
  }
  const { a, rf, title } = read.system;
  // The shifts that proj4 has for names of old datums are not used: the one of Belgium has its signs exchanged.
  const isShifted = /towgs84|boundcrs/i.test(definition);
  const isModern = Math.abs(a - 6378137) < 0.1 && Math.abs((rf ?? 298.257) - 298.257) < 0.01;
  if (!isShifted && !isModern) {
    throw new Error(
      'le passage de ce système de coordonnées à WGS84 n’est pas dans sa définition : précisez-le (--crs ' +
        'EPSG:2154, ou une définition avec +towgs84)',
    );
  }
  return projected(definition, title || 'système défini par son texte', read.given, [-180, -90, 180, 90]);
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

function geographic(code: string, name: string, area: BoundingBox): ReferenceSystem {
  return {
    code,
    name,
    definition: '+proj=longlat +datum=WGS84 +no_defs',
    transformation: SAME_FIGURES,
    area,
    toWgs84: (lon, lat) => checked([lon, lat], [lon, lat], code, area),
    fromWgs84: (lon, lat) => [lon, lat],
  };
}

function projected(
  code: string,
  name: string,
  definition: string | ProjJson,
  area: BoundingBox,
  transformation: Transformation = SAME_FIGURES,
): ReferenceSystem {
  const converter = proj4(definition, '+proj=longlat +datum=WGS84 +no_defs');
  return {
    code,
    name,
    definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
    transformation,
    area,
    toWgs84(x, y) {
      // proj4 throws on coordinates that are not finite.
      const position = Number.isFinite(x) && Number.isFinite(y) ? converter.forward([x, y]) : [Number.NaN, Number.NaN];
      return checked([position[0]!, position[1]!], [x, y], code, area);
    },
    fromWgs84(lon, lat) {
      const [x, y] = converter.inverse([lon, lat]);
      return [x!, y!];
    },
  };
}

function checked(position: Position, given: Position, code: string, area: BoundingBox): Position {
  if (!within(position, area)) {
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
    !PARTS_OF_FRANCE.some((part) => within([lon, lat], part)) &&
    PARTS_OF_FRANCE.some((part) => within([lat, lon], part))
  );
}

function within([lon, lat]: Position, [west, south, east, north]: BoundingBox): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}
