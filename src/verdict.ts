import { eitherOf } from './french/sentence.ts';
import { outcomeLabels } from './french/verdict-words.ts';
import type { Amount } from './rules/amount.ts';
import { type Answer, bestFirst, better } from './rules/answer.ts';
import type { Application } from './rules/application.ts';
import { explain, noticeOfGeneration } from './rules/explain.ts';
import { type Explanation, explanationOf } from './rules/explanation/explanation.ts';
import type { Geography } from './rules/geography.ts';
import { communeAnswer, communeStatus, judge, placeAnswer } from './rules/judge.ts';
import type { Rulebook, Service } from './rules/load-rulebook.ts';
import { type Message, type Plan, planOf, type Reference } from './rules/plan.ts';
import type { Scheme } from './rules/scheme.ts';
import type { Situation } from './situation/situation.ts';

/**
 * Returns the verdict of each scheme for a situation: of all schemes, or of those in `schemes`. `date` (`YYYY-MM-DD`)
 * is the date of the legal fact. Each scheme is judged under every possible state of the place. When all give the same
 * answer it is firm; otherwise the verdict is `review`, with the possible answers. Pure: no clock, no file, no network.
 * Throws a RangeError for an unknown scheme.
 */
export function verdictsFor(
  situation: Judged,
  application: Application,
  date: string,
  rulebook: Rulebook,
  schemes: Iterable<string> = rulebook.schemes.keys(),
): Verdict[] {
  return schemesNamed(schemes, rulebook).map((scheme) => verdictOf(scheme, situation, application, date, rulebook));
}

/** Returns the explanation of each verdict that `verdictsFor` gives, in the same order. */
export function explanationsFor(
  situation: Judged,
  application: Application,
  date: string,
  rulebook: Rulebook,
  schemes: Iterable<string> = rulebook.schemes.keys(),
): Explanation[] {
  return schemesNamed(schemes, rulebook).map((scheme) => {
    const plan = planOf(scheme, application, date);
    const first = firstUnder(plan, situation.memberships);
    const states = bestFirst(first.keys()).map((answer) => [answer, first.get(answer)!] as const);
    return explanationOf(plan, states, application, provenByCommune(plan, situation.memberships));
  });
}

function schemesNamed(ids: Iterable<string>, rulebook: Rulebook): Scheme[] {
  return [...ids].map((id) => {
    const scheme = rulebook.schemes.get(id);
    if (scheme === undefined) throw new RangeError(`No scheme is called ${id}`);
    return scheme;
  });
}

/** The parts of a situation that a verdict uses. */
export type Judged = Pick<Situation, 'memberships' | 'reasons'>;

export interface Verdict {
  readonly scheme: string;
  readonly verdict: Answer;
  /** `firm` when every possible state of the place gives the same verdict. */
  readonly certainty: 'firm' | 'review';
  /** The possible verdicts of a doubtful place, the best first; empty when firm. */
  readonly alternatives: readonly Answer[];
  readonly amount: Amount | null;
  readonly reasons: readonly Message[];
  readonly conditions: readonly Message[];
  readonly notices: readonly Message[];
  readonly references: readonly Reference[];
  readonly whomToAsk: readonly Service[];
}

/** The verdict of a plan alone, the same that `verdictsFor` gives with its reasons: for files of millions of places. */
export function shortVerdict(plan: Plan, memberships: readonly Geography[]): ShortVerdict {
  const { verdict, alternatives, amount } = concluded(plan, firstUnder(plan, memberships).keys());
  return { verdict, alternatives, ceiling: amount?.ceiling ?? null };
}

export interface ShortVerdict extends Pick<Verdict, 'verdict' | 'alternatives'> {
  /** EUR; null where there is no amount, or no figure. */
  readonly ceiling: number | null;
}

function verdictOf(
  scheme: Scheme,
  situation: Judged,
  application: Application,
  date: string,
  rulebook: Rulebook,
): Verdict {
  const plan = planOf(scheme, application, date);
  const first = firstUnder(plan, situation.memberships);
  const { verdict, isFirm, alternatives, amount } = concluded(plan, first.keys());
  return {
    scheme: scheme.id,
    verdict,
    certainty: isFirm ? 'firm' : 'review',
    alternatives,
    amount: amount && amountAlone(amount),
    reasons: [
      ...(isFirm ? explain(plan, first.get(verdict)!) : reasonsOfDoubt(plan, alternatives, first, situation)),
      ...plan.reasons,
    ],
    conditions: opensFunding(verdict) ? leftToProve(plan, situation.memberships) : [],
    notices: [...noticesOfPlace(plan, first), ...hints(plan, verdict), ...plan.notices, ...(amount?.notices ?? [])],
    references: plan.references,
    whomToAsk: servicesFor(scheme, isFirm ? [] : [...first.values()], rulebook),
  };
}

/** The verdict between the answers that the possible states of a place give. */
function concluded(plan: Plan, found: Iterable<Answer>): Conclusion {
  const answers = bestFirst(found);
  const [only, ...others] = answers;
  // Without any state the place is unknown: no applicant is refused.
  const isFirm = only !== undefined && others.length === 0;
  const verdict = isFirm ? only : 'review';
  return { verdict, isFirm, alternatives: isFirm ? [] : answers, amount: opensFunding(verdict) ? plan.amount : null };
}

