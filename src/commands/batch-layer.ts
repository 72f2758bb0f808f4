import { answerLayer, type LayerRun } from '../batch/layer-run.ts';
import { formatOfName, type OutputFormat } from '../formats/create-layer.ts';
import { formatOf } from '../formats/open-layer.ts';
import { summaryOf } from './batch-summary.ts';
import { CommandError, type Values } from './command.ts';
import { progressBar } from './progress-bar.ts';

/** The format in which a layer or a table is to be answered; null for a CSV that is answered in place. `-` is a pipe, of CSV. */
export function layerFormat(input: string, output: string, values: Values): OutputFormat | null {
  const isCsv = input === '-' || formatOf(input) === 'csv';
  const format = output === '-' ? 'csv' : formatOr(output, isCsv);
  if (isCsv && format === 'csv') {
    if (values.layer !== undefined) throw new CommandError(`--layer ne va pas avec un CSV`);
    return null;
  }
  if (input === '-' || output === '-') {
    throw new CommandError('l’entrée et la sortie standard sont en CSV : les autres formats demandent deux fichiers');
  }
  for (const option of OF_CSV) {
    if (values[option] !== undefined) throw new CommandError(`--${option} ne va que d’un CSV à un CSV`);
  }
  return format;
}

const OF_CSV = ['address', 'resume', 'safe-csv', 'compare'];

/** A CSV may be called anything. */
function formatOr(output: string, isCsv: boolean): OutputFormat {
  try {
    return formatOfName(output);
  } catch (error) {
    if (isCsv) return 'csv';
    throw error;
  }
}

/** Answers a layer or a table into another file, and says how it went on standard error; the exit code. */
export async function answerLayerFile(run: Omit<LayerRun, 'notice' | 'progress' | 'stop'>): Promise<number> {
  const bar = progressBar();
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const name of SIGNALS) process.once(name, onSignal);
  try {
    const notice = (sentence: string) => say(`attention : ${sentence}`);
    const summary = await answerLayer({ ...run, notice, progress: bar?.update, stop: stop.signal });
    bar?.stop();
    say(summaryOf(summary));
    return summary.invalid > 0 ? 2 : 0;
  } finally {
    bar?.stop();
    for (const name of SIGNALS) process.removeListener(name, onSignal);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
