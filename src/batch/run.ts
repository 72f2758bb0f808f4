import { constants, createReadStream } from 'node:fs';
import { access, type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AnsweredPiece, BatchCounts } from './answer.ts';
import { BatchError } from './error.ts';

/**
 * Answers the CSV file `input` into `output`, both paths, or standard input and output as '-'. The output appears under
 * its name only when it is whole. Throws a BatchError when a file cannot be read or written.
 */
export async function answerFile<Counts extends BatchCounts>(
  input: string,
  output: string,
  answer: FileAnswer<Counts>,
  progress?: Progress,
): Promise<Counts & { readonly seconds: number }> {
  const started = performance.now();
  await refuseSameFile(input, output);
  const source = input === '-' ? process.stdin : await openInput(input);
  const size = input === '-' ? null : (await stat(input)).size;
  const sink = output === '-' ? standardOutput() : await fileOutput(input, output);
  let done = 0;
  try {
    // While one output is written, the next is answered: a write is awaited one piece later.
    let writing: Promise<void> = Promise.resolve();
    for await (const { bytes, read } of answer.answer(source as AsyncIterable<Buffer>)) {
      await writing;
      writing = sink.write(bytes);
      // The piece after next will be answered by another turn; an error is met there.
      writing.catch(() => {});
      done += read;
      progress?.(answer.counts.rows, done, size);
    }
    await writing;
    await sink.finish();
  } catch (error) {
    await sink.abandon();
    throw asBatchError(error, input, output);
  }
  return { ...answer.counts, seconds: (performance.now() - started) / 1000 };
}

/** What answers a file: its coordinates or its addresses. */
export interface FileAnswer<Counts> {
  readonly counts: Counts;
  /** What it yields may change at the next but one. */
  answer(file: AsyncIterable<Buffer>): AsyncIterable<AnsweredPiece>;
}

/** Called after each piece: rows answered, bytes answered, and how many there are, null when nobody knows. */
export type Progress = (rows: number, bytes: number, size: number | null) => void;

interface Sink {
  write(bytes: Buffer): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

const PIECE = 1 << 20;

/** A file answered onto itself would lose what was asked. */
async function refuseSameFile(input: string, output: string): Promise<void> {
  if (input === '-' || output === '-') return;
  const [from, to] = await Promise.all([input, output].map((path) => realpath(path).catch(() => null)));
  if (from !== null && from === to)
    throw new BatchError(`${output} est le fichier d’entrée : donnez un autre nom à --out`);
}

async function openInput(path: string) {
  try {
    await access(path, constants.R_OK);
    if (!(await stat(path)).isFile()) throw new BatchError(`${path} n’est pas un fichier`);
  } catch (error) {
    throw asBatchError(error, path, path);
  }
  return createReadStream(path, { highWaterMark: PIECE });
}

async function fileOutput(input: string, path: string): Promise<Sink> {
  const unfinished = `${path}.${process.pid}.part`;
  let file: FileHandle;
  try {
    file = await open(unfinished, 'wx');
  } catch (error) {
    throw asBatchError(error, input, dirname(path));
  }
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten;
    },
    async finish() {
      await file.close();
      await rename(unfinished, path);
    },
    async abandon() {
      await file.close().catch(() => {});
      await rm(unfinished, { force: true });
    },
  };
}

function standardOutput(): Sink {
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    finish: async () => {},
    abandon: async () => {},
  };
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'ce fichier ou ce dossier n’existe pas',
  EACCES: 'l’accès est refusé',
  EISDIR: 'c’est un dossier, un fichier était attendu',
  ENOTDIR: 'un élément du chemin n’est pas un dossier',
  ENOSPC: 'il n’y a plus de place sur le disque',
  EPIPE: 'la sortie a été fermée avant la fin',
  EROFS: 'le disque est en lecture seule',
};

/** A failure of the system in words; anything else is a defect, and stays as it is. */
function asBatchError(error: unknown, input: string, output: string): unknown {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof BatchError || code === undefined || !(code in SYSTEM_ERRORS)) return error;
  const file = path?.replace(/\.\d+\.part$/, '') ?? (syscall === 'read' ? input : output);
  return new BatchError(`${file === '-' ? 'sortie standard' : file} : ${SYSTEM_ERRORS[code]}`);
}