interface Conclusion extends Pick<Verdict, 'verdict' | 'alternatives'>, Pick<Plan, 'amount'> {
  readonly isFirm: boolean;
}

function opensFunding(verdict: Answer): boolean {
  return verdict !== 'no' && verdict !== 'out-of-period';
}

/** The conditions of the plan, without those that the commune proves in every possible state of the place. */
function leftToProve(plan: Plan, memberships: readonly Geography[]): readonly Message[] {
  const proven = provenByCommune(plan, memberships);
  return proven.size === 0 ? plan.conditions : plan.conditions.filter(({ code }) => !proven.has(code));
}

/** The codes of the conditions that need no proof, since the commune is known and allowed in every possible state. */
function provenByCommune({ communes, trace }: Plan, memberships: readonly Geography[]): ReadonlySet<string> {
  if (communes === null) return NONE;
  const isAllowed = (membership: Geography) =>
    membership.commune !== null && communeStatus(communes, membership) === 'inside';
  const codes = trace.conditions.flatMap(({ condition }) => (condition.provenBy === 'commune' ? [condition.code] : []));
  return codes.length > 0 && memberships.length > 0 && memberships.every(isAllowed) ? new Set(codes) : NONE;
}

const NONE: ReadonlySet<string> = new Set();

/** The answers of all states, each with the first state that gives it. */
function firstUnder(plan: Plan, memberships: readonly Geography[]): Map<Answer, Geography> {
  const first = new Map<Answer, Geography>();
  for (const membership of memberships) {
    const answer = judge(plan, membership);
    if (!first.has(answer)) first.set(answer, membership);
  }
  return first;
}

/** The answers between which the verdict is, the cause of the difference, and the reasons for each of them. */
function reasonsOfDoubt(
  plan: Plan,
  alternatives: readonly Answer[],
  first: ReadonlyMap<Answer, Geography>,
  situation: Judged,
): Message[] {
  const either = eitherOf(alternatives.map((answer) => `« ${outcomeLabels[answer]} »`));
  const causes = causesOfDoubt(plan, situation.memberships);
  const reasons: Message[] = causes.has('place')
    ? [
        {
          code: 'place-decides',
          message:
            `La réponse peut être ${either} : la position du lieu ou le tracé des quartiers ne suffit pas à ` +
            'trancher.',
        },
      ]
    : [];
  if (causes.has('commune')) {
    reasons.push({
      code: 'commune-decides',
      message:
        `La réponse peut être ${either} : c’est la commune du lieu, que les données ne suffisent pas à ` +
        'établir, qui décide.',
    });
  }
  for (const answer of alternatives) {
    const because = explain(plan, first.get(answer)!).map(({ message }) => message);
    reasons.push({
      code: `hypothesis-${answer}`,
      message: `Hypothèse menant à « ${outcomeLabels[answer]} ». ${because.join(' ')}`,
    });
  }
  for (const reason of situation.reasons)
    if (causes.has('place') || reason.code.startsWith('commune')) reasons.push(reason);
  return reasons;
}

/**
 * What is missing for a firm answer: the commune, when the same place gives several answers, or the place, when the
 * same commune does.
 */
function causesOfDoubt(plan: Plan, memberships: readonly Geography[]): Set<'place' | 'commune'> {
  const byPlace = new Map<Answer, Answer>();
  const byCommune = new Map<Answer, Answer>();
  const causes = new Set<'place' | 'commune'>();
  for (const membership of memberships) {
    const place = placeAnswer(plan, membership);
    const commune = plan.communes ? communeAnswer(plan.communes, membership) : 'yes';
    const answer = judge(plan, membership);
    if ((byPlace.get(place) ?? answer) !== answer) causes.add('commune');
    if ((byCommune.get(commune) ?? answer) !== answer) causes.add('place');
    byPlace.set(place, answer);
    byCommune.set(commune, answer);
  }
  return causes.size > 0 ? causes : new Set(['place', 'commune']);
}

function noticesOfPlace(plan: Plan, first: ReadonlyMap<Answer, Geography>): Message[] {
  for (const membership of first.values()) {
    const notice = noticeOfGeneration(plan, membership);
    if (notice !== null) return [notice];
  }
  return [];
}

/** The notice that a statement of where the public lives could give a better answer. */
function hints({ publicHint }: Plan, verdict: Answer): Message[] {
  const couldBeBetter = publicHint !== null && better(verdict, publicHint.wouldGive) !== verdict;
  return couldBeBetter ? [publicHint.notice] : [];
}

function amountAlone({ ceiling, currency, status, statedFor }: Amount): Amount {
  return { ceiling, currency, status, statedFor };
}

/** The services of the scheme, and those in charge of the limits of the doubtful zones. */
function servicesFor(scheme: Scheme, doubtful: readonly Geography[], rulebook: Rulebook): Service[] {
  const codes = new Set(scheme.whomToAsk);
  for (const { zones } of doubtful) for (const { kind } of zones) codes.add(rulebook.limits[kind]);
  return [...codes].map((code) => rulebook.services.get(code)).filter((service) => service !== undefined);
}
