import { movementToWgs84 } from '../../crs/to-wgs84.ts';
import type { Feature, FeatureWriter, Head, Value } from '../../feature.ts';
import { TextFile } from '../../text/text-file.ts';

/** One object, or one text per feature: after a record separator (RFC 8142), or one per line. */
export type GeoJsonLayout = 'collection' | 'sequence' | 'lines';

/**
 * Writes GeoJSON (RFC 7946) at `path`, which must not exist yet, feature by feature. Positions are converted to WGS84;
 * those in WGS84 already stay bit for bit. A geometry outside the area of its reference system becomes null.
 */
export function writeGeoJson(path: string, head: Head, layout: GeoJsonLayout = 'collection'): FeatureWriter {
  const toWgs84 = movementToWgs84(head.crs);
  const keys = distinct(head.fields.map(({ name }) => name)).map((name) => JSON.stringify(name));
  const isWhole = head.fields.map(({ type }) => type === 'integer');
  const file = new TextFile(path);
  const isCollection = layout === 'collection';
  if (isCollection) file.add(`{"type":"FeatureCollection","name":${JSON.stringify(head.name)},"features":[`);
  let isFirst = true;
  return {
    write(feature) {
      const text = featureText(feature, keys, isWhole, toWgs84);
      if (isCollection) file.add(`${isFirst ? '' : ','}\n${text}`);
      else file.add(`${layout === 'sequence' ? '\x1e' : ''}${text}\n`);
      isFirst = false;
    },
    async close() {
      if (isCollection) file.add('\n]}\n');
      file.close();
    },
  };
}

/** Makes names unique: columns of a table may share a name, and readers keep only the last of equal members. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let i = 2; taken.has(free) || (i > 2 && names.includes(free)); i++) free = `${name}_${i}`;
    taken.add(free);
    return free;
  });
}

function featureText(
  { values, geometry }: Feature,
  keys: readonly string[],
  isWhole: readonly boolean[],
  toWgs84: ReturnType<typeof movementToWgs84>,
): string {
  const properties = keys
    .map((key, i) => `${key}:${isWhole[i] ? wholeNumber(values[i]) : JSON.stringify(values[i] ?? null)}`)
    .join(',');
  const brought = geometry === null ? null : toWgs84(geometry);
  return `{"type":"Feature","properties":{${properties}},"geometry":${JSON.stringify(brought)}}`;
}

/** A number that a double cannot hold is a text of digits. */
function wholeNumber(value: Value | undefined): string {
  return typeof value === 'string' && /^-?(0|[1-9]\d*)$/.test(value) ? value : JSON.stringify(value ?? null);
}
