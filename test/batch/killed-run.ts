import { Comparison, type ComparisonState } from '../../src/batch/compare/comparison.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { readJournal } from '../../src/batch/journal.ts';
import { figuresOf } from '../../src/batch/report/figures.ts';
import { answerFile } from '../../src/batch/run.ts';
import { Tally } from '../../src/batch/tally.ts';
import { SafeCells } from '../../src/files/csv/safe-cells.ts';
import { shipped } from '../world.ts';

/*
 * One run in a process of its own, to be killed: INPUT OUTPUT PREVIOUS [KEY]. It goes on from where an earlier one was, saves its journal
 * again and again, and prints its figures as JSON at the end.
 */

const [input, output, previous, key] = process.argv.slice(2) as [string, string, string, string | undefined];
const resumed = await readJournal(output);
const begun = resumed?.state ?? null;
const tally = begun?.tally ? Tally.from(begun.tally, shipped) : new Tally(shipped);
const comparison = await Comparison.open(previous, key, (begun?.finishing[0] ?? null) as ComparisonState | null);
const answer = new CsvAnswer({ zones: shipped, date: '2024-10-01', known: begun?.layout, tally });
const counts = await answerFile(input, output, answer, {
  resumed,
  tally,
  finishing: [comparison, new SafeCells()],
  journalPause: 1,
});
const run = { file: '', day: '', date: '', seconds: 0, dataVersion: '', program: '', options: {} };
const { time: _, ...figures } = figuresOf({ tally, zones: shipped, changes: comparison.changes, run });
process.stdout.write(JSON.stringify({ ...counts, seconds: 0, figures }));
