import { transformationOf } from '../../geo/projection.ts';

/** What a well-known text says of a reference system. */
export interface DescribedCrs {
  /** As the text names it. */
  readonly name: string;
  /** `EPSG:` and a number; null when it is none of the known ones. */
  readonly code: string | null;
}

/**
 * The reference system that a .prj describes (well-known text version 1, OGC 01-009 or ESRI's variant): by its EPSG authority where it
 * has one, else by its datum, its projection and every parameter: a projection guessed wrong moves a zone by a hundred metres without
 * a sign. Throws an Error when the text is no well-known text.
 */
export function describedCrs(text: string): DescribedCrs {
  const whole = parsed(text.trim());
  const root = COMPOUNDS.includes(whole.name) ? (whole.children[0] ?? whole) : whole;
  const name = String(root.values[0]);
  const authority = (child(root, 'AUTHORITY') ?? child(root, 'ID'))?.values;
  if (String(authority?.[0]).toUpperCase() === 'EPSG') return { name, code: `EPSG:${authority?.[1]}` };
  if (root.name !== 'PROJCS' && root.name !== 'GEOGCS') return { name, code: null };
  return { name, code: (root.name === 'GEOGCS' ? geographicCode(root) : projectedCode(root)) ?? null };
}

/** A plane system and one of heights: where a place is, only the first says. */
const COMPOUNDS: readonly string[] = ['COMPD_CS', 'COMPOUNDCRS'];

/**
 * The reference system of a well-known text as a layer bears it: its code where that is one of those known, else the text itself, which
 * proj4 reads. `stated` is the code that stands beside the text, and goes before it.
 */
export function crsOfWkt(text: string, stated?: string): string {
  const code = [stated, codeIn(text)].find((each) => each !== undefined && isKnown(each));
  return code ?? (text === '' ? (stated ?? text) : text);
}

function codeIn(text: string): string | undefined {
  try {
    return describedCrs(text).code ?? undefined;
  } catch {
    // What reads the definition will say what is wrong with it.
    return undefined;
  }
}

function isKnown(code: string): boolean {
  try {
    transformationOf(code);
    return true;
  } catch {
    return false;
  }
}

interface Node {
  readonly name: string;
  readonly values: (string | number)[];
  readonly children: Node[];
}

