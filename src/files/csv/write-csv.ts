import { quoted } from '../../french/escape.ts';
import { safeText } from '../../french/safe-text.ts';
import type { FeatureWriter, Head, Value } from '../feature.ts';
import { freeName } from '../free-name.ts';
import { wktOf } from '../gis/write/write-wkt.ts';

import { TextFile } from '../text/text-file.ts';

/**
 * Writes a CSV (UTF-8, comma) at `path`, which must not exist yet. The geometry of a layer is the last column, as
 * well-known text in the layer's own reference system. GDAL and QGIS recognise such a column named `WKT`. With
 * `isSafe`, no text becomes a formula in a spreadsheet.
 */
export function writeCsv(
  path: string,
  head: Head,
  { geometryName = 'geometry', isSafe = false }: { geometryName?: string; isSafe?: boolean } = {},
): FeatureWriter {
  const field = isSafe ? safeField : plainField;
  const names = head.fields.map(({ name }) => name);
  const hasGeometry = head.geometryType !== null;
  if (hasGeometry) names.push(freeName(geometryName, new Set(names.map((name) => name.toLowerCase()))));
  const file = new TextFile(path);
  file.add(`${names.map(field).join(',')}\n`);
  return {
    write({ values, geometry }) {
      const fields = values.map(field);
      if (hasGeometry) fields.push(geometry === null ? '' : plainField(wktOf(geometry)));
      file.add(`${fields.join(',')}\n`);
    },
    async close() {
      file.close();
    },
  };
}

function safeField(value: Value): string {
  return plainField(typeof value === 'string' ? safeText(value) : value);
}

function plainField(value: Value): string {
  return value === null ? '' : quoted(String(value), ',');
}
