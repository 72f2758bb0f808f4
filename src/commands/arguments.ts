import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandError, type Values } from './command.ts';

/**
 * Returns the options and positionals of a command's arguments. A longitude of -61.5 is a value in any place, not an
 * option. Throws a CommandError, in French, for an unknown option or a missing value.
 */
export function parsedArguments(
  args: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
): { readonly values: Values; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: sorted(args, options), options, allowPositionals: true, strict: true });
  } catch (error) {
    throw inFrench(error as NodeJS.ErrnoException);
  }
}

/** Puts the options first, each joined to its value, then `--` and the positionals, so that nothing is ambiguous. */
function sorted(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>): string[] {
  const named: string[] = [];
  const positionals: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const value = args[i + 1];
    if (arg === '--') return [...named, '--', ...positionals, ...args.slice(i + 1)];
    if (!arg.startsWith('-') || arg === '-' || /^-[\d.,]/.test(arg)) positionals.push(arg);
    else if (options[arg.slice(2)]?.type === 'string' && value !== undefined && !value.startsWith('--')) {
      named.push(`${arg}=${value}`);
      i++;
    } else named.push(arg);
  }
  return [...named, '--', ...positionals];
}

function inFrench(error: NodeJS.ErrnoException): Error {
  const option = /'(-[^'\s]+)/.exec(error.message)?.[1]?.replace(/=.*/, '');
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return new CommandError(`option inconnue : ${option}`);
  if (error.code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return error;
  const takesNone = error.message.includes('does not take an argument');
  return new CommandError(takesNone ? `${option} ne prend pas de valeur` : `${option} : une valeur était attendue`);
}
