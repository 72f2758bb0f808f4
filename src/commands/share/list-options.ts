import { LEAST_PUBLISHED } from '../../batch/secrecy.ts';
import type { Selection } from '../../share/membership.ts';
import { CommandError, textOf, type Values } from '../command.ts';

/** The options common to commands on a list. */
export const listOptions = {
  date: { type: 'string' },
  kind: { type: 'string' },
  address: { type: 'string' },
  citycode: { type: 'string' },
  postcode: { type: 'string' },
  crs: { type: 'string' },
  layer: { type: 'string' },
  encoding: { type: 'string' },
  'min-count': { type: 'string' },
  'data-version': { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Returns the file of a command on a list. Throws a CommandError unless there is exactly one. */
export function listOf(positionals: readonly string[]): string {
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new CommandError('une liste, une seule, était attendue');
  return path;
}

/** Returns the kind of quarters of `--kind`, among those that the command accepts; undefined when it is not given. */
export function selectionOf<Taken extends Selection>(values: Values, taken: readonly Taken[]): Taken | undefined {
  const kind = textOf(values, 'kind');
  if (kind === undefined) return undefined;
  const found = taken.find((one) => one === kind);
  if (found === undefined) throw new CommandError(`--kind : ${taken.join(' ou ')} était attendu`);
  return found;
}

/** Returns the least count to publish: the usual one, or a larger one given by option. */
export function leastPublishedOf(values: Values): number {
  const written = textOf(values, 'min-count');
  if (written === undefined) return LEAST_PUBLISHED;
  const least = Number(written);
  if (!(/^\d{1,4}$/.test(written) && least >= LEAST_PUBLISHED)) {
    throw new CommandError(`--min-count : un nombre à partir de ${LEAST_PUBLISHED} était attendu`);
  }
  return least;
}
