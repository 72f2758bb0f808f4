import {
  readSchemeQuestion,
  type SchemeQuestion,
  type WrittenSchemeQuestion,
} from '../../batch/schemes/scheme-question.ts';
import type { Rulebook } from '../../rules/load-rulebook.ts';
import { CommandError, textOf, textsOf, type Values } from '../command.ts';

/** Throws where facts are given and no scheme is asked. */
export function expectSchemes(values: Values): void {
  if (textOf(values, 'schemes') !== undefined) return;
  for (const option of ['fact', 'fact-column']) {
    if (textsOf(values, option).length > 0) throw new CommandError(`--${option} ne va qu’avec --schemes`);
  }
}

/** The schemes and the facts that the options name, undefined where no scheme is asked. Throws an Error of one line that lists what is known. */
export function schemesOf(values: Values, rulebook: Rulebook): SchemeQuestion | undefined {
  const schemes = textOf(values, 'schemes');
  if (schemes === undefined) return undefined;
  const written = { schemes, facts: textsOf(values, 'fact'), columns: textsOf(values, 'fact-column') };
  return readSchemeQuestion(written, rulebook, (part, sentence) => {
    throw new Error(`${OPTIONS[part]} : ${sentence}`);
  });
}

/** The same, by the option that gives each. */
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
