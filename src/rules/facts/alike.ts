import { type Fact, type FactValue, facts } from '../application.ts';
import type { Scheme } from '../scheme.ts';

/**
 * Returns a function that replaces the value of a fact by a representative one with the same verdict and ceiling in
 * every scheme of `schemes`, on every date, in every place and with any other facts. A fact that no scheme uses becomes
 * undefined. Numbers between the same two thresholds become one number. Millions of applications then share few
 * verdicts.
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

/** The facts that a scheme uses, each with the numbers that it is compared with; null where its exact value matters. */
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
    // Rules test these two facts without naming them.
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
 * Returns one number for all numbers between two neighbours of `cuts` (in ascending order). A number of `cuts` is
 * returned unchanged.
 */
function alikeNumber(value: number, cuts: readonly number[]): number {
  const above = cuts.findIndex((cut) => cut >= value);
  if (above >= 0 && cuts[above] === value) return value;
  if (above < 0) return (cuts.at(-1) ?? 0) + 1;
  return above === 0 ? cuts[0]! - 1 : (cuts[above - 1]! + cuts[above]!) / 2;
}
