import { crsOfMember } from '../../files/crs/crs-name.ts';
import { decoded } from '../../files/csv/text.ts';
import { type ReferenceSystem, transformationOf } from '../../geo/projection.ts';
import {
  type Layer,
  type LayerFeature,
  nameOf,
  type PlanarMultiPolygon,
  type PlanarPosition,
  type Properties,
  type ReadOptions,
} from './layer.ts';

/**
 * A GeoJSON FeatureCollection or Feature (RFC 7946) of polygons, with or without the `crs` member of the 2008 specification.
 * Throws an Error that says what is wrong, and in which feature.
 */
export function readGeoJson(bytes: Uint8Array, options: ReadOptions): Layer {
  const { text, encoding } = decoded(bytes, options.encoding);
  const notices: string[] = [];
  if (encoding === 'iso-8859-1' && options.encoding === undefined) {
    notices.push('le texte n’est pas en UTF-8, comme devrait l’être un GeoJSON : il est lu en ISO-8859-1');
  }
  const root = parsed(text);
  const system = systemOf(root.crs, options, notices);
  return { system, encoding, features: featuresOf(root).map((item, i) => featureOf(item, i, notices)), notices };
}

type Json = Record<string, unknown>;

function parsed(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error('ce n’est pas un document JSON entier', { cause: error });
  }
  if (!isObject(value))
    throw new Error('ce JSON ne contient pas d’objets ; une FeatureCollection GeoJSON était attendue');
  return value;
}

function featuresOf(root: Json): unknown[] {
  if (root.type === 'Feature') return [root];
  if (root.type !== 'FeatureCollection' || !Array.isArray(root.features)) {
    throw new Error(
      `son type est ${JSON.stringify(root.type) ?? 'absent'} ; une FeatureCollection GeoJSON était attendue`,
    );
  }
  return root.features;
}

/** Without a `crs` member, GeoJSON is in WGS84 (RFC 7946, section 4). */
function systemOf(member: unknown, options: ReadOptions, notices: string[]): ReferenceSystem {
  const named = member === undefined ? 'EPSG:4326' : crsOfMember(member);
  if (options.crs === undefined) {
    if (named === null) throw new Error('son membre crs ne nomme pas de système de coordonnées : précisez-le (--crs)');
    return transformationOf(named);
  }
  const system = transformationOf(options.crs);
  if (member !== undefined && named !== null && codeOrNull(named) !== system.code) {
    notices.push(`le fichier se dit en ${named} ; il est lu en ${system.code}, comme demandé`);
  }
  return system;
}

function codeOrNull(named: string): string | null {
  try {
    return transformationOf(named).code;
  } catch {
    return null;
  }
}

function featureOf(item: unknown, index: number, notices: string[]): LayerFeature {
  if (!isObject(item) || item.type !== 'Feature')
    throw new Error(`l’objet n° ${index + 1} n’est pas une Feature GeoJSON`);
  const given = isObject(item.properties) ? item.properties : {};
  const properties: Properties = {};
  for (const [key, value] of Object.entries(given)) properties[key] = plain(value);
  const complex = Object.keys(given).filter((key) => typeof given[key] === 'object' && given[key] !== null);
  if (complex.length > 0 && index === 0)
    notices.push(`les listes et les objets sont lus comme du texte : ${complex.join(', ')}`);
  const name = nameOf(index, properties);
  return { properties, geometry: geometryOf(item.geometry, name) };
}

function plain(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  // The State's files separate several communes by a comma and a space.
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(', ');
  return JSON.stringify(value);
}

function geometryOf(geometry: unknown, name: string): PlanarMultiPolygon {
  if (geometry === null || geometry === undefined)
    throw new Error(`${name} n’a pas de géométrie ; un polygone était attendu`);
  if (!isObject(geometry)) throw new Error(`${name} : sa géométrie n’est pas celle d’un GeoJSON`);
  const { type, coordinates } = geometry;
  if (type !== 'Polygon' && type !== 'MultiPolygon') {
    throw new Error(`${name} est de type ${String(type)} ; un Polygon ou un MultiPolygon était attendu`);
  }
  const polygons = listOf(type === 'Polygon' ? [coordinates] : coordinates, name);
  return polygons.map((rings) =>
    listOf(rings, name).map((ring) => listOf(ring, name).map((at) => positionOf(at, name))),
  );
}

function listOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${name} : ses coordonnées ne sont pas emboîtées comme celles d’un polygone`);
}

function positionOf(value: unknown, name: string): PlanarPosition {
  const [x, y] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof x !== 'number' || typeof y !== 'number') {
    throw new Error(`${name} : ${JSON.stringify(value)} n’est pas une position ; [longitude, latitude] était attendu`);
  }
  return [x, y];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
