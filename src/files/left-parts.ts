import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes the unfinished files of killed processes from a folder: names of `start`, a process number and `.part`, and
 * the SQLite journals beside them. The files of running processes stay. A file with our own number is left from an
 * earlier process.
 */
export function removeLeftParts(folder: string, start: string): void {
  for (const name of readdirSync(folder)) {
    const writer = name.startsWith(start) && /^(\d+)\.part(-journal)?$/.exec(name.slice(start.length))?.[1];
    if (!writer || (Number(writer) !== process.pid && isRunning(Number(writer)))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Returns whether a process with this number runs on this machine, of any user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
