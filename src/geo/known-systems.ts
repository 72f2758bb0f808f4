import type { BoundingBox } from './polygon.ts';

/** A geodetic datum, with its name in the EPSG register. */
export interface Datum {
  readonly name: string;
  readonly code: number;
  /** `a` is the semi-major axis in metres, `rf` the inverse flattening. */
  readonly ellipsoid: readonly [name: string, a: number, rf: number, code: number];
  /** The prime meridian of its projected systems, in degrees east of Greenwich; null for Greenwich. */
  readonly meridian: readonly [name: string, lon: number, code: number] | null;
  /** Its geographic system in degrees. `code` is null when the register only has it in another unit. */
  readonly base: { readonly name: string; readonly code: number | null };
  /** The shift to WGS84 along the three axes, in metres; null when the figures are those of WGS84. */
  readonly shift: readonly [x: number, y: number, z: number] | null;
  /**
   * Matches its names in the EPSG register and in ESRI's files, in lower case, without punctuation or ESRI's leading
   * `D_`.
   */
  readonly names: RegExp;
}

/** A projection. Angles are in degrees, longitudes from the datum's prime meridian, lengths in metres. */
export type Projection =
  | {
      readonly method: 'conic';
      readonly lat: number;
      readonly lon: number;
      /** Two standard parallels; null for one parallel at `lat` with a scale. */
      readonly parallels: readonly [number, number] | null;
      readonly scale: number;
      readonly x: number;
      readonly y: number;
    }
  | {
      readonly method: 'transverse';
      readonly lat: number;
      readonly lon: number;
      readonly scale: number;
      readonly x: number;
      readonly y: number;
    }
  | { readonly method: 'web' };

/** A coordinate reference system of the EPSG register. */
export interface KnownSystem {
  readonly code: number;
  readonly name: string;
  readonly datum: Datum;
  /** Null for longitude and latitude. */
  readonly projection: Projection | null;
  readonly unit: 'degree' | 'grad' | 'metre';
  /** The area of use, in WGS84 degrees, with a margin of about a degree. */
  readonly area: BoundingBox;
}

/** The parts of France, in degrees, with a margin. */
export const METROPOLE: BoundingBox = [-10, 41, 11, 52];
export const ANTILLES: BoundingBox = [-64, 13.5, -59.5, 19];
export const GUYANE: BoundingBox = [-56, 1, -49, 9];
export const REUNION: BoundingBox = [53, -24, 59, -18];
export const MAYOTTE: BoundingBox = [43, -15, 47, -11];

const GRS80 = ['GRS 1980', 6378137, 298.257222101, 7019] as const;

function modern(name: string, code: number, base: string, baseCode: number, names: RegExp): Datum {
  return { name, code, ellipsoid: GRS80, meridian: null, base: { name: base, code: baseCode }, shift: null, names };
}

const WGS84: Datum = {
  name: 'World Geodetic System 1984',
  code: 6326,
  ellipsoid: ['WGS 84', 6378137, 298.257223563, 7030],
  meridian: null,
  base: { name: 'WGS 84', code: 4326 },
  shift: null,
  names: /^(wgs(19)?84|worldgeodeticsystem1984(ensemble)?)$/,
};
const RGF93 = modern(
  'Reseau Geodesique Francais 1993 v1',
  6171,
  'RGF93',
  4171,
  /^(rgf(19)?93|reseaugeodesiquefrancais1993)(v1)?$/,
);
const RGAF09 = modern(
  'Reseau Geodesique des Antilles Francaises 2009',
  1073,
  'RGAF09',
  5489,
  /^(rgaf(20)?09|reseaugeodesiquedesantillesfrancaises2009)$/,
);
const RGFG95 = modern(
  'Reseau Geodesique Francais Guyane 1995',
  6624,
  'RGFG95',
  4624,
  /^(rgfg(19)?95|reseaugeodesiquefrancaisguyane1995)$/,
);
const RGR92 = modern(
  'Reseau Geodesique de la Reunion 1992',
  6627,
  'RGR92',
  4627,
  /^(rgr(19)?92|reseaugeodesiquedelareunion1992)$/,
);
const RGM04 = modern(
  'Reseau Geodesique de Mayotte 2004',
  1036,
  'RGM04',
  4470,
  /^(rgm(20)?04|reseaugeodesiquedemayotte2004)$/,
);
const ETRS89 = modern(
  'European Terrestrial Reference System 1989',
  6258,
  'ETRS89',
  4258,
  /^(etrs(19)?89|europeanterrestrialreferencesystem1989(ensemble)?)$/,
);
/** NTF is 168, 60 and -320 m away from WGS84 along the axes (EPSG operation 1193). */
const NTF: Datum = {
  name: 'Nouvelle Triangulation Francaise (Paris)',
  code: 6807,
  ellipsoid: ['Clarke 1880 (IGN)', 6378249.2, 293.466021293627, 7011],
  meridian: ['Paris', 2.33722917, 8903],
  base: { name: 'NTF', code: null },
  shift: [-168, -60, 320],
  names: /^(ntf|nouvelletriangulationfrancaise(paris)?)$/,
};

export const DATUMS: readonly Datum[] = [WGS84, RGF93, RGAF09, RGFG95, RGR92, RGM04, ETRS89, NTF];

