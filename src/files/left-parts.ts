import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes from a folder what processes that were killed have left under `start`, their number and `.part`, and the journal that SQLite
 * keeps beside such a file; one that still runs keeps its own. One of our own number is that of another who had it before.
 */
export function removeLeftParts(folder: string, start: string): void {
  for (const name of readdirSync(folder)) {
    const writer = name.startsWith(start) && /^(\d+)\.part(-journal)?$/.exec(name.slice(start.length))?.[1];
    if (!writer || (Number(writer) !== process.pid && isRunning(Number(writer)))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Whether the process of this number runs on this machine, whoever it belongs to. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
