import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';

/**
 * Writes a checksum of a whole SQLite file into its header, in place of `user_version`, which applications may use, and
 * waits until the file is on the disk. The database must be closed, and must not change afterwards.
 */
export function seal(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const sum = Buffer.alloc(SEAL);
    sum.writeUInt32BE(sumOf(file));
    writeSync(file, sum, 0, SEAL, SEAL_AT);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Returns whether the checksum of `seal` matches the file; false for a file that cannot be read. It takes a fifth of a
 * second for a gigabyte, plus the time of reading it.
 */
export function isSealed(path: string): boolean {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const sum = Buffer.alloc(SEAL);
    return readSync(file, sum, 0, SEAL, SEAL_AT) === SEAL && sum.readUInt32BE() === sumOf(file);
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The same in a separate thread, for a file that takes seconds. */
export function isSealedApart(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { sealedPath: path } });
    worker.once('message', resolve);
    worker.once('error', () => resolve(false));
    worker.unref();
  });
}

/** The CRC-32 of a file, its seal taken as zeros. */
function sumOf(file: number): number {
  const { size } = fstatSync(file);
  const piece = Buffer.allocUnsafeSlow(PIECE);
  let sum = 0;
  for (let at = 0; at < size; ) {
    const read = readSync(file, piece, 0, PIECE, at);
    if (read === 0) break;
    if (at === 0) piece.fill(0, SEAL_AT, SEAL_AT + SEAL);
    sum = crc32(piece.subarray(0, read), sum);
    at += read;
  }
  return sum;
}

/** The place of `user_version` in the header of an SQLite file (https://www.sqlite.org/fileformat.html, 1.3). */
const SEAL_AT = 60;
/** In bytes. */
const SEAL = 4;
const PIECE = 1 << 20;

const task = workerData as { readonly sealedPath?: string } | null;
if (!isMainThread && task?.sealedPath !== undefined) parentPort!.postMessage(isSealed(task.sealedPath));
