import { isDefinition, type ReferenceSystem, transformationOf } from '../../geo/projection.ts';

/**
 * The definition of a reference system as well-known text (OGC 01-009), for files that bear one. A WKT is given back as it is; null
 * where there is none to be had (a proj string, a PROJJSON).
 */
export function wktOf(crs: string): string | null {
  if (isDefinition(crs)) return /^\s*[A-Z_]+\s*[[(]/i.test(crs) ? crs : null;
  const system = describedSystem(transformationOf(crs));
  if (system === null) return null;
  const { base, conversion, name, code } = system;
  const geographic = wktOfBase(base);
  if (conversion === null) return geographic;
  const { isWeb, parameters } = conversion;
  return (
    `PROJCS["${name}",${geographic},PROJECTION["${isWeb ? 'Mercator_1SP' : conversion.wkt}"],` +
    parameters.map(({ wkt, value }) => `PARAMETER["${wkt}",${value}],`).join('') +
    'UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],' +
    (isWeb ? `EXTENSION["PROJ4","${WEB_MERCATOR}"],` : '') +
    `AUTHORITY["EPSG","${code}"]]`
  );
}

/**
 * The definition of a reference system as PROJJSON, for GeoParquet. A PROJJSON is given back as it is; null where there is none
 * to be had (a proj string, a WKT).
 */
export function projJsonOf(crs: string): Record<string, unknown> | null {
  if (isDefinition(crs)) return crs.trim().startsWith('{') ? (JSON.parse(crs) as Record<string, unknown>) : null;
  const system = describedSystem(transformationOf(crs));
  if (system === null) return null;
  const { base, conversion, name, code } = system;
  const geographic = projJsonOfBase(base);
  if (conversion === null) return { $schema: SCHEMA, type: 'GeographicCRS', ...geographic };
  return {
    $schema: SCHEMA,
    type: 'ProjectedCRS',
    name,
    base_crs: geographic,
    conversion: {
      name: name.slice(name.indexOf('/') + 2),
      method: conversion.method,
      parameters: conversion.parameters.flatMap(({ name: parameter, value, unit, id }) =>
        parameter === '' ? [] : [{ name: parameter, value, unit, id: { authority: 'EPSG', code: id } }],
      ),
    },
    coordinate_system: {
      subtype: 'Cartesian',
      axis: [
        { name: 'Easting', abbreviation: 'E', direction: 'east', unit: 'metre' },
        { name: 'Northing', abbreviation: 'N', direction: 'north', unit: 'metre' },
      ],
    },
    id: { authority: 'EPSG', code },
  };
}

/** What a person calls a reference system: its code, or the name in its definition. */
export function nameOfCrs(crs: string): string {
  if (!isDefinition(crs)) return crs;
  if (crs.trim().startsWith('{')) return String((JSON.parse(crs) as { name?: unknown }).name ?? 'un système sans nom');
  return /^\s*\w+\s*[[(]\s*"([^"]*)"/.exec(crs)?.[1] ?? crs;
}

const SCHEMA = 'https://proj.org/schemas/v0.7/projjson.schema.json';
const WEB_MERCATOR =
  '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs';

interface Base {
  readonly name: string;
  /** Null for what EPSG counts in another unit. */
  readonly code: number | null;
  readonly datum: string;
  readonly datumCode: number;
  readonly ellipsoid: readonly [name: string, a: number, rf: number, code: number];
  readonly meridian?: readonly [name: string, lon: number, code: number];
}

const GRS80 = ['GRS 1980', 6378137, 298.257222101, 7019] as const;
const WGS84: Base = {
  name: 'WGS 84',
  code: 4326,
  datum: 'World Geodetic System 1984',
  datumCode: 6326,
  ellipsoid: ['WGS 84', 6378137, 298.257223563, 7030],
};

/** By the first word of a system's name; each in degrees. */
const BASES: readonly Base[] = [
  WGS84,
  base('RGF93', 4171, 'Reseau Geodesique Francais 1993 v1', 6171),
  base('RGAF09', 5489, 'Reseau Geodesique des Antilles Francaises 2009', 1073),
  base('RGFG95', 4624, 'Reseau Geodesique Francais Guyane 1995', 6624),
  base('RGR92', 4627, 'Reseau Geodesique de la Reunion 1992', 6627),
  base('RGM04', 4470, 'Reseau Geodesique de Mayotte 2004', 1036),
  base('ETRS89', 4258, 'European Terrestrial Reference System 1989', 6258),
  {
    name: 'NTF',
    code: null,
    datum: 'Nouvelle Triangulation Francaise (Paris)',
    datumCode: 6807,
    ellipsoid: ['Clarke 1880 (IGN)', 6378249.2, 293.466021293627, 7011],
    meridian: ['Paris', 2.33722917, 8903],
  },
];

function base(name: string, code: number, datum: string, datumCode: number): Base {
  return { name, code, datum, datumCode, ellipsoid: GRS80 };
}

interface Conversion {
  readonly wkt: string;
  readonly method: { readonly name: string; readonly id: { readonly authority: 'EPSG'; readonly code: number } };
  readonly parameters: readonly Parameter[];
  readonly isWeb: boolean;
}

interface Parameter {
  readonly wkt: string;
  /** Empty for one that only WKT states. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'degree' | 'metre' | 'unity';
  readonly id: number;
}

interface Described {
  readonly name: string;
  readonly code: number;
  readonly base: Base;
  readonly conversion: Conversion | null;
}

/** The system in the words of the EPSG register, from the definition by which it is computed. */
function describedSystem({ code, name, definition }: ReferenceSystem): Described | null {
  const found = BASES.find((known) => name.startsWith(known.name));
  const number = Number(code.replace('EPSG:', ''));
  if (found === undefined || !Number.isInteger(number)) return null;
  if (name === found.name) return { name, code: number, base: found, conversion: null };
  const given = new Map(definition.split(' ').map((part) => part.slice(1).split('=') as [string, string | undefined]));
  const of = (key: string) => Number(given.get(key) ?? 0);
  const shared = { name, code: number, base: found };
  switch (given.get('proj')) {
    case 'utm':
      return { ...shared, conversion: transverse(of('zone') * 6 - 183, given.has('south') ? 10_000_000 : 0) };
    case 'lcc': {
      // Ours counts longitudes from Greenwich; the register, from Paris where the datum does.
      return { ...shared, conversion: given.has('k_0') ? conicOfOneParallel(of) : conicOfTwoParallels(of) };
    }
    case 'merc':
      return { ...shared, conversion: web };
    default:
      return null;
  }
}

function transverse(lon: number, northing: number): Conversion {
  return {
    wkt: 'Transverse_Mercator',
    method: method('Transverse Mercator', 9807),
    parameters: [
      degrees('latitude_of_origin', 'Latitude of natural origin', 0, 8801),
      degrees('central_meridian', 'Longitude of natural origin', lon, 8802),
      scale(0.9996),
      metres('false_easting', 'False easting', 500_000, 8806),
      metres('false_northing', 'False northing', northing, 8807),
    ],
    isWeb: false,
  };
}

function conicOfTwoParallels(of: (key: string) => number): Conversion {
  return {
    wkt: 'Lambert_Conformal_Conic_2SP',
    method: method('Lambert Conic Conformal (2SP)', 9802),
    parameters: [
      degrees('latitude_of_origin', 'Latitude of false origin', of('lat_0'), 8821),
      degrees('central_meridian', 'Longitude of false origin', of('lon_0'), 8822),
      degrees('standard_parallel_1', 'Latitude of 1st standard parallel', of('lat_1'), 8823),
      degrees('standard_parallel_2', 'Latitude of 2nd standard parallel', of('lat_2'), 8824),
      metres('false_easting', 'Easting at false origin', of('x_0'), 8826),
      metres('false_northing', 'Northing at false origin', of('y_0'), 8827),
    ],
    isWeb: false,
  };
}

function conicOfOneParallel(of: (key: string) => number): Conversion {
  return {
    wkt: 'Lambert_Conformal_Conic_1SP',
    method: method('Lambert Conic Conformal (1SP)', 9801),
    parameters: [
      degrees('latitude_of_origin', 'Latitude of natural origin', of('lat_0'), 8801),
      degrees('central_meridian', 'Longitude of natural origin', of('lon_0'), 8802),
      scale(of('k_0')),
      metres('false_easting', 'False easting', of('x_0'), 8806),
      metres('false_northing', 'False northing', of('y_0'), 8807),
    ],
    isWeb: false,
  };
}

const web: Conversion = {
  wkt: 'Mercator_1SP',
  method: method('Popular Visualisation Pseudo Mercator', 1024),
  parameters: [
    { ...degrees('', 'Latitude of natural origin', 0, 8801), wkt: 'latitude_of_origin' },
    degrees('central_meridian', 'Longitude of natural origin', 0, 8802),
    { ...scale(1), name: '' },
    metres('false_easting', 'False easting', 0, 8806),
    metres('false_northing', 'False northing', 0, 8807),
  ],
  isWeb: true,
};

function method(name: string, code: number): Conversion['method'] {
  return { name, id: { authority: 'EPSG', code } };
}

function degrees(wkt: string, name: string, value: number, id: number): Parameter {
  return { wkt, name, value, unit: 'degree', id };
}

function metres(wkt: string, name: string, value: number, id: number): Parameter {
  return { wkt, name, value, unit: 'metre', id };
}

function scale(value: number): Parameter {
  return { wkt: 'scale_factor', name: 'Scale factor at natural origin', value, unit: 'unity', id: 8805 };
}

function wktOfBase({ name, code, datum, datumCode, ellipsoid, meridian }: Base): string {
  const [spheroid, a, rf, spheroidCode] = ellipsoid;
  const [origin, lon, originCode] = meridian ?? (['Greenwich', 0, 8901] as const);
  const datumName = code === 4326 ? 'WGS_1984' : datum.replaceAll(/\W+/g, '_').replace(/_$/, '');
  return (
    `GEOGCS["${meridian ? `${name} (${origin})` : name}",DATUM["${datumName}",` +
    `SPHEROID["${spheroid}",${a},${rf},AUTHORITY["EPSG","${spheroidCode}"]],AUTHORITY["EPSG","${datumCode}"]],` +
    `PRIMEM["${origin}",${lon},AUTHORITY["EPSG","${originCode}"]],` +
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]]' +
    `${code === null ? '' : `,AUTHORITY["EPSG","${code}"]`}]`
  );
}

function projJsonOfBase({ name, code, datum, ellipsoid, meridian }: Base): Record<string, unknown> {
  const [spheroid, a, rf] = ellipsoid;
  return {
    name: meridian ? `${name} (${meridian[0]})` : name,
    datum: {
      type: 'GeodeticReferenceFrame',
      name: datum,
      ellipsoid: { name: spheroid, semi_major_axis: a, inverse_flattening: rf },
      ...(meridian ? { prime_meridian: { name: meridian[0], longitude: meridian[1] } } : {}),
    },
    coordinate_system: {
      subtype: 'ellipsoidal',
      axis: [
        { name: 'Geodetic latitude', abbreviation: 'Lat', direction: 'north', unit: 'degree' },
        { name: 'Geodetic longitude', abbreviation: 'Lon', direction: 'east', unit: 'degree' },
      ],
    },
    ...(code === null ? {} : { id: { authority: 'EPSG', code } }),
  };
}
