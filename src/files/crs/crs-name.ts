import { isDefinition, transformationOf } from '../../geo/projection.ts';

/**
 * Returns the reference system of a name as `EPSG:` and its number. Accepts `urn:ogc:def:crs:EPSG::2154`,
 * `http://www.opengis.net/def/crs/EPSG/0/2154`, `EPSG:2154`, and CRS84 in the same forms. Returns any other name
 * unchanged.
 */
export function crsOfName(name: string): string {
  if (/CRS84h?$/i.test(name)) return 'EPSG:4326';
  const code = /EPSG.*?(\d+)$/i.exec(name)?.[1];
  return code === undefined ? name : `EPSG:${code}`;
}

/** Returns the reference system of the `crs` member of GeoJSON 2008; null when it has none. */
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
 * Returns the reference system of a definition: its code when it is a known system, else the text itself. `stated` is a
 * code given beside the text; it comes first.
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
    // The fault is reported when the definition is read.
    return null;
  }
}
