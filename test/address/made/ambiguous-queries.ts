import { randomFrom } from '../../shapes.ts';
import type { MadeSet } from './addresses.ts';
import { cleanLine, written } from './line.ts';
import { truthOf } from './truth.ts';
import { oneOf } from './words.ts';

/** A text that several addresses match equally. */
export interface AmbiguousQuery {
  readonly text: string;
  /** Ids of all of them, two or more. */
  readonly acceptable: readonly string[];
}

/**
 * Returns `count` queries without a commune, half of them with a postcode, whose street and number are in several
 * communes or former communes.
 */
export function ambiguousQueries(set: MadeSet, count: number, seed = 1): AmbiguousQuery[] {
  const random = randomFrom(seed);
  const { homonyms } = truthOf(set);
  const bareOf = new Map([...homonyms].flatMap(([bare, streets]) => streets.map(({ street }) => [street.id, bare])));
  const queries: AmbiguousQuery[] = [];
  for (let attempt = 0; queries.length < count; attempt++) {
    if (attempt > 500 * count) throw new Error(`the set is too small for ${count} ambiguous queries`);
    const address = oneOf(random, set.addresses);
    const postcode = queries.length % 2 === 0 ? null : address.postcode;
    const alike = homonyms
      .get(bareOf.get(address.streetId)!)!
      .map(({ street }) => street)
      .filter((street) => postcode === null || street.postcode === postcode);
    const acceptable = alike.flatMap(({ addresses }) =>
      addresses.filter((a) => a.number === address.number && a.suffix === address.suffix).map(({ id }) => id),
    );
    const ids = [...new Set(acceptable)];
    if (ids.length > 1)
      queries.push({ text: written({ ...cleanLine(address), city: null, postcode }), acceptable: ids });
  }
  return queries;
}
