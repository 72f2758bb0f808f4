import { basename } from 'node:path';
import packageFile from '../../../package.json' with { type: 'json' };
import { AddressAnswer } from '../../batch/addresses/address-answer.ts';
import type { AddressColumns } from '../../batch/addresses/address-columns.ts';
import type { AddressCounts } from '../../batch/addresses/address-counting.ts';
import { Comparison, type ComparisonState } from '../../batch/compare/comparison.ts';
import type { BatchCounts } from '../../batch/counts.ts';
import { type BatchOptions, CsvAnswer } from '../../batch/csv-answer.ts';
import { readJournal, rowsGivenUp, type Settings } from '../../batch/journal.ts';
import { adviceOn, noMistakes } from '../../batch/mistake.ts';
import type { RunFigures } from '../../batch/report/figures.ts';
import { expectWritable, type ReportFiles, writeReport } from '../../batch/report/write.ts';
import { answerFile, type FileAnswer } from '../../batch/run.ts';
import type { SchemeQuestion } from '../../batch/schemes/scheme-question.ts';
import { Tally } from '../../batch/tally.ts';
import type { Known } from '../../files/csv/pieces.ts';
import { SafeCells } from '../../files/csv/safe-cells.ts';
import { fileIdentity } from '../../files/source.ts';
import { detectFileEncoding } from '../../files/text/detect-encoding.ts';
import type { Encoding } from '../../files/text/encoding.ts';
import { todayInParis } from '../../french/day.ts';
import { figure } from '../../french/numbers.ts';
import type { Loaded } from '../../load.ts';
import type { Zones } from '../../zones/zones.ts';
import { progressBar } from '../progress-bar.ts';
import { stopOnSignal } from '../stop-on-signal.ts';
import { namedOptions } from './address-options.ts';
import { changesInWords, summaryOf } from './batch-summary.ts';
import { namedSchemes } from './scheme-options.ts';

/** Answers a CSV file into another, and prints a summary on standard error. Returns the exit code. */
export async function answerCsv(question: CsvQuestion, loaded: Loaded): Promise<number> {
  const { input, output, zones, isSafe, previous, key, isResumed, report } = question;
  if (report) await expectWritable(report, [input, output, ...(previous === undefined ? [] : [previous])]);
  const resumed = isResumed ? await readJournal(output) : null;
  if (output !== '-' && !isResumed) await warnOfPart(output);
  if (isResumed && !resumed) printLine(`rien à reprendre pour ${output} : le fichier est lu depuis le début`);
  const settings = await settingsOf(question, loaded);
  const asked = question.schemes?.schemes ?? [];
  const begun = resumed?.state ?? null;
  const tally = report ? (begun?.tally ? Tally.from(begun.tally, zones, asked) : new Tally(zones, asked)) : undefined;
  const mistakes = noMistakes();
  const comparison =
    previous === undefined
      ? null
      : await Comparison.open(previous, key, (begun?.finishing[0] ?? null) as ComparisonState | null, asked);
  const known = begun?.layout ?? (await knownOf(question));
  const answer = answerOf(question, loaded, {
    tally,
    mistakes,
    encoding: begun ? undefined : question.encoding,
    known,
  });
  // A run into a pipe has nothing to save when it is interrupted.
  const stop = stopOnSignal(output !== '-');
  const bar = progressBar();
  try {
    const summary = await answerFile(input, output, answer, {
      progress: bar?.update,
      settings,
      resumed,
      finishing: [...(comparison ? [comparison] : []), ...(isSafe ? [new SafeCells()] : [])],
      tally,
      stop: stop.signal,
    });
    bar?.stop();
    printLine(summaryOf(summary));
    const advice = adviceOn(mistakes, summary.rows);
    if (advice) printLine(advice);
    for (const sentence of answer.remarks.sentences)
      printLine(`attention : ${input === '-' ? 'l’entrée standard' : input} : ${sentence}`);
    if (comparison) printLine(changesInWords(comparison.changes));
    if (report && tally) {
      const run = runFigures(question, loaded, settings, summary.seconds);
      await writeReport(report, { tally, zones, schemes: asked, changes: comparison?.changes ?? null, run });
    }
    return summary.invalid > 0 ? 2 : 0;
  } finally {
    bar?.stop();
    stop.forget();
    await comparison?.close();
  }
}

