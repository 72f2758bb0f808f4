import { BatchError } from './error.ts';

/**
 * Returns a system failure as a BatchError in French, about `file` when the system names none. Other errors are defects
 * and are returned unchanged.
 */
export function asBatchError(error: unknown, file: string): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof BatchError || code === undefined || !(code in SYSTEM_ERRORS)) return error;
  const named = path?.replace(PART, '') ?? file;
  return new BatchError(`${named === '-' ? 'sortie standard' : named} : ${SYSTEM_ERRORS[code]}`);
}

/**
 * Returns an error of reading a file as one French line with the path. The message of a library is in its own language
 * and may quote the file, so it is only the cause.
 */
export function inOneLine(path: string, error: unknown): Error {
  return new Error(`${path} : ${reasonOf(error)}`, { cause: error });
}

/**
 * Returns the message of an error that this program wrote, in French, or the reason of the system. Returns `otherwise`
 * for an error of the engine or of a library: its message is in English and may quote the file.
 */
export function reasonOf(error: unknown, otherwise = 'le fichier est abîmé : sa lecture a échoué'): string {
  if (!(error instanceof Error)) return otherwise;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return SYSTEM_ERRORS[code] ?? `la lecture a échoué (${code})`;
  return isOurs(error) ? error.message : otherwise;
}

/** Returns the line that ends a command or a start. A defect is named by its kind and its place in the code. */
export function lastLine(error: unknown): string {
  const { code, path, name } = error as NodeJS.ErrnoException;
  const place = error instanceof Error ? /\/src\/([\w/.-]+\.ts:\d+)/.exec(error.stack ?? '')?.[1] : undefined;
  const kind = [code ?? name ?? typeof error, place].filter((part) => part !== undefined).join(', ');
  const reason = reasonOf(error, `une erreur inattendue, défaut de ce programme (${kind})`);
  const isOfFile = path !== undefined && code !== undefined && code in SYSTEM_ERRORS;
  return (isOfFile ? `${path} : ${reason}` : reason).replaceAll(/\s*\n\s*/g, ' ');
}

/** Errors of the engine have classes of their own, or codes; those of libraries begin in their folder. */
function isOurs(error: Error): boolean {
  if ((error as NodeJS.ErrnoException).code !== undefined) return false;
  if (ENGINE.some((kind) => error instanceof kind)) return false;
  const [, first = ''] = /^\s+at (.*)$/m.exec(error.stack ?? '') ?? [];
  return !/node_modules|\(?node:/.test(first);
}

const ENGINE = [TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError, AggregateError];

/** Returns whether the disk is full. What was written before is valid. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

const PART = /\.part(\.json(\.new)?)?$/;
/** The reasons of the system, in French, by code. */
export const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'ce fichier ou ce dossier n’existe pas',
  EACCES: 'l’accès est refusé',
  EPERM: 'l’accès est refusé',
  EISDIR: 'c’est un dossier, un fichier était attendu',
  ENOTDIR: 'un élément du chemin n’est pas un dossier',
  ENAMETOOLONG: 'ce nom est trop long',
  ENOSPC: 'il n’y a plus de place sur le disque',
  EDQUOT: 'il n’y a plus de place sur le disque',
  EFBIG: 'le disque ne prend pas de fichier aussi grand',
  EIO: 'le disque ne répond pas comme il faut',
  EPIPE: 'la sortie a été fermée avant la fin',
  EROFS: 'le disque est en lecture seule',
};