function utm(code: number, name: string, datum: Datum, zone: number, isSouth: boolean, area: BoundingBox): KnownSystem {
  const projection: Projection = {
    method: 'transverse',
    lat: 0,
    lon: zone * 6 - 183,
    scale: 0.9996,
    x: 500_000,
    y: isSouth ? 10_000_000 : 0,
  };
  return { code, name, datum, projection, unit: 'metre', area };
}

function conic93(
  code: number,
  name: string,
  lat: number,
  parallels: readonly [number, number],
  x: number,
  y: number,
  area = METROPOLE,
): KnownSystem {
  const projection: Projection = { method: 'conic', lat, lon: 3, parallels, scale: 1, x, y };
  return { code, name, datum: RGF93, projection, unit: 'metre', area };
}

/** The four Lambert zones of NTF: names, latitude of origin in degrees (49.5° is 55 grads), scale, easting. */
const LAMBERT_ZONES = [
  ['Lambert Nord France', 'Lambert zone I', 49.5, 0.999877341, 600_000],
  ['Lambert Centre France', 'Lambert II étendu', 46.8, 0.99987742, 600_000],
  ['Lambert Sud France', 'Lambert zone III', 44.1, 0.999877499, 600_000],
  ['Lambert Corse', 'Lambert zone IV', 42.165, 0.99994471, 234.358],
] as const;

const lambertZones = LAMBERT_ZONES.flatMap(([alone, wide, lat, scale, x], i): KnownSystem[] => {
  const corse = i === 3;
  const of = (code: number, name: string, y: number): KnownSystem => {
    const projection: Projection = { method: 'conic', lat, lon: 0, parallels: null, scale, x, y };
    return { code, name: `NTF (Paris) / ${name}`, datum: NTF, projection, unit: 'metre', area: METROPOLE };
  };
  return [
    of(27561 + i, alone, corse ? 185_861.369 : 200_000),
    // The northing starts with the number of the zone.
    of(27571 + i, wide, (i + 1) * 1_000_000 + (corse ? 185_861.369 : 200_000)),
  ];
});

/** The systems in use in files of the State, of municipalities and of GIS offices. */
export const KNOWN_SYSTEMS: readonly KnownSystem[] = [
  { code: 4326, name: 'WGS 84', datum: WGS84, projection: null, unit: 'degree', area: [-180, -90, 180, 90] },
  { code: 4171, name: 'RGF93', datum: RGF93, projection: null, unit: 'degree', area: METROPOLE },
  { code: 4807, name: 'NTF (Paris)', datum: NTF, projection: null, unit: 'grad', area: METROPOLE },
  conic93(2154, 'RGF93 / Lambert-93', 46.5, [49, 44], 700_000, 6_600_000),
  ...lambertZones,
  {
    code: 3857,
    name: 'WGS 84 / Pseudo-Mercator',
    datum: WGS84,
    projection: { method: 'web' },
    unit: 'metre',
    area: [-180, -85.06, 180, 85.06],
  },
  utm(5490, 'RGAF09 / UTM 20N', RGAF09, 20, false, ANTILLES),
  utm(2972, 'RGFG95 / UTM 22N', RGFG95, 22, false, GUYANE),
  utm(2975, 'RGR92 / UTM 40S', RGR92, 40, true, REUNION),
  utm(4471, 'RGM04 / UTM 38S', RGM04, 38, true, MAYOTTE),
  // The nine conic zones that municipal land registers and GIS offices use (CC50 at Béthune).
  ...[42, 43, 44, 45, 46, 47, 48, 49, 50].map((lat) =>
    conic93(3900 + lat, `RGF93 / CC${lat}`, lat, [lat - 0.75, lat + 0.75], 1_700_000, (lat - 41) * 1e6 + 200_000, [
      METROPOLE[0],
      lat - 2,
      METROPOLE[2],
      lat + 2,
    ]),
  ),
];

/** Other codes of the same systems: ESRI's, and deprecated ones of the register. */
export const ALIASES: ReadonlyMap<string, number> = new Map([
  ['ESRI:102110', 2154],
  ['ESRI:102100', 3857],
  ['EPSG:900913', 3857],
  ...[1, 2, 3, 4].flatMap((zone): [string, number][] => [
    [`EPSG:${27580 + zone}`, 27570 + zone],
    [`EPSG:${27590 + zone}`, 27560 + zone],
    [`ESRI:${102580 + zone}`, 27570 + zone],
    [`ESRI:${102584 + zone}`, 27570 + zone],
  ]),
]);

/**
 * Returns a UTM zone of WGS84 or ETRS89, numbered by one rule; undefined for another code. A zone may be used beyond
 * its limits: files draw all of mainland France in 31N.
 */
export function universalTransverse(code: string): KnownSystem | undefined {
  const [, family, digits] = /^EPSG:(326|327|258)(\d\d)$/.exec(code) ?? [];
  const zone = Number(digits);
  if (family === undefined || zone < 1 || zone > 60 || (family === '258' && (zone < 28 || zone > 38))) return undefined;
  const isSouth = family === '327';
  const datum = family === '258' ? ETRS89 : WGS84;
  const middle = zone * 6 - 183;
  const name = `${datum.base.name} / UTM zone ${zone}${isSouth ? 'S' : 'N'}`;
  return utm(Number(code.slice(5)), name, datum, zone, isSouth, [
    middle - 12,
    isSouth ? -85 : -1,
    middle + 12,
    isSouth ? 1 : 85,
  ]);
}
