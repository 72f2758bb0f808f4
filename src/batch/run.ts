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
 * Answers the CSV file `input` into `output`: paths, or '-' for standard input and output. The output gets its name
 * only when it is complete. Until then it is `output.part`, beside a journal from which an interrupted run is resumed.
 * Throws a BatchError when a file cannot be read or written.
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
    // A resumed run reads the header line again.
    let read = begun ? begun.read - begun.headerEnd : 0;
    let written = begun?.written ?? 0;
    // The next piece is answered while one is written: a write is awaited one piece later.
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
      // An error is thrown when the write is awaited.
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
    // A mixture of two files may fail in any way: the error is then that the file changed.
    const first = stop.aborted || isDiskFull(error) ? null : changeOf(source);
    throw await failure(first ?? error, { input, output, sink, journaling, stop });
  } finally {
    await source.close();
  }
  return { ...answer.counts, seconds: seconds() };
}

/** Answers a file of coordinates or of addresses. */
export interface FileAnswer<Counts> {
  /** A resumed run sets its earlier counts here before the first row. */
  readonly counts: Counts;
  /** A resumed run restores its earlier remarks here. */
  readonly remarks: FileRemarks;
  /** The header of the file, once it has been read. */
  readonly header: Header | null;
  /**
   * Yields whole rows; the first non-empty piece starts with the header line. A piece is only valid until the next but
   * one.
   */
  answer(file: AsyncIterable<Buffer>, stop?: AbortSignal): AsyncIterable<AnsweredPiece>;
}

export interface RunOptions {
  readonly progress?: Progress | undefined;
  /** The options that the answers depend on. A run is only resumed with the same ones. */
  readonly settings?: Settings | undefined;
  /** The journal of a run to resume. The answer already has its layout and its tally. */
  readonly resumed?: Journal | null | undefined;
  /** Steps applied to answered rows before they are written, in order. */
  readonly finishing?: readonly Finishing[] | undefined;
  /** Receives every row from the answer, and is stored in the journal. */
  readonly tally?: Tally | undefined;
  /** The least time between two savings of the journal, in milliseconds. */
  readonly journalPause?: number | undefined;
  /** Aborting it stops the run, which can be resumed later. */
  readonly stop?: AbortSignal | undefined;
}

/** Called after each piece with the rows answered, the bytes answered, and the size; null when it is unknown. */
export type Progress = (rows: number, bytes: number, size: number | null) => void;

/**
 * A run from a pipe has no journal that would show other runs that it writes this output, so its part has a name of its
 * own.
 */
async function openSink(output: string, begun: JournalState | null, { identity }: Source): Promise<Sink> {
  if (identity) return fileSink(output, begun?.written ?? null);
  if (existsSync(dirname(output))) removeLeftParts(dirname(output), `${basename(output)}.`);
  return fileSink(output, null, partOf(`${output}.${process.pid}`));
}

/** A file answered into itself would be lost. */
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

/** The counts and the tally of the pieces answered so far. Called before the next piece. */
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
    // Copied, since it continues to count while this state is being written.
    tally: tally?.toJSON() ?? null,
    finishing: finishing.toJSON(),
  };
}

async function saved(writing: Promise<void>, state: JournalState, journaling: Journaling, sink: Sink): Promise<void> {
  await writing;
  journaling.save(state, () => sink.flush());
}

/** Returns the error to throw after cleaning up. The files of a run that can be resumed are not removed. */
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
