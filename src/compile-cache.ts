import { accessSync, constants } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';

/**
 * Keeps compiled code from one start to the next, in the machine's temporary folder: a start takes half the time. Call
 * it before the other imports. It does nothing when that folder is read-only, as in some containers: with a folder
 * under /proc, Node 24 would otherwise search for its parents without end.
 */
export function keepCompiled(): void {
  try {
    accessSync(tmpdir(), constants.W_OK);
  } catch {
    return;
  }
  enableCompileCache();
}
