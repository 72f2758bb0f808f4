import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { BatchError } from './error.ts';
import { asBatchError } from './system-error.ts';
import { unchanged } from './unchanged.ts';

/**
 * Opens a file, or standard input for '-'. `from` continues an earlier reading: the header line comes first, then the
 * bytes that were not read. Aborting `stop` ends a wait for standard input with an error.
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
  /** A piece is only valid until the next one. */
  readonly bytes: AsyncIterable<Buffer>;
  /** Null for a pipe, which cannot be continued later. */
  readonly identity: FileIdentity | null;
  readonly size: number | null;
  /** Throws a BatchError when the file has changed since it was opened. */
  expectUnchanged(): void;
  close(): Promise<void>;
}

/** Positions in a file, in bytes: the end of its header line, and the end of what was read. */
export interface SourcePlace {
  readonly headerEnd: number;
  readonly read: number;
}

/** Identifies a file and its state, without its content but for a hash of both ends. */
export interface FileIdentity {
  readonly size: number;
  /** Nanoseconds of its last change, and its inode number. */
  readonly modified: string;
  readonly inode: string;
  readonly ends: string;
}

/** Returns the identity of the file `path`. */
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

/** Reads into two buffers in turn: one is filled while the other is processed. */
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
      // The error is thrown when this piece is awaited.
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
