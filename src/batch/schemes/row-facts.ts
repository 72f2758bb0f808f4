import { type Declared, withLimitStreet } from '../../rules/application.ts';
import { type Plan, planOf } from '../../rules/plan.ts';
import { rulesSince } from '../../rules/rules-since.ts';
import type { Scheme } from '../../rules/scheme.ts';
import type { Membership } from '../../situation/situation.ts';
import { type ShortVerdict, shortVerdict } from '../../verdict.ts';

/** The verdicts of the requested schemes, in their order. */
export type Verdicts = readonly ShortVerdict[];

/** Caches lists of verdicts. Few lists differ, so each is stored once for all places and facts. */
export class KnownVerdicts {
  readonly #lists = new Map<string, Verdicts>();

  /** Returns the first stored list with equal verdicts. */
  same(verdicts: Verdicts): Verdicts {
    let key = '';
    for (const { verdict, alternatives, ceiling } of verdicts) key += `${verdict} ${alternatives.join()} ${ceiling} `;
    const known = this.#lists.get(key);
    if (known) return known;
    // A limit, since each amount may have another ceiling.
    if (this.#lists.size >= MOST_LISTS) this.#lists.clear();
    this.#lists.set(key, verdicts);
    return verdicts;
  }
}

/** The facts of a row, or of all rows with the same facts, and the schemes to judge with them. */
export class RowFacts {
  /** Equal for equal facts. */
  readonly key: string;
  readonly streetSide: Declared['streetSide'];
  readonly #schemes: readonly Scheme[];
  readonly #application: Declared['application'];
  readonly #verdicts: KnownVerdicts;
  readonly #judges = new Map<string, PlaceJudge>();
  #lastDate = '';
  #lastJudge: PlaceJudge | null = null;
  #onLimitStreet: RowFacts | null = null;

  constructor(schemes: readonly Scheme[], { application, streetSide }: Declared, key: string, verdicts: KnownVerdicts) {
    this.key = key;
    this.streetSide = streetSide;
    this.#schemes = schemes;
    this.#verdicts = verdicts;
    this.#application = application;
  }

  /** Returns the judge of places on a date, `YYYY-MM-DD`. Dates with the same rules share a judge. */
  on(date: string): PlaceJudge {
    // Most files have a single date.
    if (date === this.#lastDate && this.#lastJudge !== null) return this.#lastJudge;
    let judge = this.#judges.get(date);
    if (!judge) {
      const days = this.#schemes.map((scheme) => rulesSince(scheme, this.#application, date));
      const key = `since ${days.join()}`;
      judge = this.#judges.get(key) ?? new PlaceJudge(this.#plansOn(days), this.#verdicts);
      // A limit, since a file may have very many dates.
      if (this.#judges.size >= MOST_DATES) this.#judges.clear();
      this.#judges.set(key, judge);
      this.#judges.set(date, judge);
    }
    this.#lastDate = date;
    this.#lastJudge = judge;
    return judge;
  }

  /**
   * Returns the facts for an address that the data shows on a limit street. A stated `addressOnLimitStreet` is kept.
   */
  onLimitStreet(): RowFacts {
    const application = withLimitStreet(this.#application, true);
    const facts = { application, streetSide: this.streetSide };
    this.#onLimitStreet ??= new RowFacts(this.#schemes, facts, this.key, this.#verdicts);
    return this.#onLimitStreet;
  }

  #plansOn(days: readonly string[]): Plan[] {
    return this.#schemes.map((scheme, i) => planOf(scheme, this.#application, days[i]!));
  }
}

/** Judges places with the same facts and the same rules. */
export class PlaceJudge {
  readonly #plans: readonly Plan[];
  readonly #verdicts: KnownVerdicts;
  readonly #known = new WeakMap<readonly Membership[], Verdicts>();

  constructor(plans: readonly Plan[], verdicts: KnownVerdicts) {
    this.#plans = plans;
    this.#verdicts = verdicts;
  }

  /** Returns the verdicts of a place from the memberships of its situation. */
  verdicts(memberships: readonly Membership[]): Verdicts {
    let verdicts = this.#known.get(memberships);
    if (!verdicts) {
      verdicts = this.#verdicts.same(this.#plans.map((plan) => shortVerdict(plan, memberships)));
      this.#known.set(memberships, verdicts);
    }
    return verdicts;
  }
}

const MOST_DATES = 10_000;
const MOST_LISTS = 10_000;
