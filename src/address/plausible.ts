import { type AddressQuestion, type Candidate, type CandidateDoubt, MOST_CANDIDATES } from './candidate.ts';
import { readTyped } from './typed.ts';
import { tellingWords, wordsOf } from './words.ts';

/**
 * The candidates that a text may well mean, of those that a geocoder gives, the best first, and what is doubtful about
 * them. A score ranks candidates, and decides nothing alone: the best is meant, and so is each that comes close to it;
 * a lone one is good at a middling score, two at the highest are ambiguous.
 */
export function plausibleOf(
  candidates: readonly Candidate[],
  { text, citycode }: Pick<AddressQuestion, 'text' | 'citycode'>,
): Plausible {
  const [best] = candidates;
  if (best === undefined) {
    return { candidates: [], doubts: ['address-not-found'], mayBeElsewhere: true, commune: undefined };
  }
  const close = candidates.filter(({ score }) => score >= best.score - CLOSE);
  const kept = asWritten(close, text) ?? close;
  const remote = kept.flatMap((candidate) => (candidate.provider === 'local' ? [] : doubtsOfRemote(candidate, text)));
  const against = new Set<CandidateDoubt>([...kept.flatMap((candidate) => candidate.doubts ?? []), ...remote]);
  const isOtherCommune = citycode !== undefined && kept.some((candidate) => candidate.citycode !== citycode);
  const isWeak = best.score < LEAST_TRUSTED || isOtherCommune;
  // As many alike as were asked for: there may be more, which nobody looked at.
  const isCut = kept.length >= MOST_CANDIDATES;
  const has = (...types: Candidate['type'][]) => kept.some(({ type }) => types.includes(type));
  const doubts: AddressDoubt[] = [
    ...(isWeak ? (['address-weak'] as const) : []),
    ...(isCut ? (['address-too-many'] as const) : []),
    ...(kept.length > 1 ? (['address-ambiguous'] as const) : []),
    ...[...against].map((doubt) => `address-${doubt}` as const),
    ...(has('interpolated') ? (['address-interpolated'] as const) : []),
    ...(has('street') ? (['address-street-only'] as const) : []),
    ...(has('locality', 'municipality') ? (['address-area-only'] as const) : []),
  ];
  const communes = new Set(kept.map((candidate) => candidate.citycode));
  const isOnlyNumber = !isWeak && !isCut && [...against].every((doubt) => doubt === 'unknown-number');
  return {
    candidates: kept,
    doubts,
    mayBeElsewhere: isWeak || isCut || against.size > 0,
    commune: isOnlyNumber && communes.size === 1 ? best.citycode : undefined,
  };
}

/**
 * The one whose whole label was written, commune and postcode included: « 4 Rue du Marais 62190 Lillers » is not the
 * Rue des Marais, and whoever chose it among both is not asked again. Null where none is, or several bear that label.
 */
function asWritten(candidates: readonly Candidate[], text: string): readonly Candidate[] | null {
  const typed = wordsOf(text).join(' ');
  const same = candidates.filter(({ label }) => wordsOf(label).join(' ') === typed);
  const isOne = same.length === 1 && same[0]!.type === 'housenumber' && (same[0]!.doubts ?? []).length === 0;
  return isOne ? same : null;
}

/** What speaks against a remote candidate: its own geocoder says what it resembles, not what differs. */
function doubtsOfRemote({ housenumber, street, name, city, postcode }: Candidate, text: string): CandidateDoubt[] {
  const { tokens, postcode: typedPostcode, also } = readTyped(text);
  const typed = tokens.map(({ word }) => word);
  const own = tellingWords(wordsOf(street ?? name));
  const doubts: CandidateDoubt[] = [];
  if (!own.every((word) => typed.includes(word)) && !typed.includes(own.at(-1)!)) doubts.push('other-name');
  // The first number that the street's name does not bear, and its index.
  const at = tokens.findIndex(({ word, isNumber }) => isNumber && word.length <= 4 && !own.includes(word));
  if (at >= 0 && housenumber !== null) {
    const [number, index = ''] = wordsOf(housenumber);
    const asked = tokens[at + 1]?.isIndex ? tokens[at + 1]!.word : '';
    if (number !== tokens[at]!.word || (asked !== '' && asked !== index && asked !== index[0]) || also !== null) {
      doubts.push('other-number');
    }
  } else if (at >= 0) doubts.push('unknown-number');
  const isCityTyped = tellingWords(wordsOf(city)).some((word) => typed.includes(word));
  if (typedPostcode !== null && typedPostcode !== postcode && !isCityTyped) doubts.push('other-postcode');
  return doubts;
}

export interface Plausible {
  readonly candidates: readonly Candidate[];
  readonly doubts: readonly AddressDoubt[];
  /** Nothing was found, or nothing that can be trusted: the address may be anywhere. */
  readonly mayBeElsewhere: boolean;
  /** The commune that it is in, wherever else it may be; undefined where that is not sure either. */
  readonly commune: string | undefined;
}

export type AddressDoubt = keyof typeof doubtMessages;

/** What each doubt tells a person. */
export const doubtMessages = {
  'address-not-found':
    'L’adresse n’a pas été trouvée : vérifiez-en l’orthographe et la commune, ou indiquez un point sur la carte.',
  'address-weak':
    'L’adresse trouvée ne ressemble qu’en partie à celle qui est demandée : vérifiez que c’est bien elle, ou corrigez.',
  'address-ambiguous': 'Plusieurs adresses correspondent : choisissez la bonne, ou précisez la commune.',
  'address-unknown-number':
    'Ce numéro n’est pas connu dans cette voie : le lieu peut être ailleurs qu’auprès des numéros connus.',
  'address-other-type':
    'La voie trouvée n’est pas de la sorte demandée (rue, cité, résidence…) : vérifiez que c’est bien elle.',
  'address-other-postcode':
    'Le code postal indiqué n’est pas celui de l’adresse trouvée : vérifiez que c’est bien elle.',
  'address-other-number': 'Le numéro trouvé n’est pas celui qui est demandé : vérifiez l’adresse.',
  'address-other-name': 'La voie trouvée n’a pas le nom demandé : vérifiez que c’est bien elle.',
  'address-no-commune': 'Rien ne dit dans quelle commune est l’adresse : précisez la commune ou le code postal.',
  'address-too-many':
    'Trop d’adresses correspondent pour être toutes examinées : précisez la commune ou le code postal.',
  'address-interpolated':
    'Ce numéro n’est pas dans la Base Adresse Nationale : il est situé d’après les numéros voisins, avec le doute ' +
    'qui en résulte.',
  'address-street-only': 'Sans numéro connu, l’adresse est examinée autour de tous les numéros connus de la voie.',
  'address-area-only':
    'Seul le lieu-dit ou la commune est connu : l’adresse est examinée partout où il peut s’étendre.',
} as const;

/** Two candidates whose scores are nearer than this are both meant. */
const CLOSE = 0.08;
/** A best candidate below this resembles too little to exclude that the address is elsewhere. */
const LEAST_TRUSTED = 0.7;
