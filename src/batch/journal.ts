import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Layout } from '../files/csv/layout.ts';
import { BatchError } from '../files/error.ts';
import { isRunning } from '../files/left-parts.ts';
import { partOf } from '../files/sink.ts';
import type { FileIdentity, SourcePlace } from '../files/source.ts';
import { asBatchError } from '../files/system-error.ts';
import type { BatchCounts } from './counts.ts';
import type { FileRemarksState } from './file-remarks.ts';
import type { TallyState } from './tally.ts';

/**
 * The progress of a run, stored beside its unfinished output, so that the run can be resumed. It contains counts and
 * positions in files, but no content of rows.
 */
export interface Journal {
  readonly format: 2;
  readonly input: FileIdentity;
  /** The options that the answers depend on, by name. */
  readonly settings: Settings;
  readonly writer: { readonly pid: number; readonly host: string };
  /** Null until something is written. */
  readonly state: JournalState | null;
}

export interface JournalState extends SourcePlace {
  /** The layout of the input, which a resumed run does not guess again. */
  readonly layout: Layout;
  /** The length of the output, in bytes. */
  readonly written: number;
  readonly counts: BatchCounts;
  readonly remarks: FileRemarksState;
  /** The duration of the run so far, in seconds. */
  readonly seconds: number;
  readonly tally: TallyState | null;
  /** The states of the finishing steps, in order. */
  readonly finishing: readonly unknown[];
}

export type Settings = Readonly<Record<string, string>>;

/**
 * Returns the journal of an interrupted run beside `output`; null when there is none. Throws a BatchError when it
 * cannot be read, or when another run is still writing.
 */
export async function readJournal(output: string): Promise<Journal | null> {
  const journal = await journalBeside(output);
  if (journal === 'unreadable') {
    throw new BatchError(`${journalOf(output)} ne se lit pas : effacez-le et recommencez sans --resume`);
  }
  const hasPart = await stat(partOf(output)).catch(() => null);
  return hasPart ? journal : null;
}

/**
 * Returns how many rows an interrupted run had answered, which a new run answers again. Throws a BatchError when
 * another run is still writing.
 */
export async function rowsGivenUp(output: string): Promise<number> {
  const journal = await journalBeside(output);
  return journal === null || journal === 'unreadable' ? 0 : (journal.state?.counts.rows ?? 0);
}

async function journalBeside(output: string): Promise<Journal | 'unreadable' | null> {
  const path = journalOf(output);
  let journal: Journal;
  try {
    journal = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (error instanceof SyntaxError) return 'unreadable';
    throw asBatchError(error, path);
  }
  if (journal?.format !== 2 || journal.input === undefined || journal.settings === undefined) return 'unreadable';
  if (await isWriting(journal, path)) {
    throw new BatchError(
      `${output} est en train d’être écrit par une autre commande (processus ${journal.writer.pid})`,
    );
  }
  return journal;
}

/**
 * Throws a BatchError that gives what has changed since `journal` was started, since a resumed run would mix two
 * answers.
 */
export function expectSame(journal: Journal, output: string, input: FileIdentity, settings: Settings): void {
  const part = partOf(output);
  const again = 'ou recommencez sans --resume';
  const { size, modified, ends } = journal.input;
  if (size !== input.size || ends !== input.ends || modified !== input.modified) {
    throw new BatchError(
      `le fichier d’entrée n’est plus celui pour lequel ${part} a été commencé : recommencez sans --resume`,
    );
  }
  for (const name of new Set([...Object.keys(journal.settings), ...Object.keys(settings)])) {
    const [before, now] = [journal.settings[name] ?? '', settings[name] ?? ''];
    if (before === now) continue;
    const [was, is] = [before, now].map((value) => (value === '' ? `sans ${name}` : `avec ${name} ${value}`));
    throw new BatchError(`${part} a été commencé ${was}, et se poursuivrait ${is} : redonnez la même valeur, ${again}`);
  }
}

/** Saves the journal of a run from time to time. */
export class Journaling {
  #saved: JournalState | null;
  readonly #path: string;
  readonly #head: Omit<Journal, 'state'>;
  #isSaving = false;
  #saving: Promise<void> = Promise.resolve();
  readonly #pause: number;
  #due: number;

  /** `pause` is the least time between two savings, in milliseconds. */
  constructor(output: string, input: FileIdentity, settings: Settings, begun: JournalState | null, pause = 1000) {
    this.#pause = pause;
    this.#due = performance.now() + pause;
    this.#path = journalOf(output);
    this.#head = { format: 2, input, settings, writer: { pid: process.pid, host: hostname() } };
    this.#saved = begun;
  }

  /** The state from which the run can be resumed. */
  get saved(): JournalState | null {
    return this.#saved;
  }

  get isDue(): boolean {
    return !this.#isSaving && performance.now() >= this.#due;
  }

  /** Writes the identity of this process before any output. */
  begin(): Promise<void> {
    return this.#write(this.#saved);
  }

  /** Saves a state once `flush` has written the output to the disk. The run continues meanwhile. */
  save(state: JournalState, flush: () => Promise<void>): void {
    const started = performance.now();
    this.#isSaving = true;
    this.#saving = this.#saving
      .then(flush)
      // When this fails, a later run only resumes from an earlier state.
      .then(() => this.#write(state).catch(() => {}))
      .finally(() => {
        this.#isSaving = false;
        // Savings take at most a fifth of the time of a slow disk.
        const now = performance.now();
        this.#due = now + Math.max(this.#pause, 4 * (now - started));
      });
    // The error is thrown by `settled`.
    this.#saving.catch(() => {});
  }

  /** Resolves when no saving is in progress, and throws its error. */
  settled(): Promise<void> {
    return this.#saving;
  }

  /** Removes the journal of a finished run. */
  async remove(): Promise<void> {
    await rm(`${this.#path}.new`, { force: true });
    await rm(this.#path, { force: true });
  }

  async #write(state: JournalState | null): Promise<void> {
    const unfinished = `${this.#path}.new`;
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(JSON.stringify({ ...this.#head, state } satisfies Journal));
      if (state) await file.datasync();
    } finally {
      await file.close();
    }
    await rename(unfinished, this.#path);
    this.#saved = state;
  }
}

/** After this time without a write, the process number belongs to another program. */
const SILENCE = 5 * 60_000;

function journalOf(output: string): string {
  return `${partOf(output)}.json`;
}

async function isWriting({ writer }: Journal, path: string): Promise<boolean> {
  if (writer?.host !== hostname() || writer.pid === process.pid) return false;
  return Date.now() - (await stat(path)).mtimeMs <= SILENCE && isRunning(writer.pid);
}
