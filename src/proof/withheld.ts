import { kindNames } from '../french/labels.ts';
import type { Verdict } from '../verdict.ts';
import type { Proof } from './proof.ts';

/**
 * Returns the answer without its place. `verdictsWithout` are the verdicts of a question without a place: their
 * messages apply to any place and stay. Other messages stay only when their code is listed here.
 */
export function withoutPlace(answer: Answer, verdictsWithout: readonly Verdict[]): Answer {
  return {
    ...answer,
    zones: answer.zones.map(({ boundaryDistance: _, ...zone }) => zone),
    reasons: reworded(answer.reasons),
    verdicts: kept(answer.verdicts, verdictsWithout, (message) => wordsWithoutPlace(message)),
  };
}

/** Returns the answer without its facts: the messages for a question without facts, and no amount. */
export function withoutFacts(answer: Answer, verdictsWithout: readonly Verdict[]): Answer {
  const plain = answer.verdicts.map((verdict) => ({
    ...verdict,
    amount: null,
    reasons: verdict.reasons.filter(({ code }) => !OF_FACTS.test(code)),
    conditions: verdict.conditions.filter(({ code }) => !OF_FACTS.test(code)),
    notices: verdict.notices.filter(({ code }) => !OF_FACTS.test(code)),
  }));
  return { ...answer, verdicts: kept(plain, verdictsWithout, () => null) };
}

type Answer = Proof['answer'];
type Message = Answer['reasons'][number];

const OF_FACTS = /-(?:met|unmet)$|^public-share|^amount/;

/** Keeps the messages that `verdictsWithout` has too, and passes the others to `instead`. */
function kept(
  verdicts: readonly Verdict[],
  verdictsWithout: readonly Verdict[],
  instead: (message: Message) => Message | null,
): Verdict[] {
  return verdicts.map((verdict) => {
    const plain = verdictsWithout.find(({ scheme }) => scheme === verdict.scheme);
    const generalMessages = new Set(
      plain === undefined ? [] : [...plain.reasons, ...plain.conditions, ...plain.notices].map(identity),
    );
    const keptOf = (messages: readonly Message[]) =>
      once(messages.map((message) => (generalMessages.has(identity(message)) ? message : instead(message))));
    const { reasons, conditions, notices } = verdict;
    return { ...verdict, reasons: keptOf(reasons), conditions: keptOf(conditions), notices: keptOf(notices) };
  });
}

function reworded(messages: readonly Message[]): Message[] {
  return once(messages.map(wordsWithoutPlace));
}

function wordsWithoutPlace(message: Message): Message | null {
  const { code } = message;
  if (codesThatStay.has(code) || code.startsWith('address-')) return message;
  const words = INSTEAD.get(code);
  return words === undefined ? null : { code, message: words };
}

/** Codes of messages that do not reveal the place: no distance, no street. Other codes are removed. */
export const codesThatStay: ReadonlySet<string> = new Set([
  ...['inside-qpv', 'inside-qic', 'inside-qpv-does-not-count', 'inside-qic-does-not-count'],
  ...['inside-qpv-does-not-settle', 'inside-qic-does-not-settle', 'elsewhere'],
  ...['commune-allowed', 'commune-outside', 'commune-decides', 'commune-contradicts', 'commune-counts'],
  ...['place-decides', 'no-generation', 'missing-perimeter', 'coverage', 'indicative-perimeter'],
  ...['across-limit', 'across-band-limit', 'qic-list-changes-2024', 'contract-ended-2030'],
  ...['other-priority-territory', 'prefect-decides', 'public-decides', 'convention-decides', 'building-needed'],
  ...['qic-band-to-confirm', 'qpv-band-to-confirm', 'lived-in-space', 'lived-in-quarter', 'zones-after-2025'],
]);

/** Replacements of sentences with distances. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ...(['qpv', 'qic'] as const).flatMap((kind): [string, string][] => {
    const near = `Le lieu est près de la limite d’un ${kindNames[kind]}`;
    return [
      [`near-${kind}`, `${near}.`],
      [`near-${kind}-does-not-count`, `${near} : cela n’ouvre pas ce dispositif.`],
      [`near-${kind}-does-not-settle`, `${near} : cela ne suffit pas à conclure.`],
    ];
  }),
  ['limit-within-doubt', 'La limite d’un quartier passe trop près pour dire de quel côté se trouve le lieu.'],
  [
    'band-limit-within-doubt',
    'Le lieu est trop près de la distance qui compte autour d’un quartier pour dire s’il est en deçà.',
  ],
  ['building-entirely-near', 'Tout l’immeuble est assez près de la limite.'],
  ['building-near-renewal', 'L’immeuble est assez près d’un quartier en renouvellement urbain.'],
  ['stated-side', 'La situation repose en partie sur ce qui a été déclaré du lieu.'],
]);

/** Removes messages that have become equal. */
function once(messages: readonly (Message | null)[]): Message[] {
  const distinct = new Map<string, Message>();
  for (const message of messages) if (message !== null) distinct.set(identity(message), message);
  return [...distinct.values()];
}

function identity({ code, message }: Message): string {
  return `${code} ${message}`;
}
