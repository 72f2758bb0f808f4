import type { ParseArgsConfig } from 'node:util';
import { isDay } from '../french/calendar.ts';

export interface Command {
  /** Its name on the command line, of one or two words. */
  readonly name: string;
  /** One line in French for the list of commands. */
  readonly summary: string;
  readonly usage: string;
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Returns the exit code. An Error becomes one line on standard error and exit code 1. */
  run(values: Values, positionals: readonly string[]): Promise<number>;
}

export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** An error in the arguments of a command. Its usage is printed too. */
export class CommandError extends Error {}

/** Returns the text of an option; undefined when it is not given. */
export function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** Returns the texts of an option that may be repeated. */
export function textsOf(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** Throws a CommandError when a command without arguments gets one. */
export function expectNone(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new CommandError(`argument inattendu : ${positionals[0]}`);
}

/** Returns a number written with a point or a comma; NaN for any other text. */
export function numberOf(text: string): number {
  return /^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/.test(text.trim()) ? Number(text.replace(',', '.')) : Number.NaN;
}

/** Returns the date of an option, `YYYY-MM-DD`. Throws a CommandError when the date does not exist. */
export function dateOf(values: Values, name: string): string | undefined {
  const value = textOf(values, name);
  if (value === undefined) return undefined;
  if (!isDay(value)) {
    throw new CommandError(`--${name} : « ${value} » n’est pas une date (AAAA-MM-JJ)`);
  }
  return value;
}
