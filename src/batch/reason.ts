import type { Reason, Situation } from '../situation/situation.ts';

/** Returns why a row needs a review, as a short French text. Texts are cached, since many places share reasons. */
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

/** Doubts about the address come first, since the user can correct it. */
function isOfAddress(code: string): boolean {
  return code.startsWith('address-');
}

/** The numbers of a street have the same reason with different metres. It is written once, without the metres. */
function once(messages: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const message of messages) {
    const plain = message.replace(METRES, '');
    kept.set(plain, kept.has(plain) ? plain : message);
  }
  return [...kept.values()];
}

const METRES = / \(doute : [^)]*\)/;
