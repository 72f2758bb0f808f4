import { quoted } from '../../french/escape.ts';
import type { FeatureWriter, Head, Value } from '../feature.ts';
import { freeName } from '../free-name.ts';
import { wktOf } from '../gis/write/write-wkt.ts';

import { TextFile } from '../text/text-file.ts';

/**
 * Writes a CSV (UTF-8, comma) at `path`, which must not exist yet. The geometry of a layer is the last column, as
 * well-known text in the layer's own reference system. GDAL and QGIS recognise such a column named `WKT`.
 */
export function writeCsv(path: string, head: Head, geometryName = 'geometry'): FeatureWriter {
  const names = head.fields.map(({ name }) => name);
  const hasGeometry = head.geometryType !== null;
  if (hasGeometry) names.push(freeName(geometryName, new Set(names.map((name) => name.toLowerCase()))));
  const file = new TextFile(path);
  file.add(`${names.map(field).join(',')}\n`);
  return {
    write({ values, geometry }) {
      const fields = values.map(field);
      if (hasGeometry) fields.push(geometry === null ? '' : field(wktOf(geometry)));
      file.add(`${fields.join(',')}\n`);
    },
    async close() {
      file.close();
    },
  };
}

function field(value: Value): string {
  return value === null ? '' : quoted(String(value), ',');
}
