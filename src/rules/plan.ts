import { dayBefore } from '../french/calendar.ts';
import { longDate } from '../french/dates.ts';
import { quantity } from '../french/numbers.ts';
import { type Amount, amountOf } from './amount.ts';
import type { Answer } from './answer.ts';
import { stricter } from './answer.ts';
import type { Application } from './application.ts';
import { inForce, theBeginning } from './history.ts';
import type { Bound, Condition, Given, Row, Scheme } from './scheme.ts';
import { fill } from './template.ts';
import { type FiguresInForce, figuresInForce } from './value.ts';

/**
 * All that a scheme says of an application on a date before any place is looked at. Made once for a scheme and a date,
 * then judged under every possible place.
 */
export function planOf(scheme: Scheme, application: Application, date: string): Plan {
  const day = legalDay(scheme, application, date);
  const draft = new Draft(scheme, application, day);
  const closed = draft.period();
  if (closed !== null) return draft.settledBy(closed);
  draft.applicants();
  draft.conditions();
  draft.public();
  draft.notices();
  return draft.withPlace();
}

/** A stable English code and a French sentence. */
export interface Message {
  readonly code: string;
  readonly message: string;
}

export interface Reference {
  readonly label: string;
  readonly publishedOn?: string;
}

export interface Plan {
  readonly scheme: Scheme;
  /** The answer when no place can change it: out of period, or an applicant or a condition excluded for sure. */
  readonly settled: Answer | null;
  /** No place can do better than this. */
  readonly cap: Answer;
  readonly rows: readonly ResolvedRow[];
  readonly elsewhere: { readonly verdict: Answer; readonly because: Message | null };
  readonly public: { readonly verdict: Answer; readonly message: Message; readonly alone: boolean } | null;
  /** What to say to whoever did not tell where the public lives, when telling could do better than the place. */
  readonly publicHint: { readonly notice: Message; readonly wouldGive: Answer } | null;
  readonly communes: CommuneRule | null;
  /** The day whose generation counts, when the generation of the situation may be another one. */
  readonly generationOn: string | null;
  /** What the facts and the date say, whatever the place. */
  readonly reasons: readonly Message[];
  readonly conditions: readonly Message[];
  readonly notices: readonly Message[];
  readonly references: readonly Reference[];
  readonly amount: (Amount & { readonly notices: readonly Message[] }) | null;
}

export interface CommuneRule {
  /** INSEE codes; null for any commune of the agglomeration. */
  readonly allowed: ReadonlySet<string> | null;
  readonly otherwise: Answer;
  readonly inside: Message;
  readonly outside: Message;
}

/** A row of the geography table whose distances, in metres, are those in force. */
export interface ResolvedRow {
  readonly zone: 'qpv' | 'qic' | null;
  readonly only: ReadonlySet<string> | null;
  readonly extent: 'point' | 'footprint' | null;
  readonly inside: boolean;
  readonly entirelyInside: boolean;
  readonly closerThan: number;
  readonly entirelyCloserThan: number;
  readonly partlyCloserThan: number;
  readonly verdict: Answer;
  readonly because: Message | null;
}

