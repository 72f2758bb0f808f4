import { statSync } from 'node:fs';

/** Notes what a file is; what is given back throws an Error when it has become another since: half of each would be read. */
export function unchanged(path: string): () => void {
  const before = identityOf(path);
  return () => {
    if (identityOf(path) !== before) throw new Error('le fichier a changé pendant sa lecture, relancez la commande');
  };
}

/** Size, moment of the last change, and the number that its disk gives it. */
function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'gone' : `${found.size} ${found.mtimeNs} ${found.ino}`;
}
