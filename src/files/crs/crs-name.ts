import { isDefinition, transformationOf } from '../../geo/projection.ts';

/**
 * The reference system that a name means, as `EPSG:` and its number: `urn:ogc:def:crs:EPSG::2154`, `http://www.opengis.net/def/crs/EPSG/0/2154`,
 * `EPSG:2154`, or CRS84 in the same forms. A name of another kind is given back as it is.
 */
export function crsOfName(name: string): string {
  if (/CRS84h?$/i.test(name)) return 'EPSG:4326';
  const code = /EPSG.*?(\d+)$/i.exec(name)?.[1];
  return code === undefined ? name : `EPSG:${code}`;
}

/** The reference system that the `crs` member of a GeoJSON of 2008 names; null when it names none. */
export function crsOfMember(member: unknown): string | null {
  const properties = isObject(member) ? member.properties : undefined;
  if (!isObject(properties)) return null;
  const name = properties.name ?? properties.code;
  if (typeof name === 'number') return `EPSG:${name}`;
  return typeof name === 'string' ? crsOfName(name) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The reference system of a definition as a layer bears it: its code where it is one of those known, else the text itself. `stated` is the code
 * that stands beside the text, and goes before it.
 */
export function crsOfText(text: string, stated?: string): string {
  const code = [stated, text].map(codeOf).find((each) => each !== null);
  return code ?? (text === '' ? (stated ?? text) : text);
}

function codeOf(crs: string | undefined): string | null {
  try {
    const { code } = transformationOf(crs ?? '');
    return isDefinition(code) ? null : code;
  } catch {
    // What reads the definition says what is wrong with it.
    return null;
  }
}
