import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file that is whole or absent, even after a power cut: under another name, which no other process uses, then
 * renamed. Makes the folder where there is none. Throws the error of the system, and leaves nothing behind.
 */
export function writeDurably(path: string, pieces: readonly Uint8Array[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = unfinishedName(path);
  try {
    const file = openSync(unfinished, 'wx');
    try {
      for (const piece of pieces) {
        for (let at = 0; at < piece.length; )
          at += writeSync(file, piece, at, Math.min(piece.length - at, MOST_AT_ONCE));
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameDurably(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Returns the name of a file that is being written. Containers share process numbers, so the name is random. */
export function unfinishedName(path: string): string {
  return `${path}.${randomUUID()}.part`;
}

/** Gives a file, already written to the disk, its final name. The name too is on the disk when this returns. */
export function renameDurably(unfinished: string, path: string): void {
  renameSync(unfinished, path);
  syncFolder(dirname(path));
}

function syncFolder(folder: string): void {
  let opened: number;
  try {
    opened = openSync(folder, 'r');
  } catch {
    // Windows opens no folder.
    return;
  }
  try {
    fsyncSync(opened);
  } catch {
    // Some network file systems have no such call for folders.
  } finally {
    closeSync(opened);
  }
}

/** In bytes: systems write at most 2 GB at once. */
const MOST_AT_ONCE = 1 << 30;
