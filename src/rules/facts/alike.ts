import { type Fact, type FactValue, facts } from '../application.ts';
import type { Scheme } from '../scheme.ts';

/**
 * Turns a fact into one that every one of `schemes` answers alike, verdict and ceiling, on every date and in every
 * place, whatever the other facts: undefined for one that none of them looks at, and for a number that they only
 * compare with figures another one that compares alike. Applications by the million then become few.
 */
export function alikeFor(schemes: readonly Scheme[]): (fact: Fact, value: FactValue) => FactValue | undefined {
  const uses = schemes.map(usesOf);
  const cuts = new Map<Fact, readonly number[] | null>();
  for (const fact of Object.keys(facts) as Fact[]) {
    const ofFact = uses.map((use) => use.get(fact)).filter((use) => use !== undefined);
    if (ofFact.length === 0) continue;
    const compared = ofFact.filter((use) => use !== null);
    const isCompared = compared.length === ofFact.length;
    cuts.set(fact, isCompared ? [...new Set(compared.flat())].sort((a, b) => a - b) : null);
  }
  return (fact, value) => {
    const ofFact = cuts.get(fact);
    if (ofFact === undefined) return undefined;
    return ofFact === null || typeof value !== 'number' ? value : alikeNumber(value, ofFact);
  };
}

/**
 * The facts that a scheme looks at; with the numbers that it compares one with, or null where it looks at the value
 * itself.
 */
function usesOf(scheme: Scheme): Map<Fact, readonly number[] | null> {
  const named = new Set<string>();
  const figures = new Set<number>();
  visit(scheme, (key, value) => {
    named.add(key);
    if (typeof value === 'string') named.add(value);
    if (typeof value === 'number') figures.add(value).add(value / 100);
  });
  const { amount, public: publicRule } = scheme;
  const exact = new Set<string>(publicRule?.shares);
  visit(amount?.bounds, (_, value) => exact.add(String(value)));
  const uses = new Map<Fact, readonly number[] | null>();
  for (const fact of Object.keys(facts) as Fact[]) {
    // Rules test these two without their name.
    const isUsed = named.has(fact) || fact === 'applicant' || fact === 'programmeYear';
    const isCompared = facts[fact].kind === 'number' && fact !== 'programmeYear' && !exact.has(fact);
    if (isUsed) uses.set(fact, isCompared ? [...figures] : null);
  }
  return uses;
}

function visit(part: unknown, see: (key: string, value: unknown) => void): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    see(key, value);
    visit(value, see);
  }
}

/**
 * One number for all those between the same two of `cuts`, which are in ascending order; a number among them is itself.
 */
function alikeNumber(value: number, cuts: readonly number[]): number {
  const above = cuts.findIndex((cut) => cut >= value);
  if (above >= 0 && cuts[above] === value) return value;
  if (above < 0) return (cuts.at(-1) ?? 0) + 1;
  return above === 0 ? cuts[0]! - 1 : (cuts[above - 1]! + cuts[above]!) / 2;
}
