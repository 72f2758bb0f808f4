import {
  readSchemeQuestion,
  type SchemeQuestion,
  type WrittenSchemeQuestion,
} from '../../batch/schemes/scheme-question.ts';
import type { Rulebook } from '../../rules/load-rulebook.ts';
import { CommandError, textOf, textsOf, type Values } from '../command.ts';

/** Throws a CommandError when facts are given without schemes. */
export function expectSchemes(values: Values): void {
  if (textOf(values, 'schemes') !== undefined) return;
  for (const option of ['fact', 'fact-column']) {
    if (textsOf(values, option).length > 0) throw new CommandError(`--${option} ne va qu’avec --schemes`);
  }
}

/**
 * Returns the schemes and the facts of the options; undefined without `--schemes`. Throws an Error of one French line
 * that lists the known names.
 */
export function schemesOf(values: Values, rulebook: Rulebook): SchemeQuestion | undefined {
  const schemes = textOf(values, 'schemes');
  if (schemes === undefined) return undefined;
  const written = { schemes, facts: textsOf(values, 'fact'), columns: textsOf(values, 'fact-column') };
  return readSchemeQuestion(written, rulebook, (part, sentence) => {
    throw new Error(`${OPTIONS[part]} : ${sentence}`);
  });
}

/** Returns the texts of schemes and facts by the name of their option. */
export function namedSchemes(question: SchemeQuestion | undefined): Readonly<Record<string, string | undefined>> {
  const facts = Object.entries(question?.facts ?? {}).map(([fact, value]) => `${fact}=${value}`);
  const columns = (question?.columns ?? []).map(({ fact, column }) => `${fact}=${column}`);
  return {
    '--schemes': question?.schemes.map(({ id }) => id).join(','),
    '--fact': facts.join(' ') || undefined,
    '--fact-column': columns.join(' ') || undefined,
  };
}

const OPTIONS: Readonly<Record<keyof WrittenSchemeQuestion, string>> = {
  schemes: '--schemes',
  facts: '--fact',
  columns: '--fact-column',
};
