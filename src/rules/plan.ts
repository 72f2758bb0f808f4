import { dayBefore } from '../french/calendar.ts';
import { longDate } from '../french/dates.ts';
import type { Amount } from './amount.ts';
import { type Answer, stricter } from './answer.ts';
import type { Application } from './application.ts';
import type { Trace } from './explanation/plan-trace.ts';
import { arises, holds } from './given.ts';
import { type History, inForce, theBeginning } from './history.ts';
import { planAmount } from './plan-amount.ts';
import { Citations } from './references/citations.ts';
import { Requirements } from './requirements.ts';
import type { Bound, Row, Scheme } from './scheme.ts';

/**
 * Evaluates everything in a scheme that depends on the application and the date, but not on a place. Done once per
 * scheme and date, then judged for every possible place.
 */
export function planOf(scheme: Scheme, application: Application, date: string): Plan {
  const draft = new Draft(scheme, application, legalDay(scheme, application, date));
  const closed = draft.period();
  return closed === null ? draft.withPlace() : draft.settledBy(closed);
}

/** A stable English code and a French sentence. */
export interface Message {
  readonly code: string;
  readonly message: string;
}

export interface Reference {
  readonly label: string;
  readonly publishedOn?: string;
  /** Its page at Légifrance, where the rules have its identifier. */
  readonly url?: string;
}

export interface Plan {
  readonly scheme: Scheme;
  /**
   * The answer when no place can change it: out of period, or an applicant or a condition that is excluded for sure.
   */
  readonly settled: Answer | null;
  /** The best answer that any place can get. */
  readonly cap: Answer;
  readonly rows: readonly ResolvedRow[];
  readonly elsewhere: { readonly verdict: Answer; readonly because: Message | null };
  readonly public: { readonly verdict: Answer; readonly message: Message; readonly alone: boolean } | null;
  /** Notice for an applicant who has not given where the public lives, when that fact could give a better answer. */
  readonly publicHint: { readonly notice: Message; readonly wouldGive: Answer } | null;
  readonly communes: CommuneRule | null;
  /** The day whose generation counts; null when the generation of the situation always counts. */
  readonly generationOn: string | null;
  /** The reasons that depend on the facts and the date, not on the place. */
  readonly reasons: readonly Message[];
  readonly conditions: readonly Message[];
  readonly notices: readonly Message[];
  readonly references: readonly Reference[];
  readonly amount: (Amount & { readonly notices: readonly Message[] }) | null;
  /** The entries of the scheme that were used, to explain the answer. */
  readonly trace: Trace;
}

export interface CommuneRule {
  /** INSEE codes; null for any commune of the agglomeration. */
  readonly allowed: ReadonlySet<string> | null;
  /**
   * For the other communes of the agglomeration, or for the named communes around it; null where they are like any
   * other commune.
   */
  readonly rest: {
    readonly named: ReadonlySet<string> | null;
    readonly verdict: Answer;
    readonly because: Message;
  } | null;
  readonly otherwise: Answer;
  readonly inside: Message;
  readonly outside: Message;
}

/** A row of the geography table whose distances, in metres, are those in force. */
export interface ResolvedRow {
  readonly zone: 'qpv' | 'qic' | null;
  readonly only: ReadonlySet<string> | null;
  readonly departments: ReadonlySet<string> | null;
  readonly extent: 'point' | 'footprint' | null;
  readonly isFormer: boolean;
  readonly inside: boolean;
  readonly entirelyInside: boolean;
  readonly closerThan: number;
  readonly entirelyCloserThan: number;
  readonly partlyCloserThan: number;
  readonly verdict: Answer;
  readonly because: Message | null;
  readonly source: Row;
  /** The position of the row in its table. */
  readonly position: number;
}

/** The day whose law applies: the given date, or 1 January of the programme year. */
export function legalDay(scheme: Scheme, application: Application, date: string): string {
  if (scheme.clock === 'date') return date;
  const year = application.programmeYear ?? Number(date.slice(0, 4));
  return `${String(year).padStart(4, '0')}-01-01`;
}

