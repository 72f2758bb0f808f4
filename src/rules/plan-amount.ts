import { quantity } from '../french/numbers.ts';
import { amountOf } from './amount.ts';
import type { Application } from './application.ts';
import { arises, holds } from './given.ts';
import { inForce } from './history.ts';
import type { Message, Plan } from './plan.ts';
import type { Citations } from './references/citations.ts';
import type { Bound, Scheme } from './scheme.ts';

/**
 * Plans the amount of a scheme for an application on a legal day: its notices, and the conditions to prove because the
 * amount depends on facts that are not given. Null where the scheme has no amount.
 */
export function planAmount(scheme: Scheme, application: Application, day: string, citations: Citations): PlannedAmount {
  const conditions: Message[] = [];
  const found = amountIn(scheme, application, day, citations, conditions);
  return { amount: found?.amount ?? null, decisive: found?.decisive ?? null, conditions };
}

export interface PlannedAmount {
  readonly amount: Plan['amount'];
  /** The bound that decides the amount; null without any. */
  readonly decisive: Bound | null;
  readonly conditions: readonly Message[];
}

function amountIn(
  scheme: Scheme,
  application: Application,
  day: string,
  citations: Citations,
  conditions: Message[],
): Pick<PlannedAmount, 'amount' | 'decisive'> | null {
  const year = Number(day.slice(0, 4));
  const rule = scheme.amount;
  const standing = rule && inForce(rule.standing, day);
  if (!rule || !standing) return null;
  const { applicant } = application;
  if (rule.onlyFor !== undefined && (applicant === undefined || !rule.onlyFor.includes(applicant))) return null;
  if (!arises(rule, application)) return null;
  citations.cite(standing);
  const notices: Message[] = [];
  const bounds = rule.bounds.filter((bound) => arises(bound, application));
  for (const bound of bounds) {
    for (const name of valuesOf(bound)) citations.use(name);
  }
  for (const fact of new Set(bounds.flatMap(factsOf))) {
    const prove = rule.prove?.[fact];
    if (prove !== undefined && application[fact] === undefined)
      conditions.push({ code: `amount-${kebab(fact)}`, message: citations.fill(prove) });
  }
  const { ceiling, decisive } = amountOf(bounds, application, (name) => citations.stated(name));
  if (decisive) {
    const figure = quantity(ceiling ?? 0, 'EUR');
    notices.push({
      code: 'amount-ceiling',
      message: `Montant limité à ${figure} ; limite retenue : ${citations.fill(decisive.label)}.`,
    });
    for (const notice of scheme.notices ?? []) {
      if (notice.bound === undefined || !valuesOf(decisive).includes(notice.bound)) continue;
      if (!holds(notice, day) || !arises(notice, application)) continue;
      citations.notices.push(citations.message(notice));
      citations.cite(notice);
    }
  }
  const statedFor = standing.statedFor ?? null;
  if (statedFor !== null && statedFor !== year) {
    notices.push({
      code: 'amount-stated-for',
      message: `Les montants sont énoncés pour ${statedFor} ; pour ${year}, ils sont donnés à titre indicatif.`,
    });
  }
  return { amount: { ceiling, currency: 'EUR', status: standing.value, statedFor, notices }, decisive };
}

/** The names of the values of a bound. */
export function valuesOf(bound: Bound): string[] {
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
