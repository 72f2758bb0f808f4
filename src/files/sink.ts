import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BatchError } from './error.ts';
import { asBatchError } from './system-error.ts';

/** The destination of an output. */
export interface Sink {
  write(bytes: Buffer): Promise<void>;
  /** Resolves once everything written so far would survive a power cut. */
  flush(): Promise<void>;
  /** Gives the complete output its final name. */
  finish(): Promise<void>;
  /** Stops writing, and keeps the part for a later run or removes it. */
  leave(isKept: boolean): Promise<void>;
}

/** Returns the name of an output until it is complete. */
export function partOf(path: string): string {
  return `${path}.part`;
}

/**
 * Writes the file `path`. It has the name `part` until it is complete. `kept` is the length of an earlier part to
 * continue; null to start again.
 */
export async function fileSink(path: string, kept: number | null, part = partOf(path)): Promise<Sink> {
  let file: FileHandle;
  try {
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory()) throw new BatchError(`${path} est un dossier, un fichier était attendu`);
    if (there && !there.isFile()) throw new BatchError(`${path} n’est pas un fichier : --to-stdout écrit où l’on veut`);
    file = await open(part, kept === null ? 'w' : 'r+');
    if (kept !== null) {
      if ((await file.stat()).size < kept) {
        await file.close();
        throw new BatchError(`${part} est plus court que ne le dit son journal : recommencez sans --resume`);
      }
      await file.truncate(kept);
    }
  } catch (error) {
    if (kept === null && (error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new BatchError(`${dirname(path)} : ce dossier n’existe pas`);
    }
    throw asBatchError(error, dirname(path));
  }
  let position = kept ?? 0;
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position);
        done += bytesWritten;
        position += bytesWritten;
      }
    },
    flush: () => file.datasync(),
    async finish() {
      await file.close();
      await rename(part, path);
    },
    async leave(isKept) {
      await file.close().catch(() => {});
      if (!isKept) await rm(part, { force: true });
    },
  };
}

/** Writes to standard output without delay. */
export function standardOutput(): Sink {
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    flush: async () => {},
    finish: async () => {},
    leave: async () => {},
  };
}
