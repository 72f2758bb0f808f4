import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { removeLeftParts } from '../files/left-parts.ts';
import { unwritten } from './whole-file.ts';

/**
 * Lets `write` write a file, and those beside it, in a new folder next to `path`. Once all are complete, they replace
 * the existing files, the named one last. `write` gets the path to write. Throws an Error of one French line.
 */
export async function writeWithSiblings(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const folder = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    removeLeftParts(dirname(path), `.${basename(path)}.`);
    mkdirSync(folder);
    await write(join(folder, basename(path)));
    const siblings = readdirSync(folder).filter((name) => name !== basename(path));
    for (const name of [...siblings, basename(path)]) renameSync(join(folder, name), join(dirname(path), name));
  } catch (error) {
    throw unwritten(path, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
