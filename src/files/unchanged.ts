import { statSync } from 'node:fs';

/**
 * Records the state of a file. Returns a function that throws an Error when the file has changed since: half of each
 * version would be read.
 */
export function unchanged(path: string): () => void {
  const before = identityOf(path);
  return () => {
    if (identityOf(path) !== before) throw new Error('le fichier a changé pendant sa lecture, relancez la commande');
  };
}

/** Its size, the time of its last change and its inode number. */
function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'gone' : `${found.size} ${found.mtimeNs} ${found.ino}`;
}
