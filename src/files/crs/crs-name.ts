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
