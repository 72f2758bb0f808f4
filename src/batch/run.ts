import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type Finishing, Finishings } from '../files/csv/finishing.ts';
import type { Header } from '../files/csv/header.ts';
import { BatchError } from '../files/error.ts';
import { removeLeftParts } from '../files/left-parts.ts';
import { fileSink, partOf, type Sink, standardOutput } from '../files/sink.ts';
import { openSource, type Source } from '../files/source.ts';
import { asBatchError, isDiskFull } from '../files/system-error.ts';
import { figure } from '../french/numbers.ts';
import type { BatchCounts } from './counts.ts';
import type { AnsweredPiece } from './csv-answer.ts';
import type { FileRemarks } from './file-remarks.ts';
import { expectSame, type Journal, Journaling, type JournalState, type Settings } from './journal.ts';
import type { Tally } from './tally.ts';

/**
 * Answers the CSV file `input` into `output`, both paths, or standard input and output as '-'. The output appears under
 * its name only when it is whole; until then it is `output.part`, with a journal beside it from which a run that was
 * stopped goes on. Throws a BatchError when a file cannot be read or written.
 */
export async function answerFile<Counts extends BatchCounts>(
  input: string,
  output: string,
  answer: FileAnswer<Counts>,
  options: RunOptions = {},
): Promise<Counts & { readonly seconds: number }> {
  const started = performance.now();
  const { settings = {}, resumed = null, stop = new AbortController().signal } = options;
  await refuseSameFile(input, output);
  const begun = resumed?.state ?? null;
  const seconds = () => (begun?.seconds ?? 0) + (performance.now() - started) / 1000;
  const source = await openSource(input, begun, stop);
  let sink: Sink | null = null;
  let journaling: Journaling | null = null;
  try {
    if (resumed && source.identity) expectSame(resumed, output, source.identity, settings);
    sink = output === '-' ? standardOutput() : await openSink(output, begun, source);
    if (output !== '-' && source.identity) {
      journaling = new Journaling(output, source.identity, settings, begun, options.journalPause);
      await journaling.begin();
    }
    if (begun) {
      Object.assign(answer.counts, begun.counts);
      answer.remarks.restore(begun.remarks);
    }
    const finishing = new Finishings(options.finishing ?? [], begun !== null);
    // The header line is read again, to be known.
    let read = begun ? begun.read - begun.headerEnd : 0;
    let written = begun?.written ?? 0;
    // While one output is written, the next is answered: a write is awaited one piece later.
    let writing: Promise<void> = Promise.resolve();
    for await (const piece of answer.answer(source.bytes, stop)) {
      const bytes = await finishing.take(piece.bytes, answer.header);
      read += piece.read;
      written += bytes.length;
      await writing;
      writing = sink.write(bytes);
      const isDue = journaling !== null && answer.header !== null && (journaling.isDue || stop.aborted);
      if (isDue) {
        const state = stateOf(answer, answer.header!, { read, written, seconds: seconds() }, finishing, options.tally);
        writing = saved(writing, state, journaling!, sink);
      }
      // The piece after next will be answered by another turn; an error is met there.
      writing.catch(() => {});
      if (stop.aborted) await writing;
      stop.throwIfAborted();
      if (isDue) source.expectUnchanged();
      options.progress?.(answer.counts.rows, read, source.size);
    }
    await writing;
    await finishing.end();
    await journaling?.settled();
    source.expectUnchanged();
    if (answer.counts.rows === 0) {
      throw new BatchError('le fichier n’a qu’une ligne d’en-tête : il n’y a aucune ligne à répondre');
    }
    await sink.finish();
    await journaling?.remove();
  } catch (error) {
    // Half of one file and half of another may fail in any way: what is told is that it changed.
    const first = stop.aborted || isDiskFull(error) ? null : changeOf(source);
    throw await failure(first ?? error, { input, output, sink, journaling, stop });
  } finally {
    await source.close();
  }
  return { ...answer.counts, seconds: seconds() };
}

/** What answers a file: its coordinates or its addresses. */
export interface FileAnswer<Counts> {
  /** Those of a run that goes on are put here before the first row. */
  readonly counts: Counts;
  /** The same of a run that goes on. */
  readonly remarks: FileRemarks;
  /** Of the file, once it has been read. */
  readonly header: Header | null;
  /**
   * Yields whole rows, behind the header line in the first piece that is not empty; what it yields may change at the
   * next but one.
   */
  answer(file: AsyncIterable<Buffer>, stop?: AbortSignal): AsyncIterable<AnsweredPiece>;
}

