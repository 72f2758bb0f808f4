import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { SYSTEM_ERRORS } from '../files/system-error.ts';

/** Writes a text to a file that gets its name once it is complete. Throws an Error of one French line. */
export function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    // Left by a killed command with the same process number.
    rmSync(unfinished, { force: true });
    writeFileSync(unfinished, text, { flag: 'wx' });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw unwritten(path, error);
  }
}

/**
 * Returns why a file could not be written, as one French line; an error that is not a system error is returned
 * unchanged.
 */
export function unwritten(path: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error as Error;
  return new Error(`${path} : ${REASONS[code] ?? `ce fichier ne s’écrit pas (${code})`}`, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ...SYSTEM_ERRORS,
  ENOENT: 'ce dossier n’existe pas',
  SQLITE_FULL: SYSTEM_ERRORS.ENOSPC!,
};
