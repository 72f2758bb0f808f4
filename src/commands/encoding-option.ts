import { CommandError, textOf, type Values } from './command.ts';

/** The encoding that `--encoding` says a file has; undefined where it is to be found out. */
export function encodingOf(values: Values): 'utf-8' | 'iso-8859-1' | undefined {
  const encoding = textOf(values, 'encoding')?.toLowerCase();
  if (encoding === undefined || encoding === 'utf-8' || encoding === 'iso-8859-1') return encoding;
  throw new CommandError(`--encoding : utf-8 ou iso-8859-1 était attendu, pas « ${encoding} »`);
}