function parsed(text: string): Node {
  const tokens = text.match(/"(?:[^"]|"")*"|[[\](),]|[^\s"[\](),]+/g) ?? [];
  let next = 0;
  const node = (): Node => {
    const result: Node = { name: tokens[next++]!.toUpperCase(), values: [], children: [] };
    next++;
    while (next < tokens.length && !/^[\])]$/.test(tokens[next]!)) {
      const token = tokens[next]!;
      if (/^[[(]$/.test(tokens[next + 1] ?? '')) result.children.push(node());
      else {
        if (token !== ',') result.values.push(token.startsWith('"') ? token.slice(1, -1) : atomOf(token));
        next++;
      }
    }
    if (next >= tokens.length) throw new Error('le .prj est tronqué ; un système de coordonnées en WKT était attendu');
    next++;
    return result;
  };
  if (!/^[[(]$/.test(tokens[1] ?? ''))
    throw new Error('le .prj n’est pas du WKT ; un système de coordonnées était attendu');
  return node();
}

function atomOf(token: string): string | number {
  const number = Number(token);
  return Number.isNaN(number) ? token : number;
}

function child(node: Node, name: string): Node | undefined {
  return node.children.find((item) => item.name === name);
}

type Datum = 'wgs84' | 'rgf93' | 'ntf' | 'rgaf09' | 'rgfg95' | 'rgr92' | 'rgm04';

/** The names of datums in the EPSG register and in ESRI's files, without case, punctuation or ESRI's leading `D_`. */
const DATUMS: readonly [Datum, RegExp][] = [
  ['wgs84', /^(wgs(19)?84|worldgeodeticsystem1984(ensemble)?)$/],
  ['rgf93', /^(rgf(19)?93|reseaugeodesiquefrancais1993)(v1)?$/],
  ['ntf', /^(ntf|nouvelletriangulationfrancaise(paris)?)$/],
  ['rgaf09', /^(rgaf(20)?09|reseaugeodesiquedesantillesfrancaises2009)$/],
  ['rgfg95', /^(rgfg(19)?95|reseaugeodesiquefrancaisguyane1995)$/],
  ['rgr92', /^(rgr(19)?92|reseaugeodesiquedelareunion1992)$/],
  ['rgm04', /^(rgm(20)?04|reseaugeodesiquedemayotte2004)$/],
];

function datumOf(geographic: Node): Datum | undefined {
  const name = String(child(geographic, 'DATUM')?.values[0])
    .replace(/^D_/, '')
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  return DATUMS.find(([, pattern]) => pattern.test(name))?.[0];
}

function geographicCode(root: Node): string | undefined {
  if (!isNear(child(root, 'UNIT')?.values[1], RADIANS_PER_DEGREE, 1e-9)) return undefined;
  if (!isNear(child(root, 'PRIMEM')?.values[1] ?? 0, 0)) return undefined;
  return { wgs84: 'EPSG:4326', rgf93: 'EPSG:4171' }[datumOf(root) as string];
}

const RADIANS_PER_DEGREE = Math.PI / 180;
/** Of Paris, east of Greenwich, in degrees. */
const PARIS = 2.33722917;

/** What a projection is once written in one way: angles in degrees, longitudes from Greenwich, lengths in metres. */
interface Parameters {
  readonly datum: Datum;
  readonly method: 'conic' | 'transverse' | 'web';
  readonly originLat: number;
  readonly originLon: number;
  readonly parallels?: readonly [number, number];
  readonly scale?: number;
  readonly easting: number;
  readonly northing: number;
}

const utm = (datum: Datum, zone: number, northing: number): Parameters => {
  return {
    datum,
    method: 'transverse',
    originLat: 0,
    originLon: zone * 6 - 183,
    scale: 0.9996,
    easting: 500000,
    northing,
  };
};
const rgf93Conic = (
  originLat: number,
  parallels: readonly [number, number],
  easting: number,
  northing: number,
): Parameters => {
  return { datum: 'rgf93', method: 'conic', originLat, originLon: 3, parallels, easting, northing };
};
const lambert2 = {
  datum: 'ntf',
  method: 'conic',
  originLat: 46.8,
  originLon: PARIS,
  easting: 600000,
  northing: 2200000,
} as const;

const PROJECTED: readonly [code: string, Parameters][] = [
  ['EPSG:2154', rgf93Conic(46.5, [44, 49], 700000, 6600000)],
  ...[42, 43, 44, 45, 46, 47, 48, 49, 50].map((lat): [string, Parameters] => [
    `EPSG:${3900 + lat}`,
    rgf93Conic(lat, [lat - 0.75, lat + 0.75], 1700000, (lat - 41) * 1e6 + 200000),
  ]),
  // Written with one parallel and a scale, or with the two parallels where the scale is 1.
  ['EPSG:27572', { ...lambert2, parallels: [46.8, 46.8], scale: 0.99987742 }],
  ['EPSG:27572', { ...lambert2, parallels: [45.898918889, 47.696014444], scale: 1 }],
  ['EPSG:3857', { datum: 'wgs84', method: 'web', originLat: 0, originLon: 0, easting: 0, northing: 0 }],
  ['EPSG:5490', utm('rgaf09', 20, 0)],
  ['EPSG:2972', utm('rgfg95', 22, 0)],
  ['EPSG:2975', utm('rgr92', 40, 10000000)],
  ['EPSG:4471', utm('rgm04', 38, 10000000)],
];

function projectedCode(root: Node): string | undefined {
  const read = parametersOf(root);
  return PROJECTED.find(([, known]) => read !== undefined && isSame(read, known))?.[0];
}

function parametersOf(root: Node): Parameters | undefined {
  const geographic = child(root, 'GEOGCS');
  const datum = geographic === undefined ? undefined : datumOf(geographic);
  const method = methodOf(root);
  // Metres only.
  if (geographic === undefined || datum === undefined || method === undefined || child(root, 'UNIT')?.values[1] !== 1)
    return undefined;
  const given = new Map(
    root.children
      .filter(({ name }) => name === 'PARAMETER')
      .map(({ values }) => [String(values[0]).toLowerCase(), Number(values[1])]),
  );
  const meridian = child(geographic, 'PRIMEM')?.values;
  const paris = String(meridian?.[0]).toLowerCase() === 'paris';
  if (!paris && !isNear(meridian?.[1] ?? 0, 0)) return undefined;
  const degrees = (angle: number) => (angle * Number(child(geographic, 'UNIT')?.values[1])) / RADIANS_PER_DEGREE;
  const originLat = degrees(given.get('latitude_of_origin') ?? given.get('latitude_of_center') ?? 0);
  const first = given.get('standard_parallel_1');
  const second = given.get('standard_parallel_2');
  const parallel = first === undefined ? originLat : degrees(first);
  const other = second === undefined ? parallel : degrees(second);
  return {
    datum,
    method,
    originLat,
    originLon: degrees(given.get('central_meridian') ?? given.get('longitude_of_center') ?? 0) + (paris ? PARIS : 0),
    parallels: parallel <= other ? [parallel, other] : [other, parallel],
    scale: given.get('scale_factor') ?? 1,
    easting: given.get('false_easting') ?? 0,
    northing: given.get('false_northing') ?? 0,
  };
}

function methodOf(root: Node): Parameters['method'] | undefined {
  const name = String(child(root, 'PROJECTION')?.values[0]).toLowerCase();
  if (name.startsWith('lambert_conformal_conic')) return 'conic';
  if (name === 'transverse_mercator' || name === 'gauss_kruger') return 'transverse';
  if (name === 'mercator_auxiliary_sphere') return 'web';
  // The plain Mercator of an ellipsoid is another projection: the sphere has to be said.
  const sphere = /\+a=6378137(\.0)? \+b=6378137(\.0)?\b/.test(String(child(root, 'EXTENSION')?.values[1]));
  return name === 'mercator_1sp' && sphere ? 'web' : undefined;
}

function isSame(read: Parameters, known: Parameters): boolean {
  return (
    read.datum === known.datum &&
    read.method === known.method &&
    isNear(read.originLat, known.originLat) &&
    isNear(read.originLon, known.originLon) &&
    isNear(read.scale, known.scale ?? 1) &&
    isNear(read.easting, known.easting, 0.001) &&
    isNear(read.northing, known.northing, 0.001) &&
    (known.parallels === undefined || known.parallels.every((parallel, i) => isNear(read.parallels?.[i], parallel)))
  );
}

/** Within 1e-7 by default: a centimetre for an angle in degrees, less than a millimetre a kilometre for a scale. */
function isNear(value: unknown, expected: number, tolerance = 1e-7): boolean {
  return typeof value === 'number' && Math.abs(value - expected) <= tolerance;
}
