import { type Encoding, encodingNamed } from '../files/text/encoding.ts';
import { CommandError, textOf, type Values } from './command.ts';

/** Returns the encoding of `--encoding`; undefined when it must be guessed. */
export function encodingOf(values: Values): Encoding | undefined {
  const name = textOf(values, 'encoding');
  const encoding = name === undefined ? undefined : encodingNamed(name);
  if (name === undefined || encoding !== undefined) return encoding;
  throw new CommandError(`--encoding : utf-8 ou iso-8859-1 était attendu, pas « ${name} »`);
}
