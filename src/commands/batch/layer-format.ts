import { inputKind } from '../../files/input-format.ts';
import { formatOfName, type OutputFormat } from '../../files/output-format.ts';
import { CommandError, type Values } from '../command.ts';

/**
 * Returns the output format of a layer or a table; null for a CSV answered as CSV. `-` is a pipe with a CSV. Throws a
 * CommandError for options that the formats do not support.
 */
export function layerFormat(input: string, output: string, values: Values): OutputFormat | null {
  const isCsv = input === '-' || inputKind(input) === 'csv';
  const format = output === '-' ? 'csv' : formatOr(output, isCsv);
  if (isCsv && format === 'csv') {
    if (values.layer !== undefined) throw new CommandError('--layer ne va pas avec un CSV');
    return null;
  }
  if (input === '-' || output === '-') {
    throw new CommandError('l’entrée et la sortie standard sont en CSV : les autres formats demandent deux fichiers');
  }
  for (const option of OF_CSV) {
    if (values[option] !== undefined) throw new CommandError(`--${option} ne va que d’un CSV à un CSV`);
  }
  if (values['safe-csv'] !== undefined && format !== 'csv') {
    throw new CommandError(
      '--safe-csv ne va qu’avec un CSV en sortie : dans les autres formats un texte n’est jamais une formule',
    );
  }
  return format;
}

const OF_CSV = ['resume', 'compare'] as const;

/** A CSV output may have any name, except the extension of another format, since users would expect that format. */
function formatOr(output: string, isCsv: boolean): OutputFormat {
  try {
    return formatOfName(output);
  } catch (error) {
    if (isCsv && !OTHERS.test(output)) return 'csv';
    throw error;
  }
}

const OTHERS = /\.(shp|dbf|kmz?|gml|gpx|fgb|tab|mif|gdb|xlsm?|ods|docx?|odt|html?|pdf|zip|sqlite|db|pmtiles|svg)$/i;
