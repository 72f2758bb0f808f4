/**
 * Words and sign of each answer of a scheme, most open first, for every page, report and sheet. No answer promises
 * money. A sign is drawn in a disc, as the data of an SVG path in a square of 24: a tick only for a yes.
 */
export const verdictWords = {
  yes: { label: 'oui', sign: 'M7 12.5l3.5 3.5 6.5-7.5' },
  conditional: { label: 'sous conditions', sign: 'M7 13.5c1.8-3.6 3.4-3.6 5-1.5s3.2 2.1 5-1.5' },
  review: { label: 'à examiner', sign: 'M9 9.5a3 3 0 1 1 4.3 2.7c-.9.4-1.3 1-1.3 2v.3M12 17.4v.1' },
  no: { label: 'non', sign: 'M8 8l8 8M16 8l-8 8' },
  'out-of-period': { label: 'hors période', sign: 'M12 6.5v5.5l3.5 2' },
} as const;

type Answer = keyof typeof verdictWords;

export const outcomeLabels: Readonly<Record<Answer, string>> = Object.fromEntries(
  Object.entries(verdictWords).map(([answer, { label }]) => [answer, label]),
) as Record<Answer, string>;

/** The disc around a sign, in the same square. */
export const SIGN_DISC = 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z';

/** The answers, most open first. */
export const verdictOrder = Object.keys(verdictWords) as readonly Answer[];

/** Whether an answer leads nowhere: no, or not at that date. */
export function isClosed(answer: Answer): boolean {
  return answer === 'no' || answer === 'out-of-period';
}
