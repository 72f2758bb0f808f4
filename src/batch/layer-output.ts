import { bearsCrs } from '../files/create-layer.ts';
import { nameOfCrs } from '../files/crs/crs-text.ts';
import { movementToWgs84 } from '../files/crs/to-wgs84.ts';
import type { Feature, Geometry, Head, Layer, Value } from '../files/feature.ts';
import type { OutputFormat } from '../files/output-format.ts';
import { safeText } from '../french/safe-text.ts';
import type { ReferenceSystem } from '../geo/projection.ts';
import { textOfAnswer } from './answer-columns.ts';
import type { FeatureAnswer } from './feature-answer.ts';

/**
 * Returns the output of a layer: its own fields and geometries, and the answer columns. In a format with geometries, a
 * table gets points. In CSV and XLSX, the geometries of a layer become text. Coordinates are in the CRS `system` when
 * the format can store it, in WGS84 otherwise, with a notice.
 */
export function outputOf(
  layer: Layer,
  answer: FeatureAnswer,
  system: ReferenceSystem | null,
  { format, isSafe = false, notice }: OutputOptions,
): LayerOutput {
  const isTable = layer.geometryType === null;
  const draws = format !== 'csv' && format !== 'xlsx';
  const geometryType = draws ? (layer.geometryType ?? 'Point') : layer.geometryType;
  let crs = system?.code ?? 'EPSG:4326';
  let move = (geometry: Geometry): Geometry | null => geometry;
  if (geometryType !== null && !bearsCrs(format, crs)) {
    notice(`ce format ne peut porter le système de coordonnées « ${nameOfCrs(crs)} » : la sortie est en WGS84`);
    move = movementToWgs84(crs);
    crs = 'EPSG:4326';
  }
  // In a CSV, numbers are texts with a fixed number of decimals.
  const isText = format === 'csv';
  const out: LayerOutput = {
    head: {
      name: layer.name,
      crs,
      geometryType,
      fields: [
        ...layer.fields,
        ...answer.fields.map((field) => (isText ? { ...field, type: 'text' as const } : field)),
      ],
    },
    valuesOf: ({ values }, ours) => [
      ...values,
      ...(isText ? ours.map((value, i) => (value === null ? null : textOfAnswer(value, answer.fields[i]!))) : ours),
    ],
    geometryOf: (feature, ours) => {
      if (geometryType === null) return null;
      const geometry = isTable ? answer.pointOf(feature, ours) : feature.geometry;
      return geometry === null ? null : move(geometry);
    },
  };
  return isText && isSafe ? safely(out) : out;
}

export interface LayerOutput {
  readonly head: Head;
  valuesOf(feature: Feature, answer: readonly Value[]): Value[];
  geometryOf(feature: Feature, answer: readonly Value[]): Geometry | null;
}

export interface OutputOptions {
  readonly format: OutputFormat;
  /** Whether texts of a CSV that a spreadsheet would run as formulas are escaped. */
  readonly isSafe?: boolean | undefined;
  /** Receives French sentences about the choices made. */
  readonly notice: (sentence: string) => void;
}

/**
 * Escapes the texts of a CSV that a spreadsheet would run as formulas. Geometries need no escape, since they start with
 * the name of their type.
 */
function safely(out: LayerOutput): LayerOutput {
  const fields = out.head.fields.map((field) => ({ ...field, name: safeText(field.name) }));
  return {
    ...out,
    head: { ...out.head, fields },
    valuesOf: (feature, answer) =>
      out.valuesOf(feature, answer).map((value) => (typeof value === 'string' ? safeText(value) : value)),
  };
}
