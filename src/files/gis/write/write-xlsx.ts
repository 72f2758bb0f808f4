import writeWorkbook, { type SheetData } from 'write-excel-file/node';
import type { FeatureWriter, FieldType, Geometry, Head, Value } from '../../feature.ts';
import { freeName } from '../../free-name.ts';
import { clockOf } from '../../moment.ts';
import { wktOf } from './write-wkt.ts';

/**
 * Writes an Excel workbook with one sheet at `path`. The geometry of a layer is the last column, as well-known text; it
 * is empty when it exceeds a cell. All rows are held in memory until `close`. Throws an Error when there are more rows
 * than a sheet can have.
 */
export function writeXlsx(path: string, head: Head): FeatureWriter {
  const names = head.fields.map(({ name }) => name);
  const hasGeometry = head.geometryType !== null;
  if (hasGeometry) names.push(freeName('geometry', new Set(names.map((name) => name.toLowerCase()))));
  const rows: Cell[][] = [names.map((value) => ({ value, type: String, fontWeight: 'bold' }))];
  return {
    write({ values, geometry }) {
      if (rows.length === MOST_ROWS) {
        throw new Error(
          `un classeur Excel ne tient que ${MOST_ROWS - 1} lignes : choisissez un autre format de sortie`,
        );
      }
      const row = values.map((value, i) => cellOf(value, head.fields[i]!.type));
      if (hasGeometry) row.push(geometry === null ? null : textOf(geometry));
      rows.push(row);
    },
    async close() {
      const sheet = { sheet: sheetName(head.name), stickyRowsCount: 1 };
      await writeWorkbook(rows as SheetData, sheet, { features: [ownFormats] }).toFile(path);
    },
  };
}

/** The most rows of a sheet, its header included, and the most characters of a cell. */
const MOST_ROWS = 1_048_576;
const LONGEST_CELL = 32_767;

/**
 * The library numbers its own formats from 100, the standard from 164. Below 164, GDAL and QGIS read a date as a
 * number.
 */
const ownFormats = {
  files: {
    transform: {
      'xl/styles.xml': {
        transform: (xml: string) =>
          xml.replaceAll(/numFmtId="1(\d\d)"/g, (_, rank) => `numFmtId="${164 + Number(rank)}"`),
      },
    },
  },
};

/** Plain values: an object per cell would take several times the memory. */
type Cell =
  | string
  | number
  | boolean
  | null
  | { readonly value: string | Date; readonly type: unknown; readonly format?: string; readonly fontWeight?: 'bold' };

function cellOf(value: Value, type: FieldType): Cell {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return value;
  if (type === 'date' || type === 'datetime') {
    const moment = clockOf(value);
    const format = type === 'date' ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss';
    if (moment !== null) return { value: moment, type: Date, format };
  }
  return value.slice(0, LONGEST_CELL);
}

/** Null when the text exceeds a cell: a cut geometry would be invalid. */
function textOf(geometry: Geometry): string | null {
  const text = wktOf(geometry);
  return text.length > LONGEST_CELL ? null : text;
}

/** At most 31 characters, without those that Excel reserves. */
function sheetName(name: string): string {
  return (
    name
      .replaceAll(/[\\/*?:[\]']/g, ' ')
      .trim()
      .slice(0, 31) || 'Feuille 1'
  );
}
