import { type Declaration, declarations, type FactValue } from '../../rules/application.ts';
import { expectedText, factFrom } from '../../rules/facts/fact-value.ts';
import type { Rulebook } from '../../rules/load-rulebook.ts';
import type { Scheme } from '../../rules/scheme.ts';

/** The schemes to judge for every row, with their facts. */
export interface SchemeQuestion {
  readonly schemes: readonly Scheme[];
  /** The facts of all rows. A filled cell takes precedence. */
  readonly facts: Facts;
  readonly columns: readonly FactColumn[];
}

export type Facts = Readonly<Partial<Record<Declaration, FactValue>>>;

export interface FactColumn {
  readonly fact: Declaration;
  readonly column: string;
}

/** A `SchemeQuestion` as texts: `bop-147,fcs`, `applicant=association`, `expenses=montant`. */
export interface WrittenSchemeQuestion {
  readonly schemes: string;
  readonly facts: readonly string[];
  readonly columns: readonly string[];
}

/**
 * Reads schemes and facts from texts. `fault` receives each error: the part, and a French sentence that lists the known
 * names. The sentence never repeats the value of a fact, since it may be personal.
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

/** Returns the facts of pairs `NAME=TEXT`. */
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

/** Returns an unknown name for an error message. A text that is not a name is hidden, since it may be personal. */
function shownName(name: string): string {
  return /^[\w-]{1,40}$/.test(name) ? name : '(nom illisible)';
}
