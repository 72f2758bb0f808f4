import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRunning } from '../batch/running.ts';
import { unwritten } from './whole-file.ts';

/**
 * Has a file written, and those that go with it, in a folder of its own beside `path`; they take their place, the named one last, once
 * all are whole, in the stead of what was there. `write` is given the path to write at. Throws an Error of one French line.
 */
export async function writeWithSiblings(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const folder = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    removeLeft(path);
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

/** The folders of commands that wrote the same file and were killed; one that still runs keeps its own. */
function removeLeft(path: string): void {
  const [start, end] = [`.${basename(path)}.`, '.part'];
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(start) || !name.endsWith(end)) continue;
    const writer = name.slice(start.length, -end.length);
    // One of our own number is that of another who had it before.
    if (/^\d+$/.test(writer) && (Number(writer) === process.pid || !isRunning(Number(writer)))) {
      rmSync(join(dirname(path), name), { recursive: true, force: true });
    }
  }
}
