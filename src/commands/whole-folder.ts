import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { removeLeftParts } from '../files/left-parts.ts';
import { unwritten } from './whole-file.ts';

/**
 * Has a file written, and those that go with it, in a folder of its own beside `path`; they take their place, the named one last, once
 * all are whole, in the stead of what was there. `write` is given the path to write at. Throws an Error of one French line.
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