export interface CsvQuestion {
  /** Paths, or `-`. */
  readonly input: string;
  readonly output: string;
  readonly zones: Zones;
  readonly date: string;
  readonly encoding: Encoding | undefined;
  readonly crs: string | undefined;
  readonly toWgs84: BatchOptions['toWgs84'];
  readonly columns: AddressColumns | null;
  readonly schemes: SchemeQuestion | undefined;
  readonly isResumed: boolean;
  readonly isSafe: boolean;
  /** An earlier answer to compare with, and the column that identifies its rows. */
  readonly previous: string | undefined;
  readonly key: string | undefined;
  readonly report: ReportFiles | null;
}

type Shared = Pick<BatchOptions, 'tally' | 'mistakes' | 'encoding' | 'known'>;

/** The encoding of a pipe is guessed from its start, since it can only be read once. */
async function knownOf({ input, encoding }: CsvQuestion): Promise<Known> {
  return input === '-' || encoding !== undefined ? {} : await detectFileEncoding(input);
}

function answerOf(
  { zones, date, toWgs84, columns, schemes }: CsvQuestion,
  { addresses }: Loaded,
  shared: Shared,
): FileAnswer<BatchCounts | AddressCounts> {
  if (columns) return new AddressAnswer({ zones, date, columns, schemes, addresses, ...shared });
  return new CsvAnswer({ zones, date, toWgs84, schemes, ...shared });
}

/** Returns the settings that the answers depend on, by the name of their option. */
async function settingsOf(question: CsvQuestion, { addresses, rulebook }: Loaded): Promise<Settings> {
  const { zones, date, encoding, crs, columns, schemes, isSafe, previous, key, report } = question;
  const settings: Record<string, string | undefined> = {
    '--date': date,
    '--data-version': zones.dataVersion,
    '--crs': crs,
    '--encoding': encoding,
    ...namedOptions(columns),
    ...namedSchemes(schemes),
    'data/rules': schemes && rulebook.rulesVersion,
    ADDRESS_PROVIDER: columns ? addresses.provider : undefined,
    // Another file of addresses may have other positions.
    'data update --only addresses': columns ? addresses.local?.about.loadedOn : undefined,
    '--safe-csv': isSafe ? 'oui' : undefined,
    '--compare': previous === undefined ? undefined : await named(previous),
    '--key': key,
    '--report': report ? 'oui' : undefined,
    perimetre: packageFile.version,
  };
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Returns the figures of the run for a report. It contains the names of files, but not their folders. */
function runFigures(
  { input, date, zones, schemes }: CsvQuestion,
  { rulebook, isDemo }: Loaded,
  settings: Settings,
  seconds: number,
): RunFigures {
  const { '--date': _, '--data-version': __, perimetre: ___, 'data/rules': ____, ...others } = settings;
  const { '--compare': previous, ...options } = others;
  return {
    ...(isDemo && { demo: true }),
    file: input === '-' ? 'l’entrée standard' : basename(input),
    day: todayInParis(),
    date,
    seconds,
    dataVersion: zones.dataVersion,
    rulesVersion: schemes ? rulebook.rulesVersion : null,
    program: packageFile.version,
    options: previous === undefined ? options : { ...options, '--compare': previous.replace(/ \(.*/, '') },
  };
}

/** Returns the name of a file with an identity of its content. */
async function named(path: string): Promise<string> {
  const { ends, modified } = await fileIdentity(path);
  return `${basename(path)} (${ends.slice(0, 8)}-${modified})`;
}

/** Prints a warning when a run without --resume discards the rows of an interrupted one. */
async function warnOfPart(output: string): Promise<void> {
  const rows = await rowsGivenUp(output);
  if (rows > 0)
    printLine(`${figure(rows)} lignes déjà répondues de ${output} sont refaites : --resume les aurait gardées`);
}

function printLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
