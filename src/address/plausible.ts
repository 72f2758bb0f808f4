import { type AddressQuestion, type Candidate, MOST_CANDIDATES } from './candidate.ts';
import { readTyped } from './typed.ts';

/**
 * The candidates that a text may well mean, of those that a geocoder gives, the best first, and what is doubtful about them.
 * A score ranks candidates, and decides nothing alone: the best is meant, and so is each that comes close to it; a lone one
 * is good at a middling score, two at the highest are ambiguous.
 */
export function plausibleOf(
  candidates: readonly Candidate[],
  { text, citycode }: Pick<AddressQuestion, 'text' | 'citycode'>,
): Plausible {
  const [best] = candidates;
  if (best === undefined) return { candidates: [], doubts: ['address-not-found'], mayBeElsewhere: true };
  const kept = candidates.filter(({ score }) => score >= best.score - CLOSE);
  const doubts: AddressDoubt[] = [];
  const typedNumbers = readTyped(text).tokens.filter(({ isNumber }) => isNumber);
  const isOtherNumber =
    best.provider !== 'local' &&
    best.housenumber !== null &&
    typedNumbers.length > 0 &&
    !typedNumbers.some(({ word }) => Number(word) === Number.parseInt(best.housenumber ?? '', 10));
  const isOtherCommune = citycode !== undefined && kept.some((candidate) => candidate.citycode !== citycode);
  const isWeak = best.score < LEAST_TRUSTED || isOtherNumber || isOtherCommune;
  // As many alike as were asked for: there may be more, which nobody looked at.
  const isCut = kept.length >= MOST_CANDIDATES;
  if (isWeak) doubts.push('address-weak');
  if (isCut) doubts.push('address-too-many');
  if (kept.length > 1) doubts.push('address-ambiguous');
  if (kept.some(({ type }) => type === 'interpolated')) doubts.push('address-interpolated');
  if (kept.some(({ type }) => type === 'street')) doubts.push('address-street-only');
  if (kept.some(({ type }) => type === 'locality' || type === 'municipality')) doubts.push('address-area-only');
  return { candidates: kept, doubts, mayBeElsewhere: isWeak || isCut };
}

export interface Plausible {
  readonly candidates: readonly Candidate[];
  readonly doubts: readonly AddressDoubt[];
  /** Nothing was found, or nothing that can be trusted: the address may be anywhere. */
  readonly mayBeElsewhere: boolean;
}

export type AddressDoubt = keyof typeof doubtMessages;

/** What each doubt tells a person. */
export const doubtMessages = {
  'address-not-found':
    'L’adresse n’a pas été trouvée : vérifiez-en l’orthographe et la commune, ou indiquez un point sur la carte.',
  'address-weak':
    'L’adresse trouvée ne ressemble qu’en partie à celle qui est demandée : vérifiez que c’est bien elle, ou corrigez.',
  'address-ambiguous': 'Plusieurs adresses correspondent : choisissez la bonne, ou précisez la commune.',
  'address-too-many':
    'Trop d’adresses correspondent pour être toutes examinées : précisez la commune ou le code postal.',
  'address-interpolated':
    'Ce numéro n’est pas dans la Base Adresse Nationale : il est situé d’après les numéros voisins, avec le doute qui en résulte.',
  'address-street-only': 'Sans numéro connu, l’adresse est examinée sur toute la longueur de la voie.',
  'address-area-only':
    'Seul le lieu-dit ou la commune est connu : l’adresse est examinée partout où il peut s’étendre.',
} as const;

/** Two candidates whose scores are nearer than this are both meant. */
const CLOSE = 0.08;
/** A best candidate below this resembles too little to exclude that the address is elsewhere. */
const LEAST_TRUSTED = 0.7;
