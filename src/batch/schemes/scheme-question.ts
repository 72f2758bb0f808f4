import { type Declaration, declarations, type FactValue } from '../../rules/application.ts';
import { expectedText, factFrom } from '../../rules/facts/fact-value.ts';
import type { Rulebook } from '../../rules/load-rulebook.ts';
import type { Scheme } from '../../rules/scheme.ts';

/** What is asked of every row beside its place: the verdicts of some schemes, and the facts that they are judged under. */
export interface SchemeQuestion {
  readonly schemes: readonly Scheme[];
  /** Those of every row; a cell that is filled goes before. */
  readonly facts: Facts;
  /** The columns that hold facts, by name. */
  readonly columns: readonly FactColumn[];
}

export type Facts = Readonly<Partial<Record<Declaration, FactValue>>>;

export interface FactColumn {
  readonly fact: Declaration;
  readonly column: string;
}

/** The same as texts: `bop-147,fcs`, `applicant=association`, `expenses=montant`. */
export interface WrittenSchemeQuestion {
  readonly schemes: string;
  readonly facts: readonly string[];
  readonly columns: readonly string[];
}

/**
 * Reads what was written; `fault` takes what is wrong with it, in one French sentence that lists what is known. Nothing of a value is
 * repeated.
 */
export function readSchemeQuestion(
  written: WrittenSchemeQuestion,
  { schemes }: Rulebook,
  fault: (part: keyof WrittenSchemeQuestion, sentence: string) => void,
): SchemeQuestion {
  const names = written.schemes.split(',').map((name) => name.trim());
  const asked = names.flatMap((name, i) => {
    const scheme = schemes.get(name);
    if (scheme === undefined) {
      fault('schemes', `le dispositif « ${shownName(name)} » est inconnu ; connus : ${[...schemes.keys()].join(', ')}`);
    } else if (names.indexOf(name) < i) fault('schemes', `le dispositif « ${name} » est demandé plusieurs fois`);
    return scheme ?? [];
  });
  const facts: Partial<Record<Declaration, FactValue>> = {};
  for (const { fact, text } of namedFacts(written.facts, (sentence) => fault('facts', sentence))) {
    const value = factFrom(declarations[fact], text);
    if (value === undefined) fault('facts', `« ${fact} » : ${expectedText(declarations[fact])}`);
    else facts[fact] = value;
  }
  const columns = namedFacts(written.columns, (sentence) => fault('columns', sentence));
  return { schemes: asked, facts, columns: columns.map(({ fact, text }) => ({ fact, column: text })) };
}

/** The facts that `NAME=TEXT` name, each once. */
function namedFacts(
  pairs: readonly string[],
  fault: (sentence: string) => void,
): { readonly fact: Declaration; readonly text: string }[] {
  const found = new Map<Declaration, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = (equals < 0 ? pair : pair.slice(0, equals)).trim();
    const text = equals < 0 ? '' : pair.slice(equals + 1).trim();
    if (!Object.hasOwn(declarations, name)) {
      fault(`le fait « ${shownName(name)} » est inconnu ; connus : ${Object.keys(declarations).join(', ')}`);
    } else if (text === '') fault(`« ${name} » : une valeur était attendue après « = »`);
    else if (found.has(name as Declaration)) fault(`« ${name} » est donné plusieurs fois`);
    else found.set(name as Declaration, text);
  }
  return [...found].map(([fact, text]) => ({ fact, text }));
}

/** A name that nobody knows, as far as it is one: it may be a value in the wrong place. */
function shownName(name: string): string {
  return /^[\w-]{1,40}$/.test(name) ? name : '(nom illisible)';
}
