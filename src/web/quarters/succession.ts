import type { Quarter } from './quarter.ts';

/**
 * Matches the quarters of two generations: by the former code in the registry, or by an id that continues. Each quarter
 * of both appears once, continued ones first, in the order of the newer generation.
 */
export function successionOf(older: readonly Quarter[], newer: readonly Quarter[]): Succession[] {
  const followed = new Set<Quarter>();
  const continued = newer.map((after): Succession => {
    const before = older.find((one) => isSuccessor(after, one)) ?? null;
    if (before !== null) followed.add(before);
    return { before, after };
  });
  const gone = older.filter((one) => !followed.has(one)).map((before): Succession => ({ before, after: null }));
  return [...continued, ...gone];
}

/** Whether a quarter continues one of the previous generation. Their perimeters may differ. */
export function isSuccessor(after: Quarter, before: Quarter): boolean {
  return after.kind === before.kind && (after.formerly === before.id || after.id === before.id);
}

/** A quarter and its successor. Null before: it is new; null after: it has ended. */
export interface Succession {
  readonly before: Quarter | null;
  readonly after: Quarter | null;
}

export type Change = 'new' | 'gone' | 'renamed' | 'kept';

export function changeOf({ before, after }: Succession): Change {
  if (before === null) return 'new';
  if (after === null) return 'gone';
  return before.name === after.name ? 'kept' : 'renamed';
}
