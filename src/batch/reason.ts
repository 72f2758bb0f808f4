import type { Reason, Situation } from '../situation/situation.ts';

/** Why a row is to be examined, in the few words that a column bears; kept for the lists of reasons that many places share. */
export function shortReason(answer: Doubtful): string {
  let text = written.get(answer.reasons);
  if (text === undefined) {
    text = inShort(answer);
    written.set(answer.reasons, text);
  }
  return text;
}

type Doubtful = Pick<Situation, 'unknown' | 'reasons'>;

const written = new WeakMap<readonly Reason[], string>();

function inShort({ unknown, reasons }: Doubtful): string {
  const missing = unknown.filter((cause) => cause !== 'coverage' && cause !== 'address');
  const messagesOf = (isWanted: (code: string) => boolean) =>
    once(reasons.filter(({ code }) => isWanted(code)).map(({ message }) => message));
  return [
    ...messagesOf(isOfAddress),
    ...(missing.length > 0 ? [`périmètre manquant : ${missing.join(' ')}`] : []),
    ...(unknown.includes('coverage') ? ['hors du territoire couvert ou à son bord'] : []),
    ...messagesOf((code) => code !== 'missing-perimeter' && code !== 'coverage' && !isOfAddress(code)),
  ].join(' | ');
}

/** What is doubtful of the address itself stands first: it is what a person can mend. */
function isOfAddress(code: string): boolean {
  return code.startsWith('address-');
}

/** A street says the same of each of its numbers, each with its own metres: it is said once, without them. */
function once(messages: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const message of messages) {
    const plain = message.replace(METRES, '');
    kept.set(plain, kept.has(plain) ? plain : message);
  }
  return [...kept.values()];
}

const METRES = / \(doute : [^)]*\)/;
