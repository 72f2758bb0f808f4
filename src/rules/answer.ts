/** Answers of a scheme, best first: the order in which several zones or several possible places are compared. */
export const answers = ['yes', 'conditional', 'review', 'no', 'out-of-period'] as const;
export type Answer = (typeof answers)[number];

/** For several quarters: the best answer counts. */
export function better(a: Answer, b: Answer): Answer {
  return rank[a] <= rank[b] ? a : b;
}

/** For several requirements that are all needed: the strictest one counts. */
export function stricter(a: Answer, b: Answer): Answer {
  return rank[a] >= rank[b] ? a : b;
}

/** The distinct answers among `given`, best first. */
export function bestFirst(given: Iterable<Answer>): Answer[] {
  const distinct = new Set(given);
  return answers.filter((answer) => distinct.has(answer));
}

const rank: Readonly<Record<Answer, number>> = { yes: 0, conditional: 1, review: 2, no: 3, 'out-of-period': 4 };
