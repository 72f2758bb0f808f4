import { type AddressQuestion, type Candidate, type CandidateDoubt, MOST_CANDIDATES } from './candidate.ts';
import { remoteDoubts } from './remote/remote-doubts.ts';

/**
 * Selects the candidates of a geocoder that a text may mean, best first, with their doubts. A score only ranks
 * candidates: the best one is kept with all that come close. A single candidate is good at a middling score; two are
 * ambiguous even at the highest.
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
  const remote = kept.flatMap((candidate) =>
    candidate.provider === 'local' ? [] : remoteDoubts(candidate, { text, citycode }),
  );
  const against = new Set<CandidateDoubt>([...kept.flatMap((candidate) => candidate.doubts ?? []), ...remote]);
  const isOtherCommune = citycode !== undefined && kept.some((candidate) => candidate.citycode !== citycode);
  const isWeak = best.score < LEAST_TRUSTED || isOtherCommune;
  // The list is full: there may be more candidates that were not judged.
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
 * Returns the candidate whose whole label was typed, commune and postcode included: « 4 Rue du Marais 62190 Lillers »
 * is not the Rue des Marais, so a person who chose it is not asked again. Null where none has this label, or several
 * do.
 */
function asWritten(candidates: readonly Candidate[], text: string): readonly Candidate[] | null {
  const same = candidates.filter(({ label }) => label === text.trim());
  const isOne = same.length === 1 && same[0]!.type === 'housenumber' && (same[0]!.doubts ?? []).length === 0;
  return isOne ? same : null;
}

export interface Plausible {
  readonly candidates: readonly Candidate[];
  readonly doubts: readonly AddressDoubt[];
  /** Nothing was found, or nothing trustworthy: the address may be anywhere. */
  readonly mayBeElsewhere: boolean;
  /** The commune of the address, even where its position is unknown; undefined where the commune is not sure. */
  readonly commune: string | undefined;
}

export type AddressDoubt = keyof typeof doubtMessages;

/** The message of each doubt. */
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
  'address-other-commune':
    'La commune trouvée n’a pas le nom indiqué : vérifiez que c’est bien elle, ou précisez le code postal.',
  'address-homonymous-commune':
    'Une autre commune, dont les adresses ne sont pas chargées ici, porte ce nom : précisez le code postal.',
  'address-beside-number':
    'Le texte situe le lieu par rapport à un numéro (« face au », « derrière le »…) : ce n’est pas ce numéro même.',
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

/** Two candidates whose scores differ by less than this are both kept. */
const CLOSE = 0.08;
/** Below this score, the address may be elsewhere. */
const LEAST_TRUSTED = 0.7;