/** The day whose law applies: that of the date, or 1 January of the programme year. */
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
  readonly #figures: FiguresInForce;
  readonly #used = new Set<string>();
  readonly #references = new Map<string, Reference>();
  readonly #reasons: Message[] = [];
  readonly #refusals: Message[] = [];
  readonly #conditions: Message[] = [];
  readonly #notices: Message[] = [];
  #cap: Answer = 'yes';
  #public: Plan['public'] = null;
  #publicHint: Plan['publicHint'] = null;

  constructor(scheme: Scheme, application: Application, day: string) {
    this.#scheme = scheme;
    this.#application = application;
    this.#day = day;
    this.#year = Number(day.slice(0, 4));
    this.#figures = figuresInForce(scheme, day);
  }

  /** The answer that the period alone gives, or null when the scheme is open enough to look further. */
  period(): Answer | null {
    const entry = inForce(this.#scheme.period, this.#day);
    if (entry === null) {
      this.#reasons.push({ code: 'out-of-period', message: this.#outOfPeriod() });
      for (const { entry } of this.#scheme.period) if (entry) this.#cite(entry);
      return 'out-of-period';
    }
    this.#cite(entry);
    if (entry.because) this.#reasons.push(this.#message(entry.because));
    if (entry.value === 'no') return 'no';
    if (entry.value === 'review') this.#cap = stricter(this.#cap, 'review');
    return null;
  }

  applicants(): void {
    const who = this.#scheme.applicants;
    if (who === undefined) return;
    this.#cite(who);
    const { applicant } = this.#application;
    if (applicant !== undefined && who.eligible.includes(applicant)) {
      this.#reasons.push({ code: 'applicant-eligible', message: `Ce dispositif est ouvert ${who.openTo}.` });
    } else if (applicant !== undefined && (who.excluded === 'others' || who.excluded.includes(applicant))) {
      this.#refusals.push({
        code: 'applicant-excluded',
        message: `Ce dispositif est ouvert ${who.openTo} ; le demandeur déclaré n’en fait pas partie.`,
      });
    } else {
      this.#conditions.push({
        code: 'applicant-to-confirm',
        message: `Confirmer que le demandeur relève de ce dispositif, ouvert ${who.openTo}.`,
      });
    }
  }

  conditions(): void {
    for (const condition of this.#scheme.conditions) {
      if (!holds(condition, this.#day) || !matches(condition.when, this.#application)) continue;
      this.#condition(condition);
    }
  }

  /** Where the public lives, for the schemes that look at it. */
  public(): void {
    const rule = this.#scheme.public;
    if (rule === undefined) return;
    this.#cite(rule);
    this.#use(rule.atLeast);
    const shares = rule.shares.map((fact) => this.#application[fact]).filter((share) => share !== undefined);
    // Tenths and hundredths of the public do not add up to a whole in floating numbers.
    const share = Math.round(shares.reduce((sum, one) => sum + one, 0) * 1e9) / 1e9;
    const isReached = shares.length > 0 && share >= this.#figure(rule.atLeast);
    const isWhole = shares.length === rule.shares.length;
    // A share that is not given may add to those that are.
    if (!isReached && !isWhole) {
      const unknown = { code: 'public-share', message: this.#fill(rule.ifUnknown) };
      if (rule.counts === 'instead-of-place') this.#conditions.push(unknown);
      else this.#publicHint = { notice: unknown, wouldGive: rule.reached.verdict };
      if (share === 0) return;
    }
    const step = isReached ? 'reached' : share > 0 ? 'partly' : 'none';
    const { verdict, message } = rule[step];
    const alone = rule.counts === 'instead-of-place';
    const said = fill(this.#fill(message), { share: quantity(share * 100, 'percent') });
    const reason = { code: `public-share-${step}`, message: said };
    if (alone && verdict === 'no') this.#refusals.push(reason);
    this.#public = { verdict, message: reason, alone };
  }

  notices(): void {
    for (const notice of this.#scheme.notices ?? []) {
      if (!holds(notice, this.#day) || !matches(notice.when, this.#application)) continue;
      this.#notices.push(this.#message(notice));
      this.#cite(notice);
    }
  }

  settledBy(settled: Answer): Plan {
    return this.#plan({ settled });
  }

  withPlace(): Plan {
    if (this.#refusals.length > 0) {
      return this.#plan({ settled: 'no', reasons: this.#refusals });
    }
    const geography = inForce(this.#scheme.geography, this.#day);
    const communes = inForce(this.#scheme.communes ?? [], this.#day);
    if (geography) this.#cite(geography);
    if (communes) this.#cite(communes);
    const rows = (geography?.rows ?? []).filter((row) => arises(row, this.#application)).map((row) => this.#row(row));
    const elsewhere = geography?.elsewhere;
    const amount = this.#amount();
    const placeCounts = this.#public?.alone !== true;
    return this.#plan({
      settled: null,
      rows,
      elsewhere: {
        // A table that says nothing on this date (the loader's check reports it) refuses nobody.
        verdict: elsewhere?.verdict ?? 'review',
        because: elsewhere?.because ? this.#message(elsewhere.because) : null,
      },
      communes: communes
        ? {
            allowed: communes.allowed === 'agglomeration' ? null : new Set(communes.allowed.map(({ code }) => code)),
            otherwise: communes.otherwise,
            inside: { code: 'commune-allowed', message: communes.inside },
            outside: { code: 'commune-outside', message: communes.outside },
          }
        : null,
      generationOn: this.#scheme.clock === 'programme-year' && placeCounts ? this.#day : null,
      amount,
    });
  }

  #condition(condition: Condition): void {
    const { code } = condition;
    this.#cite(condition);
    const outcome = this.#outcome(condition);
    if (condition.atLeast !== undefined && outcome !== 'to-prove') this.#use(condition.atLeast);
    if (outcome === 'met') {
      if (condition.met) this.#reasons.push({ code: `${code}-met`, message: this.#fill(condition.met) });
    } else if (outcome === 'to-prove') {
      if (condition.prove) this.#conditions.push({ code, message: this.#fill(condition.prove) });
    } else {
      const unmet = { code: `${code}-unmet`, message: this.#fill(condition.unmet ?? '') };
      if (condition.ifUnmet === 'no') this.#refusals.push(unmet);
      else if (condition.ifUnmet === 'notice') this.#notices.push(unmet);
      else {
        this.#reasons.push(unmet);
        this.#cap = stricter(this.#cap, 'review');
      }
    }
  }

  #outcome(condition: Condition): 'met' | 'unmet' | 'to-prove' {
    const { applicant } = this.#application;
    if (applicant !== undefined && condition.exempt?.includes(applicant)) return 'met';
    const value = condition.fact === undefined ? undefined : this.#application[condition.fact];
    if (value === undefined) return 'to-prove';
    let met: boolean;
    if (condition.is !== undefined) met = value === condition.is;
    else if (condition.atLeast !== undefined) met = Number(value) >= this.#figure(condition.atLeast);
    else if (condition.accepts?.includes(String(value))) met = true;
    else if (condition.rejects?.includes(String(value))) met = false;
    else return 'to-prove';
    // Whoever has not said who applies may be exempt: nothing is refused for sure.
    if (!met && condition.exempt !== undefined && applicant === undefined) return 'to-prove';
    return met ? 'met' : 'unmet';
  }

  #row(row: Row): ResolvedRow {
    return {
      zone: row.zone ?? null,
      only: row.only ? new Set(row.only) : null,
      extent: row.extent ?? null,
      inside: row.inside ?? false,
      entirelyInside: row.entirelyInside ?? false,
      closerThan: this.#distance(row.closerThan),
      entirelyCloserThan: this.#distance(row.entirelyCloserThan),
      partlyCloserThan: this.#distance(row.partlyCloserThan),
      verdict: row.verdict,
      because: row.because ? this.#message(row.because) : null,
    };
  }

  #distance(name: string | undefined): number {
    if (name === undefined) return Number.POSITIVE_INFINITY;
    this.#use(name);
    return this.#figure(name);
  }

  #amount(): Plan['amount'] {
    const rule = this.#scheme.amount;
    const standing = rule && inForce(rule.standing, this.#day);
    if (!rule || !standing) return null;
    const { applicant } = this.#application;
    if (rule.onlyFor !== undefined && (applicant === undefined || !rule.onlyFor.includes(applicant))) return null;
    this.#cite(standing);
    const notices: Message[] = [];
    const bounds = rule.bounds.filter((bound) => matches(bound.when, this.#application));
    for (const bound of bounds) {
      for (const name of valuesOf(bound)) this.#use(name);
    }
    for (const fact of new Set(bounds.flatMap(factsOf))) {
      const prove = rule.prove?.[fact];
      if (prove !== undefined && this.#application[fact] === undefined)
        this.#conditions.push({ code: `amount-${kebab(fact)}`, message: this.#fill(prove) });
    }
    const { ceiling, decisive } = amountOf(
      bounds,
      this.#application,
      (name) => this.#figures.byName.get(name)?.value ?? null,
    );
    if (decisive) {
      const figure = quantity(ceiling ?? 0, 'EUR');
      notices.push({
        code: 'amount-ceiling',
        message: `Montant limité à ${figure} ; limite retenue : ${this.#fill(decisive.label)}.`,
      });
    }
    const statedFor = standing.statedFor ?? null;
    if (statedFor !== null && statedFor !== this.#year) {
      notices.push({
        code: 'amount-stated-for',
        message: `Les montants sont énoncés pour ${statedFor} ; pour ${this.#year}, ils sont donnés à titre indicatif.`,
      });
    }
    return { ceiling, currency: 'EUR', status: standing.value, statedFor, notices };
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

  /** The figure in force in the unit of the facts: a percentage becomes a share. */
  #figure(name: string): number {
    const figure = this.#figures.byName.get(name);
    // A value that is not in force bounds nothing: the loader's check reports it.
    if (figure === undefined) return Number.NaN;
    return figure.unit === 'percent' ? figure.value / 100 : figure.value;
  }

  /** Notes that a value serves, so that its reference is given and its year said. */
  #use(name: string): void {
    const figure = this.#figures.byName.get(name);
    if (figure === undefined || this.#used.has(name)) return;
    this.#used.add(name);
    this.#cite(figure);
    if (figure.statedFor !== undefined && figure.statedFor !== this.#year) {
      const label = this.#scheme.values?.[name]?.label ?? name;
      this.#notices.push({
        code: 'figure-stated-for',
        message: `Valeur énoncée pour ${figure.statedFor} et appliquée ici à ${this.#year} : ${label}, ${this.#figures.words[name]}.`,
      });
    }
  }

  #fill(sentence: string): string {
    const { text, names } = this.#figures.fill(sentence);
    for (const name of names) this.#use(name);
    return text;
  }

  #message({ code, message }: Message): Message {
    return { code, message: this.#fill(message) };
  }

  #cite({ reference, publishedOn }: { reference: string; publishedOn?: string | undefined }): void {
    const cited = publishedOn === undefined ? { label: reference } : { label: reference, publishedOn };
    this.#references.set(reference, this.#references.get(reference) ?? cited);
  }

  #plan(of: Pick<Plan, 'settled'> & Partial<Plan>): Plan {
    return {
      scheme: this.#scheme,
      cap: this.#cap,
      rows: [],
      elsewhere: { verdict: 'review', because: null },
      public: this.#public,
      publicHint: of.settled === null ? this.#publicHint : null,
      communes: null,
      generationOn: null,
      reasons: this.#reasons,
      conditions: of.settled === null ? this.#conditions : [],
      notices: of.settled === 'out-of-period' ? [] : this.#notices,
      references: [...this.#references.values()],
      amount: null,
      ...of,
    };
  }
}

function holds({ from, until }: { from?: string | undefined; until?: string | undefined }, day: string): boolean {
  return (from === undefined || from <= day) && (until === undefined || day <= until);
}

/** Whether every fact of `given` was given so. */
function matches(given: Given | undefined, application: Application): boolean {
  if (given === undefined) return true;
  for (const [fact, value] of Object.entries(given)) if (application[fact as keyof Application] !== value) return false;
  return true;
}

function arises(row: Row, application: Application): boolean {
  return (row.unknown === undefined || application[row.unknown] === undefined) && matches(row.when, application);
}

function valuesOf(bound: Bound): string[] {
  switch (bound.kind) {
    case 'flat':
      return [bound.value];
    case 'share':
    case 'share-of-rest':
      return [bound.rate];
    case 'after-own-share':
      return [bound.keep];
    case 'pro-rata':
      return [bound.value, bound.over];
    case 'fact':
      return [];
  }
}

function factsOf(bound: Bound): ('expenses' | 'subsidies' | 'communeShare' | 'contractMonths')[] {
  if (bound.kind === 'flat') return [];
  return 'less' in bound ? [bound.of, bound.less] : [bound.of];
}

function kebab(fact: string): string {
  return fact.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
