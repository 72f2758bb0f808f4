import { readFileSync } from 'node:fs';
import { Comparison, type ComparisonState } from '../../src/batch/compare/comparison.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { type Journal, readJournal } from '../../src/batch/journal.ts';
import { figuresOf } from '../../src/batch/report/figures.ts';
import { answerFile } from '../../src/batch/run.ts';
import { Tally } from '../../src/batch/tally.ts';
import { SafeCells } from '../../src/files/csv/safe-cells.ts';
import { shipped } from '../world.ts';

/** A run in a separate process, which resumes an earlier one. */
export interface KilledRun {
  readonly input: string;
  readonly output: string;
  /** An earlier answer to compare with, by a key or in order. */
  readonly previous: string;
  readonly key?: string | undefined;
  /** Kills itself this number of pieces after it has saved the answers of more than `after` bytes. */
  readonly kill?: { readonly after: number; readonly pieces: number };
}

/** Returns the number of bytes of the input that the journal beside the output covers. */
export function readSoFar(output: string): number {
  try {
    return (JSON.parse(readFileSync(`${output}.part.json`, 'utf8')) as Journal).state?.read ?? 0;
  } catch {
    return 0;
  }
}

/** Answers, saves its journal repeatedly, and prints its figures as JSON at the end. */
async function answer({ input, output, previous, key, kill }: KilledRun): Promise<void> {
  let left = kill?.pieces ?? 0;
  const progress = () => {
    if (kill === undefined || readSoFar(output) <= kill.after) return;
    if (left-- <= 0) process.kill(process.pid, 'SIGKILL');
  };
  const resumed = await readJournal(output);
  const begun = resumed?.state ?? null;
  const tally = begun?.tally ? Tally.from(begun.tally, shipped) : new Tally(shipped);
  const comparison = await Comparison.open(previous, key, (begun?.finishing[0] ?? null) as ComparisonState | null);
  const csv = new CsvAnswer({ zones: shipped, date: '2024-10-01', known: begun?.layout, tally });
  const finishing = [comparison, new SafeCells()];
  const counts = await answerFile(input, output, csv, { resumed, tally, finishing, journalPause: 1, progress });
  const about = {
    file: '',
    day: '',
    date: '',
    seconds: 0,
    dataVersion: '',
    rulesVersion: null,
    program: '',
    options: {},
  };
  const { time: _, ...figures } = figuresOf({
    tally,
    zones: shipped,
    schemes: [],
    changes: comparison.changes,
    run: about,
  });
  process.stdout.write(JSON.stringify({ ...counts, seconds: 0, figures }));
}

if (import.meta.main) await answer(JSON.parse(process.argv[2]!));