class Draft {
  readonly #scheme: Scheme;
  readonly #application: Application;
  readonly #day: string;
  readonly #year: number;
  readonly #citations: Citations;
  readonly #requirements: Requirements;

  constructor(scheme: Scheme, application: Application, day: string) {
    this.#scheme = scheme;
    this.#application = application;
    this.#day = day;
    this.#year = Number(day.slice(0, 4));
    this.#citations = new Citations(scheme, day, this.#year);
    this.#requirements = new Requirements(scheme, application, day, this.#citations);
  }

  /** The answer that follows from the period alone; null when the scheme is open and the rest must be judged. */
  period(): Answer | null {
    const entry = inForce(this.#scheme.period, this.#day);
    if (entry === null) {
      this.#requirements.reasons.push({ code: 'out-of-period', message: this.#outOfPeriod() });
      for (const { entry } of this.#scheme.period) if (entry) this.#citations.cite(entry);
      return 'out-of-period';
    }
    this.#citations.cite(entry);
    if (entry.because) this.#requirements.reasons.push(this.#citations.message(entry.because));
    if (entry.value === 'no') return 'no';
    if (entry.value === 'review') this.#requirements.cap = stricter(this.#requirements.cap, 'review');
    return null;
  }

  #notices(): void {
    for (const notice of this.#scheme.notices ?? []) {
      if (notice.bound !== undefined) continue;
      if (!holds(notice, this.#day) || !arises(notice, this.#application)) continue;
      this.#citations.notices.push(this.#citations.message(notice));
      this.#citations.cite(notice);
    }
  }

  settledBy(settled: Answer): Plan {
    return this.#plan({ settled }, { settledBy: 'period' });
  }

  withPlace(): Plan {
    const { refusals } = this.#requirements;
    this.#requirements.check();
    this.#notices();
    if (refusals.length > 0)
      return this.#plan({ settled: 'no', reasons: refusals }, { settledBy: this.#requirements.settledBy });
    const geography = inForce(this.#scheme.geography, this.#day);
    const communes = inForce(this.#scheme.communes ?? [], this.#day);
    if (geography) this.#citations.cite(geography);
    if (communes) this.#citations.cite(communes);
    const rows = (geography?.rows ?? []).flatMap((row, position) =>
      arises(row, this.#application) ? [this.#row(row, position)] : [],
    );
    const elsewhere = geography?.elsewhere;
    const { amount, decisive, conditions } = planAmount(this.#scheme, this.#application, this.#day, this.#citations);
    this.#requirements.conditions.push(...conditions);
    const bound = decisive && { bound: decisive, ceiling: amount?.ceiling ?? 0 };
    if (amount?.ceiling === 0 && decisive !== null) {
      const nothing = this.#nothingToPay(decisive);
      // The share of another body is not known to bind in a year for which the figures are not stated.
      if (decisive.kind !== 'fact' || amount.status === 'conditional')
        return this.#plan({ settled: 'no', reasons: [nothing] }, { settledBy: 'amount', bound });
      this.#requirements.reasons.push(nothing);
      this.#requirements.cap = stricter(this.#requirements.cap, 'review');
    }
    const placeCounts = this.#requirements.public?.alone !== true;
    const ofThePlan: Partial<Plan> & Pick<Plan, 'settled'> = {
      settled: null,
      rows,
      elsewhere: {
        // A table without an entry on this date (`checkRulebook` reports it) refuses nobody.
        verdict: elsewhere?.verdict ?? 'review',
        because: elsewhere?.because ? this.#citations.message(elsewhere.because) : null,
      },
      communes: communes
        ? {
            allowed: communes.allowed === 'agglomeration' ? null : new Set(communes.allowed.map(({ code }) => code)),
            rest: communes.neighbours
              ? {
                  named: new Set(communes.neighbours.communes.map(({ code }) => code)),
                  verdict: communes.neighbours.verdict,
                  because: { code: 'commune-outside', message: communes.neighbours.message },
                }
              : communes.restOfAgglomeration
                ? {
                    named: null,
                    verdict: communes.restOfAgglomeration.verdict,
                    because: { code: 'commune-without-quarter', message: communes.restOfAgglomeration.message },
                  }
                : null,
            otherwise: communes.otherwise,
            inside: { code: 'commune-allowed', message: communes.inside },
            outside: { code: 'commune-outside', message: communes.outside },
          }
        : null,
      generationOn: this.#scheme.clock === 'programme-year' && placeCounts ? this.#day : null,
      amount,
    };
    return this.#plan(ofThePlan, {
      bound,
      geography: entryOn(this.#scheme.geography, this.#day),
      communes: entryOn(this.#scheme.communes ?? [], this.#day),
    });
  }

  #nothingToPay(decisive: Bound): Message {
    return {
      code: 'nothing-to-pay',
      message: `Aucun montant ne peut être versé ; limite retenue : ${this.#citations.fill(decisive.label)}, soit 0 €.`,
    };
  }

  #row(row: Row, position: number): ResolvedRow {
    return {
      zone: row.zone ?? null,
      only: row.only ? new Set(row.only) : null,
      departments: row.departments ? new Set(row.departments) : null,
      extent: row.extent ?? null,
      isFormer: row.former ?? false,
      inside: row.inside ?? false,
      entirelyInside: row.entirelyInside ?? false,
      closerThan: this.#distance(row.closerThan),
      entirelyCloserThan: this.#distance(row.entirelyCloserThan),
      partlyCloserThan: this.#distance(row.partlyCloserThan),
      verdict: row.verdict,
      because: row.because ? this.#citations.message(row.because) : null,
      source: row,
      position,
    };
  }

  #distance(name: string | undefined): number {
    if (name === undefined) return Number.POSITIVE_INFINITY;
    this.#citations.use(name);
    return this.#citations.figure(name);
  }

  #outOfPeriod(): string {
    const { period } = this.#scheme;
    const first = period[0]?.from ?? theBeginning;
    const closing = period.find(({ entry }) => entry === null)?.from ?? null;
    const programme = this.#scheme.clock === 'programme-year';
    const asked = programme ? `pour l’année de programme ${this.#year}` : `au ${longDate(this.#day)}`;
    const last = closing === null ? null : longDate(dayBefore(closing));
    const start = first === theBeginning ? null : longDate(first);
    const bounds =
      last === null ? `à partir du ${start}` : start === null ? `jusqu’au ${last}` : `du ${start} au ${last}`;
    return `Le dispositif ne s’applique pas ${asked} : il s’applique ${bounds}.`;
  }

  #plan(of: Pick<Plan, 'settled'> & Partial<Plan>, traced: Partial<Trace>): Plan {
    return {
      scheme: this.#scheme,
      cap: this.#requirements.cap,
      rows: [],
      elsewhere: { verdict: 'review', because: null },
      public: this.#requirements.public,
      publicHint: of.settled === null ? this.#requirements.publicHint : null,
      communes: null,
      generationOn: null,
      reasons: this.#requirements.reasons,
      conditions: of.settled === null ? this.#requirements.conditions : [],
      notices: of.settled === 'out-of-period' ? [] : this.#citations.notices,
      references: this.#citations.references,
      amount: null,
      trace: {
        day: this.#day,
        period: entryOn(this.#scheme.period, this.#day),
        geography: null,
        communes: null,
        applicant: this.#requirements.applicant,
        conditions: this.#requirements.outcomes,
        public: this.#requirements.publicOutcome,
        bound: null,
        settledBy: null,
        ...traced,
      },
      ...of,
    };
  }
}

/** The entry in force on a day, with its first day; null without any. */
function entryOn<T>(history: History<T>, day: string): { from: string; entry: T } | null {
  const found = history.findLast(({ from }) => from <= day);
  return found === undefined || found.entry === null ? null : { from: found.from, entry: found.entry };
}
