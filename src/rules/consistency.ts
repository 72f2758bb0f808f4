import { type Fact, facts } from './application.ts';
import { fits } from './facts/fact-value.ts';
import type { Arising } from './given.ts';
import type { Bound, Condition, Given, Row, Scheme, Unit } from './scheme.ts';
import { placeholders } from './template.ts';

/**
 * Finds inconsistencies in a file whose parts are all well formed: names without a definition, tests that cannot be
 * evaluated.
 */
export function inconsistencies(scheme: Scheme): Problem[] {
  const review = new Review(scheme);
  review.geography();
  review.public();
  review.applicants();
  for (const [index, condition] of scheme.conditions.entries()) review.condition(condition, ['conditions', index]);
  review.notices();
  review.amount();
  return review.problems;
}

export interface Problem {
  readonly path: Path;
  readonly message: string;
}

type Path = readonly (string | number)[];

class Review {
  readonly problems: Problem[] = [];
  readonly #scheme: Scheme;

  constructor(scheme: Scheme) {
    this.#scheme = scheme;
  }

  geography(): void {
    const { period, geography } = this.#scheme;
    for (const { from, entry } of period) this.#text(['period', from, 'because', 'message'], entry?.because?.message);
    for (const { from, entry } of geography) {
      for (const [index, row] of entry?.rows.entries() ?? []) this.#row(row, ['geography', from, 'rows', index]);
      this.#text(['geography', from, 'elsewhere', 'because', 'message'], entry?.elsewhere.because?.message);
    }
  }

  public(): void {
    const rule = this.#scheme.public;
    if (rule === undefined) return;
    this.#value(['public', 'atLeast'], rule.atLeast, ['percent']);
    for (const key of ['reached', 'partly', 'none'] as const)
      this.#text(['public', key, 'message'], rule[key].message, ['share']);
    this.#text(['public', 'ifUnknown'], rule.ifUnknown);
  }

  applicants(): void {
    const who = this.#scheme.applicants;
    if (who === undefined || who.excluded === 'others') return;
    who.excluded.forEach((one, index) => {
      if (who.eligible.includes(one)) this.#problem(['applicants', 'excluded', index], `${one} est aussi admis`);
    });
  }

  condition(condition: Condition, path: Path): void {
    const { fact, is, accepts, rejects, atLeast } = condition;
    const tests = [is, accepts ?? rejects, atLeast].filter((test) => test !== undefined);
    if (fact === undefined && (tests.length > 0 || condition.met !== undefined))
      this.#problem([...path, 'fact'], 'le fait que la condition examine manque');
    if (fact !== undefined && tests.length !== 1)
      this.#problem(path, 'une seule épreuve du fait était attendue : is, accepts et rejects, ou atLeast');
    if (fact !== undefined) this.#test(condition, fact, path);
    const canBeUnmet = is !== undefined || atLeast !== undefined || rejects !== undefined;
    for (const key of ['ifUnmet', 'unmet'] as const) {
      if (canBeUnmet && condition[key] === undefined) this.#problem([...path, key], 'manque');
      if (!canBeUnmet && condition[key] !== undefined)
        this.#problem([...path, key], 'ne sert jamais : rien n’est rejeté');
    }
    if (condition.ifUnmet !== 'notice' && condition.prove === undefined) this.#problem([...path, 'prove'], 'manque');
    this.#value([...path, 'atLeast'], atLeast, ['EUR', 'months', 'years', 'percent']);
    this.#arising(path, condition);
    this.#stretch(path, condition);
    for (const key of ['met', 'unmet', 'prove'] as const) this.#text([...path, key], condition[key]);
  }

