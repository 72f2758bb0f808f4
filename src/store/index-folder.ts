import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexParts } from '../geo/index/shape-index.ts';
import { isEarlierFormat, noteUse, pruneIndexFiles, readIndexFile, writeIndexFile } from './index-file.ts';

/**
 * The compiled indexes beside the database, so that a start need not compile them. One that changed since it was
 * written is not read, and written again. Where the folder takes no file, every start compiles them.
 */
export class IndexFolder {
  readonly #folder: string;
  #remarks: IndexRemark[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Returns the index of that name and key as it was written; null when there is none. */
  read(name: string, key: string): IndexParts | null {
    const path = this.#pathOf(name);
    const parts = readIndexFile(path, key);
    if (parts) noteUse(path);
    else if (existsSync(path)) {
      const what = isEarlierFormat(path) ? 'index of an earlier format made again' : 'unreadable index made again';
      this.#remarks.push({ what, index: name });
    }
    return parts;
  }

  /** Writes an index, and removes those that were not used for long. */
  write(name: string, key: string, parts: IndexParts): void {
    try {
      writeIndexFile(this.#pathOf(name), key, parts);
      pruneIndexFiles(this.#folder, MOST_INDEXES);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      this.#remarks.push({ what: 'index not kept', index: name, code });
    }
  }

  /** Returns the messages for the log since the last call. */
  takeRemarks(): readonly IndexRemark[] {
    const remarks = this.#remarks;
    this.#remarks = [];
    return remarks;
  }

  #pathOf(name: string): string {
    return join(this.#folder, `${name}.bin`);
  }
}

/** An index that was made again, or that could not be kept; `code` is the system's, as ENOSPC. */
export interface IndexRemark {
  readonly what: 'unreadable index made again' | 'index of an earlier format made again' | 'index not kept';
  readonly index: string;
  readonly code?: string;
}

/** Enough for four versions, each with two generations, the communes, their sides and the interior. */
const MOST_INDEXES = 20;
