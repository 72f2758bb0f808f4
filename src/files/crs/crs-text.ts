import type { Datum, KnownSystem } from '../../geo/known-systems.ts';
import { isDefinition, transformationOf } from '../../geo/projection.ts';

/**
 * Returns the definition of a reference system as well-known text (OGC 01-009). A WKT is returned unchanged; a proj
 * string or a PROJJSON gives null.
 */
export function wktOf(crs: string): string | null {
  if (isDefinition(crs)) return /^\s*[A-Z_]+\s*[[(]/i.test(crs) ? crs : null;
  const { known } = transformationOf(crs);
  if (known === null) return null;
  const { name, code } = known;
  const geographic = wktOfBase(known);
  const conversion = conversionOf(known);
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
 * Returns the definition of a reference system as PROJJSON, for GeoParquet. A PROJJSON is returned unchanged; a proj
 * string or a WKT gives null.
 */
export function projJsonOf(crs: string): Record<string, unknown> | null {
  if (isDefinition(crs)) return crs.trim().startsWith('{') ? (JSON.parse(crs) as Record<string, unknown>) : null;
  const { known } = transformationOf(crs);
  if (known === null) return null;
  const { name, code } = known;
  const geographic = projJsonOfBase(known);
  const conversion = conversionOf(known);
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

/** Returns the usual name of a reference system: its code, or the name in its definition. */
export function nameOfCrs(crs: string): string {
  if (!isDefinition(crs)) return crs;
  if (crs.trim().startsWith('{')) return String((JSON.parse(crs) as { name?: unknown }).name ?? 'un système sans nom');
  return /^\s*\w+\s*[[(]\s*"([^"]*)"/.exec(crs)?.[1] ?? crs;
}

const SCHEMA = 'https://proj.org/schemas/v0.7/projjson.schema.json';
const WEB_MERCATOR =
  '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs';

interface Conversion {
  readonly wkt: string;
  readonly method: { readonly name: string; readonly id: { readonly authority: 'EPSG'; readonly code: number } };
  readonly parameters: readonly Parameter[];
  readonly isWeb: boolean;
}

interface Parameter {
  readonly wkt: string;
  /** Empty for a parameter that only WKT has. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'degree' | 'metre' | 'unity';
  readonly id: number;
}

/** The projection of a system with the names of the EPSG register; null for longitude and latitude. */
function conversionOf({ projection }: KnownSystem): Conversion | null {
  if (projection === null) return null;
  if (projection.method === 'web') return web;
  const { lat, lon, scale: k, x, y } = projection;
  if (projection.method === 'conic' && projection.parallels !== null) {
    const [first, second] = projection.parallels;
    return {
      wkt: 'Lambert_Conformal_Conic_2SP',
      method: method('Lambert Conic Conformal (2SP)', 9802),
      parameters: [
        degrees('latitude_of_origin', 'Latitude of false origin', lat, 8821),
        degrees('central_meridian', 'Longitude of false origin', lon, 8822),
        degrees('standard_parallel_1', 'Latitude of 1st standard parallel', first, 8823),
        degrees('standard_parallel_2', 'Latitude of 2nd standard parallel', second, 8824),
        metres('false_easting', 'Easting at false origin', x, 8826),
        metres('false_northing', 'Northing at false origin', y, 8827),
      ],
      isWeb: false,
    };
  }
  const isConic = projection.method === 'conic';
  return {
    wkt: isConic ? 'Lambert_Conformal_Conic_1SP' : 'Transverse_Mercator',
    method: isConic ? method('Lambert Conic Conformal (1SP)', 9801) : method('Transverse Mercator', 9807),
    parameters: [
      degrees('latitude_of_origin', 'Latitude of natural origin', lat, 8801),
      degrees('central_meridian', 'Longitude of natural origin', lon, 8802),
      scale(k),
      metres('false_easting', 'False easting', x, 8806),
      metres('false_northing', 'False northing', y, 8807),
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

/** The geographic system under a projected one is in degrees, whatever the register's is in. */
function baseOf({ code, name, datum, projection, unit }: KnownSystem) {
  const isItself = projection === null;
  return {
    name: isItself ? name : datum.meridian === null ? datum.base.name : `${datum.base.name} (${datum.meridian[0]})`,
    code: isItself ? code : datum.base.code,
    grads: isItself && unit === 'grad',
  };
}

const GRAD = Math.PI / 200;

function wktOfBase(known: KnownSystem): string {
  const { name, code, grads } = baseOf(known);
  const { datum } = known;
  const [spheroid, a, rf, spheroidCode] = datum.ellipsoid;
  const [origin, lon, originCode] = datum.meridian ?? (['Greenwich', 0, 8901] as const);
  const datumName = datum.code === 6326 ? 'WGS_1984' : datum.name.replaceAll(/\W+/g, '_').replace(/_$/, '');
  const unit = grads
    ? `UNIT["grad",${GRAD},AUTHORITY["EPSG","9105"]]`
    : 'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]]';
  return (
    `GEOGCS["${name}",DATUM["${datumName}",` +
    `SPHEROID["${spheroid}",${a},${rf},AUTHORITY["EPSG","${spheroidCode}"]],AUTHORITY["EPSG","${datum.code}"]],` +
    `PRIMEM["${origin}",${lon},AUTHORITY["EPSG","${originCode}"]],` +
    `${unit}${code === null ? '' : `,AUTHORITY["EPSG","${code}"]`}]`
  );
}

function projJsonOfBase(known: KnownSystem): Record<string, unknown> {
  const { name, code, grads } = baseOf(known);
  const { datum } = known;
  const [spheroid, a, rf] = datum.ellipsoid;
  const unit = grads ? { type: 'AngularUnit', name: 'grad', conversion_factor: GRAD } : 'degree';
  return {
    name,
    datum: {
      type: 'GeodeticReferenceFrame',
      name: datum.name,
      ellipsoid: { name: spheroid, semi_major_axis: a, inverse_flattening: rf },
      ...primeMeridian(datum),
    },
    coordinate_system: {
      subtype: 'ellipsoidal',
      axis: [
        { name: 'Geodetic latitude', abbreviation: 'Lat', direction: 'north', unit },
        { name: 'Geodetic longitude', abbreviation: 'Lon', direction: 'east', unit },
      ],
    },
    ...(code === null ? {} : { id: { authority: 'EPSG', code } }),
  };
}

function primeMeridian({ meridian }: Datum): object {
  return meridian === null ? {} : { prime_meridian: { name: meridian[0], longitude: meridian[1] } };
}
