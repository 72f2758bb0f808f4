import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { BatchError } from './error.ts';
import { asBatchError } from './system-error.ts';
import { unchanged } from './unchanged.ts';

/**
 * Opens the file to be answered, or standard input as '-'. `from` takes up a file where it was left: its header line comes first, then
 * what was not read. An aborted `stop` ends a wait for standard input with an error.
 */
export async function openSource(path: string, from: SourcePlace | null, stop: AbortSignal): Promise<Source> {
  if (path === '-') return standardInput(stop);
  let file: FileHandle | undefined;
  try {
    const expectSame = unchanged(path);
    file = await open(path, 'r');
    if (!(await file.stat()).isFile()) throw new BatchError(`${path} n’est pas un fichier`);
    const identity = await identityOf(file);
    const bytes = from ? bytesFrom(file, from) : chunksOf(file, 0);
    return { bytes, identity, size: identity.size, expectUnchanged: () => named(path, expectSame), close };
  } catch (error) {
    await close();
    throw asBatchError(error, path);
  }

  async function close() {
    await file?.close().catch(() => {});
  }
}

export interface Source {
  /** Each piece is only good until the next. */
  readonly bytes: AsyncIterable<Buffer>;
  /** Null of a pipe, which nobody can take up where it was left. */
  readonly identity: FileIdentity | null;
  readonly size: number | null;
  /** Throws a BatchError when the file is not any more what it was when it was opened. */
  expectUnchanged(): void;
  close(): Promise<void>;
}

/** Bytes of a file: the end of its header line, and how many were read. */
export interface SourcePlace {
  readonly headerEnd: number;
  readonly read: number;
}

/** What tells a file from another, or from what it was: not its content but for a hash of its two ends. */
export interface FileIdentity {
  readonly size: number;
  /** Nanoseconds of its last change, and the number that its disk gives it. */
  readonly modified: string;
  readonly inode: string;
  readonly ends: string;
}

/** What tells the file `path` from another. */
export async function fileIdentity(path: string): Promise<FileIdentity> {
  try {
    const file = await open(path, 'r');
    try {
      return await identityOf(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asBatchError(error, path);
  }
}

const PIECE = 1 << 18;
const END = 1 << 16;

async function identityOf(file: FileHandle): Promise<FileIdentity> {
  const { size, mtimeNs, ino } = await file.stat({ bigint: true });
  const hash = createHash('sha256');
  const end = Buffer.alloc(END);
  for (const position of [0, Math.max(0, Number(size) - END)]) {
    const { bytesRead } = await file.read(end, 0, END, position);
    hash.update(end.subarray(0, bytesRead));
  }
  return { size: Number(size), modified: String(mtimeNs), inode: String(ino), ends: hash.digest('hex') };
}

/** Reads into two buffers in turn: one is filled while the other is answered. */
async function* chunksOf(file: FileHandle, start: number): AsyncGenerator<Buffer> {
  let [buffer, other] = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)];
  let position = start;
  let reading = file.read(buffer, 0, PIECE, position);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      position += bytesRead;
      [buffer, other] = [other, buffer];
      reading = file.read(buffer, 0, PIECE, position);
      // An error is met when its turn comes.
      reading.catch(() => {});
      yield other.subarray(0, bytesRead);
    }
  } finally {
    await reading.catch(() => {});
  }
}

async function* bytesFrom(file: FileHandle, { headerEnd, read }: SourcePlace): AsyncGenerator<Buffer> {
  const header = Buffer.alloc(headerEnd);
  await file.read(header, 0, headerEnd, 0);
  yield header;
  yield* chunksOf(file, read);
}

function named(path: string, expectSame: () => void): void {
  try {
    expectSame();
  } catch (error) {
    throw new BatchError(`${path} : ${(error as Error).message}`, { cause: error });
  }
}

function standardInput(stop: AbortSignal): Source {
  stop.addEventListener('abort', () => process.stdin.destroy(stop.reason));
  return {
    bytes: process.stdin as AsyncIterable<Buffer>,
    identity: null,
    size: null,
    expectUnchanged: () => {},
    close: async () => {},
  };
}
