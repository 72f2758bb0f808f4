import { accessSync, constants } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';

/**
 * Keeps what the runtime compiles from one start to the next, in the machine's folder for temporary files: it halves a
 * start. To be called before the rest is imported. Does nothing where that folder cannot be written, in a read-only
 * container for instance; asked for a folder under /proc, Node 24 would look for its parents without end.
 */
export function keepCompiled(): void {
  try {
    accessSync(tmpdir(), constants.W_OK);
  } catch {
    return;
  }
  enableCompileCache();
}
