import { quantity } from '../french/numbers.ts';
import { type Answer, stricter } from './answer.ts';
import type { Application } from './application.ts';
import type { ConditionOutcome, Trace, TracedCondition } from './explanation/plan-trace.ts';
import { arises, holds } from './given.ts';
import type { Message, Plan } from './plan.ts';
import type { Citations } from './references/citations.ts';
import type { Condition, Scheme } from './scheme.ts';
import { fill } from './template.ts';

/** Evaluates the applicant, the conditions and the public of a scheme for an application, independent of the place. */
export class Requirements {
  readonly reasons: Message[] = [];
  /** Each of these alone gives the answer no. */
  readonly refusals: Message[] = [];
  /** Conditions that remain to be proven. */
  readonly conditions: Message[] = [];
  cap: Answer = 'yes';
  public: Plan['public'] = null;
  publicHint: Plan['publicHint'] = null;
  readonly outcomes: TracedCondition[] = [];
  applicant: Trace['applicant'] = null;
  publicOutcome: Trace['public'] = null;
  /** The first requirement that refused; null for none. */
  settledBy: Trace['settledBy'] = null;
  readonly #scheme: Scheme;
  readonly #application: Application;
  readonly #day: string;
  readonly #citations: Citations;

  /** `day` is the legal day, `YYYY-MM-DD`. The parts of the scheme that are used are cited in `citations`. */
  constructor(scheme: Scheme, application: Application, day: string, citations: Citations) {
    this.#scheme = scheme;
    this.#application = application;
    this.#day = day;
    this.#citations = citations;
  }

  check(): void {
    this.#applicants();
    this.#allConditions();
    this.#publicShare();
  }

  #applicants(): void {
    const who = this.#scheme.applicants;
    if (who === undefined) return;
    this.#citations.cite(who);
    const { applicant } = this.#application;
    if (applicant !== undefined && who.eligible.includes(applicant)) {
      this.applicant = 'eligible';
      this.reasons.push({ code: 'applicant-eligible', message: `Ce dispositif est ouvert ${who.openTo}.` });
    } else if (applicant !== undefined && (who.excluded === 'others' || who.excluded.includes(applicant))) {
      this.applicant = 'excluded';
      this.settledBy ??= 'applicant';
      this.refusals.push({
        code: 'applicant-excluded',
        message: `Ce dispositif est ouvert ${who.openTo} ; le demandeur déclaré n’en fait pas partie.`,
      });
    } else {
      this.applicant = 'to-confirm';
      this.conditions.push({
        code: 'applicant-to-confirm',
        message: `Confirmer que le demandeur relève de ce dispositif, ouvert ${who.openTo}.`,
      });
    }
  }

  #allConditions(): void {
    for (const condition of this.#scheme.conditions) {
      if (!holds(condition, this.#day) || !arises(condition, this.#application)) continue;
      this.#condition(condition);
    }
  }

  /** Where the public lives, for the schemes that use it. */
  #publicShare(): void {
    const rule = this.#scheme.public;
    if (rule === undefined) return;
    this.#citations.cite(rule);
    this.#citations.use(rule.atLeast);
    const shares = rule.shares.map((fact) => this.#application[fact]).filter((share) => share !== undefined);
    // Sums of tenths and hundredths are not exact in floating point.
    const share = Math.round(shares.reduce((sum, one) => sum + one, 0) * 1e9) / 1e9;
    const isReached = shares.length > 0 && share >= this.#citations.figure(rule.atLeast);
    const isWhole = shares.length === rule.shares.length;
    // A share that is not given may still be added to the others.
    if (!isReached && !isWhole) {
      const unknown = { code: 'public-share', message: this.#citations.fill(rule.ifUnknown) };
      if (rule.counts === 'instead-of-place') this.conditions.push(unknown);
      else this.publicHint = { notice: unknown, wouldGive: rule.reached.verdict };
      this.publicOutcome = 'unknown';
      if (share === 0) return;
    }
    const step = isReached ? 'reached' : share > 0 ? 'partly' : 'none';
    this.publicOutcome = step;
    const { verdict, message } = rule[step];
    const alone = rule.counts === 'instead-of-place';
    const text = fill(this.#citations.fill(message), { share: quantity(share * 100, 'percent') });
    const reason = { code: `public-share-${step}`, message: text };
    if (alone && verdict === 'no') {
      this.settledBy ??= 'public';
      this.refusals.push(reason);
    }
    this.public = { verdict, message: reason, alone };
  }

  #condition(condition: Condition): void {
    const { code } = condition;
    this.#citations.cite(condition);
    const outcome = this.#outcome(condition);
    this.outcomes.push({ condition, outcome });
    if (condition.atLeast !== undefined && outcome !== 'to-prove') this.#citations.use(condition.atLeast);
    if (outcome === 'met') {
      if (condition.met) this.reasons.push({ code: `${code}-met`, message: this.#citations.fill(condition.met) });
    } else if (outcome === 'to-prove') {
      if (condition.prove) this.conditions.push({ code, message: this.#citations.fill(condition.prove) });
    } else {
      const unmet = { code: `${code}-unmet`, message: this.#citations.fill(condition.unmet ?? '') };
      if (condition.ifUnmet === 'no') {
        this.settledBy ??= 'condition';
        this.refusals.push(unmet);
      } else if (condition.ifUnmet === 'notice') this.#citations.notices.push(unmet);
      else {
        this.reasons.push(unmet);
        this.cap = stricter(this.cap, 'review');
      }
    }
  }

  #outcome(condition: Condition): ConditionOutcome {
    const { applicant } = this.#application;
    if (applicant !== undefined && condition.exempt?.includes(applicant)) return 'met';
    const value = condition.fact === undefined ? undefined : this.#application[condition.fact];
    if (value === undefined) return 'to-prove';
    let met: boolean;
    if (condition.is !== undefined) met = value === condition.is;
    else if (condition.atLeast !== undefined) met = Number(value) >= this.#citations.figure(condition.atLeast);
    else if (condition.accepts?.includes(String(value))) met = true;
    else if (condition.rejects?.includes(String(value))) met = false;
    else return 'to-prove';
    // The applicant is not given and may be exempt: nothing is refused for sure.
    if (!met && condition.exempt !== undefined && applicant === undefined) return 'to-prove';
    return met ? 'met' : 'unmet';
  }
}
