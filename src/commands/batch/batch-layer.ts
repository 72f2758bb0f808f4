import { basename } from 'node:path';
import packageFile from '../../../package.json' with { type: 'json' };
import { answerLayer, type LayerRun } from '../../batch/layer-run.ts';
import type { RunFigures } from '../../batch/report/figures.ts';
import { expectWritable, type ReportFiles, writeReport } from '../../batch/report/write.ts';
import { Tally } from '../../batch/tally.ts';
import { todayInParis } from '../../french/day.ts';
import { progressBar } from '../progress-bar.ts';
import { stopOnSignal } from '../stop-on-signal.ts';
import { namedOptions } from './address-options.ts';
import { summaryOf } from './batch-summary.ts';
import { namedSchemes } from './scheme-options.ts';

/** Answers a layer or a table into another file, and prints a summary on standard error. Returns the exit code. */
export async function answerLayerFile(run: LayerQuestion): Promise<number> {
  const { input, output, zones, report } = run;
  if (report) await expectWritable(report, [input, output]);
  const asked = run.schemes?.schemes ?? [];
  const tally = report ? new Tally(zones, asked) : undefined;
  const bar = progressBar();
  const stop = stopOnSignal();
  try {
    const notice = (sentence: string) => printLine(`attention : ${sentence}`);
    const summary = await answerLayer({ ...run, tally, notice, progress: bar?.update, stop: stop.signal });
    bar?.stop();
    printLine(summaryOf(summary));
    if (report && tally) {
      await writeReport(report, { tally, zones, schemes: asked, changes: null, run: runFigures(run, summary.seconds) });
    }
    return summary.invalid > 0 ? 2 : 0;
  } finally {
    bar?.stop();
    stop.forget();
  }
}

export interface LayerQuestion extends Omit<LayerRun, 'tally' | 'notice' | 'progress' | 'stop'> {
  readonly report: ReportFiles | null;
  readonly rulesVersion: string;
  readonly isDemo: boolean;
}

/** Returns the figures of the run for a report. It contains the names of files, but not their folders. */
function runFigures(
  { input, date, zones, crs, encoding, layer, isSafe, addresses, schemes, rulesVersion, isDemo }: LayerQuestion,
  seconds: number,
): RunFigures {
  const options = {
    '--crs': crs,
    '--encoding': encoding,
    '--layer': layer,
    ...namedOptions(addresses?.columns),
    ...namedSchemes(schemes),
    '--safe-csv': isSafe ? 'oui' : undefined,
  };
  const given = Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...(isDemo && { demo: true }),
    file: basename(input),
    day: todayInParis(),
    date,
    seconds,
    dataVersion: zones.dataVersion,
    rulesVersion: schemes ? rulesVersion : null,
    program: packageFile.version,
    options: Object.fromEntries(given),
  };
}

function printLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
