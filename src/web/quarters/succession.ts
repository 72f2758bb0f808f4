import type { Quarter } from './quarter.ts';

/**
 * Who follows whom from a generation to the next: by the code that the registry says a quarter had, or by an id that
 * lives on. Each quarter of both is there once, those that continue first in the order of the newer.
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

/** Whether a quarter continues one of the generation before. Their perimeters are not the same for all that. */
export function isSuccessor(after: Quarter, before: Quarter): boolean {
  return after.kind === before.kind && (after.formerly === before.id || after.id === before.id);
}

/** What became of a quarter. Null before: it is new; null after: it is no more. */
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
