/**
 * Returns why the database at `path` cannot be used, as one French line; an error that is neither of SQLite nor of the
 * system is returned unchanged.
 */
export function storeError(path: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error as Error;
  const reason = code.startsWith('SQLITE_CORRUPT')
    ? `cette base de données est abîmée (${code}) : remettez sa dernière sauvegarde`
    : `cette base de données ne s’ouvre pas (${code})`;
  return new Error(`${path} : ${reason}`, { cause: error });
}

/** Returns whether a code of SQLite means that the file itself is damaged. */
export function isDamage(code: string | undefined): boolean {
  return /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code ?? '');
}