  notices(): void {
    this.#scheme.notices?.forEach((notice, index) => {
      this.#arising(['notices', index], notice);
      this.#value(['notices', index, 'bound'], notice.bound, ['EUR', 'percent', 'months']);
      this.#stretch(['notices', index], notice);
      this.#text(['notices', index, 'message'], notice.message);
    });
  }

  amount(): void {
    const { amount } = this.#scheme;
    this.#arising(['amount'], amount ?? {});
    for (const [index, bound] of amount?.bounds.entries() ?? []) this.#bound(bound, ['amount', 'bounds', index]);
    for (const [key, message] of Object.entries(amount?.prove ?? {})) this.#text(['amount', 'prove', key], message);
  }

  #row(row: Row, path: Path): void {
    for (const key of ['closerThan', 'entirelyCloserThan', 'partlyCloserThan'] as const)
      this.#value([...path, key], row[key], ['metres']);
    this.#arising(path, row);
    this.#text([...path, 'because', 'message'], row.because?.message, ['zone', 'distance', 'nearest', 'farthest']);
    const measures = [row.inside, row.entirelyInside, row.closerThan, row.entirelyCloserThan, row.partlyCloserThan];
    const isMeasured = measures.some((measure) => measure !== undefined);
    const isNamed = row.only !== undefined || row.departments !== undefined;
    if ((isMeasured || isNamed) && row.zone === undefined)
      this.#problem([...path, 'zone'], 'la zone dont la ligne mesure la distance manque');
    if (row.zone !== undefined && !isMeasured) this.#problem(path, 'la distance à la zone manque');
    if (row.zone === undefined && row.because === undefined)
      this.#problem([...path, 'because'], 'la raison d’une ligne sans zone manque');
  }

  #test({ is, accepts, rejects, atLeast }: Condition, fact: Fact, path: Path): void {
    if (is !== undefined && facts[fact].kind !== 'yes-no')
      this.#problem([...path, 'is'], `le fait ${fact} n’est pas un oui ou un non`);
    if (atLeast !== undefined && facts[fact].kind !== 'number')
      this.#problem([...path, 'atLeast'], `le fait ${fact} n’est pas un nombre`);
    for (const [key, values] of Object.entries({ accepts, rejects }))
      values?.forEach((value, index) => {
        if (!fits(facts[fact], value))
          this.#problem([...path, key, index], `le fait ${fact} n’a jamais la valeur ${value}`);
      });
    rejects?.forEach((value, index) => {
      if (accepts?.includes(value)) this.#problem([...path, 'rejects', index], `${value} est aussi accepté`);
    });
  }

  #bound(bound: Bound, path: Path): void {
    this.#arising(path, bound);
    this.#text([...path, 'label'], bound.label);
    if ('value' in bound) this.#value([...path, 'value'], bound.value, ['EUR']);
    if ('rate' in bound) this.#value([...path, 'rate'], bound.rate, ['percent']);
    if ('keep' in bound) this.#value([...path, 'keep'], bound.keep, ['percent']);
    if ('over' in bound) this.#value([...path, 'over'], bound.over, ['months']);
  }

  /** `name` must be a value of the file, and its unit always one of `units`. */
  #value(path: Path, name: string | undefined, units: readonly Unit[]): void {
    if (name === undefined) return;
    const value = this.#scheme.values?.[name];
    if (value === undefined) this.#problem(path, `la valeur ${name} n’est pas dans ce fichier`);
    else if (value.history.some(({ entry }) => entry !== null && !units.includes(entry.unit)))
      this.#problem(path, `la valeur ${name} n’est pas en ${units.join(' ou ')}`);
  }

  /** A sentence may use the values of the file, and `others`. */
  #text(path: Path, sentence: string | undefined, others: readonly string[] = []): void {
    for (const name of placeholders(sentence ?? ''))
      if (!others.includes(name) && this.#scheme.values?.[name] === undefined)
        this.#problem(path, `{${name}} n’est ni une valeur de ce fichier, ni connu ici`);
  }

  #arising(path: Path, { when, unless }: Arising): void {
    this.#given([...path, 'when'], when);
    this.#given([...path, 'unless'], unless);
  }

  #given(path: Path, given: Given | undefined): void {
    for (const [fact, values] of Object.entries(given ?? {}))
      for (const value of [values].flat())
        if (!fits(facts[fact as Fact], value))
          this.#problem([...path, fact], `le fait ${fact} n’a jamais la valeur ${value}`);
  }

  #stretch(path: Path, { from, until }: { from?: string | undefined; until?: string | undefined }): void {
    if (from !== undefined && until !== undefined && from > until)
      this.#problem([...path, 'until'], 'finit avant de commencer');
  }

  #problem(path: Path, message: string): void {
    this.problems.push({ path, message });
  }
}
