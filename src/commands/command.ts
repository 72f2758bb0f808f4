import type { ParseArgsConfig } from 'node:util';
import { isDay } from '../french/calendar.ts';

/** One verb of the command line. */
export interface Command {
  /** The words that call it. */
  readonly name: string;
  /** One line, in French. */
  readonly summary: string;
  readonly usage: string;
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Returns the exit code; an Error it throws becomes one line on standard error, and exit code 1. */
  run(values: Values, positionals: readonly string[]): Promise<number>;
}

export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** The command was called in a way it does not know: its usage is shown. */
export class CommandError extends Error {}

/** The text of an option, undefined when it was not given. */
export function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The texts of an option that may be repeated. */
export function textsOf(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** Refuses what follows a command that takes options only. */
export function expectNone(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new CommandError(`argument inattendu : ${positionals[0]}`);
}

/** A number as a person writes it, with a point or a comma; NaN for anything else. */
export function numberOf(text: string): number {
  return /^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/.test(text.trim()) ? Number(text.replace(',', '.')) : Number.NaN;
}

/** A date option as `YYYY-MM-DD`. Throws when the date does not exist. */
export function dateOf(values: Values, name: string): string | undefined {
  const value = textOf(values, name);
  if (value === undefined) return undefined;
  if (!isDay(value)) {
    throw new CommandError(`--${name} : « ${value} » n’est pas une date (AAAA-MM-JJ)`);
  }
  return value;
}