export interface RunOptions {
  readonly progress?: Progress | undefined;
  /** What the answers depend on beside the file: a run goes on under the same only. */
  readonly settings?: Settings | undefined;
  /** What a run left that is to be gone on with; the answer has been told its encoding, and its tally. */
  readonly resumed?: Journal | null | undefined;
  /** What is done to answered rows before they are written, in order. */
  readonly finishing?: readonly Finishing[] | undefined;
  /** Told of every row by the answer, and kept with the journal. */
  readonly tally?: Tally | undefined;
  /** Milliseconds between two savings of the journal, at least. */
  readonly journalPause?: number | undefined;
  /** Aborted, it stops the run, which can be gone on with later. */
  readonly stop?: AbortSignal | undefined;
}

/** Called after each piece: rows answered, bytes answered, and how many there are, null when nobody knows. */
export type Progress = (rows: number, bytes: number, size: number | null) => void;

/**
 * What comes from a pipe keeps no journal by which another run would know that this output is being written: it has a
 * part of its own.
 */
async function openSink(output: string, begun: JournalState | null, { identity }: Source): Promise<Sink> {
  if (identity) return fileSink(output, begun?.written ?? null);
  if (existsSync(dirname(output))) removeLeftParts(dirname(output), `${basename(output)}.`);
  return fileSink(output, null, partOf(`${output}.${process.pid}`));
}

/** A file answered onto itself would lose what was asked. */
async function refuseSameFile(input: string, output: string): Promise<void> {
  if (input === '-' || output === '-') return;
  const [from = null, ...to] = await Promise.all(
    [input, output, partOf(output)].map((path) => realpath(path).catch(() => null)),
  );
  if (from !== null && to.includes(from))
    throw new BatchError(`${output} est le fichier d’entrée : donnez un autre nom à --out`);
}

function changeOf(source: Source): unknown {
  try {
    source.expectUnchanged();
    return null;
  } catch (error) {
    return error;
  }
}

/** Counts and tally are those of the pieces answered so far, and no more: this is asked before the next one. */
function stateOf(
  { counts, remarks }: FileAnswer<BatchCounts>,
  { encoding, separator, eol, end }: Header,
  place: Pick<JournalState, 'read' | 'written' | 'seconds'>,
  finishing: Finishings,
  tally: Tally | undefined,
): JournalState {
  return {
    ...place,
    headerEnd: end,
    layout: { encoding, separator, eol },
    counts: { ...counts },
    remarks: remarks.toJSON(),
    // It goes on counting while this state waits for the disk.
    tally: tally?.toJSON() ?? null,
    finishing: finishing.toJSON(),
  };
}

async function saved(writing: Promise<void>, state: JournalState, journaling: Journaling, sink: Sink): Promise<void> {
  await writing;
  journaling.save(state, () => sink.flush());
}

/** Cleans up after an error, and says it: what a later run can go on with is kept, anything else is not. */
async function failure(
  error: unknown,
  {
    input,
    output,
    sink,
    journaling,
    stop,
  }: { input: string; output: string; sink: Sink | null; journaling: Journaling | null; stop: AbortSignal },
): Promise<unknown> {
  await journaling?.settled().catch(() => {});
  const kept = journaling?.saved ?? null;
  const isKept = kept !== null && (stop.aborted || isDiskFull(error));
  await sink?.leave(isKept);
  if (!isKept) await journaling?.remove();
  const rows = `les ${figure(kept?.counts.rows ?? 0)} premières lignes sont gardées`;
  const again = 'la même commande avec --resume continue';
  if (stop.aborted) return new BatchError(isKept ? `interrompu : ${rows}, ${again}` : 'interrompu : rien n’est écrit');
  const { syscall } = error as NodeJS.ErrnoException;
  const batchError = asBatchError(error, syscall === 'read' ? input : output);
  return isKept && batchError instanceof BatchError
    ? new BatchError(`${batchError.message} ; ${rows}, et une fois la place faite ${again}`)
    : batchError;
}
