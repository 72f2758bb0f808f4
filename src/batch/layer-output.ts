import { bearsCrs } from '../files/create-layer.ts';
import { nameOfCrs } from '../files/crs/crs-text.ts';
import { movementToWgs84 } from '../files/crs/to-wgs84.ts';
import { safeText } from '../files/csv/safe-cells.ts';
import type { Feature, Geometry, Head, Layer, Value } from '../files/feature.ts';
import type { OutputFormat } from '../files/output-format.ts';
import type { ReferenceSystem } from '../geo/projection.ts';
import { textOfAnswer } from './answer-columns.ts';
import type { FeatureAnswer } from './feature-answer.ts';

/**
 * What is written: the layer as it is and our columns. A table gets points where the format draws; a layer, text where
 * it does not.
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
  // A CSV has no numbers: they are written with the decimals of those that are answered in place.
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
  /** Whether the texts of a CSV must not be taken for formulas. */
  readonly isSafe?: boolean | undefined;
  /** Told, in one French sentence, what had to be decided. */
  readonly notice: (sentence: string) => void;
}

/** The same, of which no text of a CSV is a formula. A geometry is none: it begins with the name of its type. */
function safely(out: LayerOutput): LayerOutput {
  const fields = out.head.fields.map((field) => ({ ...field, name: safeText(field.name) }));
  return {
    ...out,
    head: { ...out.head, fields },
    valuesOf: (feature, answer) =>
      out.valuesOf(feature, answer).map((value) => (typeof value === 'string' ? safeText(value) : value)),
  };
}
