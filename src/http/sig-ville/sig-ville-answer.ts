import type { AddressSituation } from '../../situation/address-situation.ts';
import type { Reason, Situation } from '../../situation/situation.ts';
import type { Kind } from '../../zones/zone.ts';
import type { Zones } from '../../zones/zones.ts';
import { type KindZone, membershipIn } from './kind-membership.ts';
import type { QuarterType } from './sig-ville-question.ts';

/** Returns the date for a type of quarters: today, or for the quarters of 2015 the last day they were in force. */
export function dayOf(type: QuarterType, today: string): string {
  return type === 'QP_2015' ? LAST_DAY_OF_2015 : today;
}

const LAST_DAY_OF_2015 = '2023-12-31';

/** The georeferencer's answer for one type of quarters. */
export interface QuarterAnswer {
  readonly type_quartier: QuarterType;
  readonly code_reponse: AnswerCode;
  readonly nom_quartier: string;
  readonly code_quartier: string;
  readonly code_info: string;
  /** The reason, as a French sentence. */
  readonly info: string;
}

/**
 * `OUI` and `NON` only when certain. `A_EXAMINER`: the place is known, or nearly, and may be inside or outside.
 * `INCONNU`: the data is not enough to decide.
 */
export type AnswerCode = 'OUI' | 'NON' | 'A_EXAMINER' | 'INCONNU' | 'ADRESSE_NON_TROUVEE';

/** Returns the answer for a place and one type of quarters; `found` when the place is an address. */
export function quarterAnswer(
  type: QuarterType,
  situation: Situation,
  zones: Zones,
  found: AddressSituation | null,
): QuarterAnswer {
  const kind = KINDS.get(type);
  if (kind === undefined) {
    return written(type, 'INCONNU', 'TYPE_NON_TRAITE', `Ce service ne connaît pas les quartiers de type ${type}.`);
  }
  const { answer, surely, possible } = membershipIn(kind, situation);
  const isStreet = found?.candidates.length
    ? found.candidates.every(({ candidate }) => candidate.type === 'street')
    : false;
  const handled = found ? 'VOIE_TRAITEE' : 'POINT_TRAITE';
  const place = found ? (isStreet ? 'La voie entière' : 'L’adresse') : 'Le point';
  if (answer === 'outside') return written(type, 'NON', handled, `${place} n’est dans aucun quartier de type ${type}.`);
  if (answer === 'inside') {
    const [zone] = surely;
    const where = zone
      ? `dans le quartier ${type} ${nameOf(zone)}`
      : `dans un quartier ${type}, l’un de ceux-ci : ${possible.map(nameOf).join(', ')}`;
    return written(type, 'OUI', isStreet ? 'VOIE_ENTIERE' : handled, `${place} est ${where}.`, zone);
  }
  const reasons = reasonsOf(kind, situation, zones);
  const info = reasons.map(({ message }) => message).join(' ') || UNDECIDED;
  if (found?.candidates.length === 0) return written(type, 'ADRESSE_NON_TROUVEE', 'ADRESSE_NON_TROUVEE', info);
  const [first] = reasons;
  const isOfData = reasons.length > 0 && reasons.every(({ code }) => OF_DATA.has(code));
  const code = isOfData ? 'INCONNU' : 'A_EXAMINER';
  return written(type, code, (first && CODES.get(first.code)) ?? code, info);
}

/** Returns one code for several answers: `OUI` when one is, `NON` when all are. */
export function wholeAnswer(answers: readonly QuarterAnswer[]): AnswerCode {
  const codes = [...new Set(answers.map(({ code_reponse }) => code_reponse))];
  if (codes.includes('OUI')) return 'OUI';
  const doubtful = codes.filter((code) => code !== 'NON');
  return doubtful.length > 1 ? 'A_EXAMINER' : (doubtful[0] ?? 'NON');
}

const KINDS: ReadonlyMap<QuarterType, Kind> = new Map([
  ['QP', 'qpv'],
  ['QP_2015', 'qpv'],
  ['QIC', 'qic'],
]);

/** The State's own codes where it has one for the same reason (`VOIE_…`), else codes in its style. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['address-weak', 'ADRESSE_DOUTEUSE'],
  ['address-ambiguous', 'ADRESSE_AMBIGUE'],
  ['address-too-many', 'ADRESSE_AMBIGUE'],
  ['address-unknown-number', 'NUMERO_INCONNU'],
  ['address-other-number', 'NUMERO_INCONNU'],
  ['address-other-type', 'ADRESSE_DOUTEUSE'],
  ['address-other-name', 'ADRESSE_DOUTEUSE'],
  ['address-other-postcode', 'ADRESSE_DOUTEUSE'],
  ['address-other-commune', 'ADRESSE_DOUTEUSE'],
  ['address-homonymous-commune', 'ADRESSE_DOUTEUSE'],
  ['address-beside-number', 'ADRESSE_DOUTEUSE'],
  ['address-no-commune', 'COMMUNE_INCONNUE'],
  ['address-interpolated', 'NUMERO_INCONNU'],
  ['address-street-only', 'VOIE_EN_PARTIE'],
  ['address-area-only', 'VOIE_INCONNUE'],
  ['limit-street', 'VOIE_EN_LIMITE'],
  ['limit-within-doubt', 'LIMITE_TROP_PROCHE'],
  ['missing-perimeter', 'PERIMETRE_MANQUANT'],
  ['coverage', 'HORS_COUVERTURE'],
  ['no-generation', 'SANS_QUARTIER_EN_VIGUEUR'],
]);

/** Reasons due to missing data, whatever is known of the place. */
const OF_DATA: ReadonlySet<string> = new Set(['missing-perimeter', 'coverage', 'no-generation']);
/** Reasons that leave no doubt about being inside or outside. */
const OF_NO_MATTER: ReadonlySet<string> = new Set([
  'band-limit-within-doubt',
  'across-band-limit',
  'indicative-perimeter',
]);
const UNDECIDED = 'Les données ne permettent pas de trancher : la situation est à examiner.';

/** The reasons about one kind of quarters: not those that name a quarter of the other kind. */
function reasonsOf(kind: Kind, situation: Situation, zones: Zones): Reason[] {
  const others = zones.generations
    .flatMap(({ drawn, missing }) => [...drawn.map(({ zone }) => zone), ...missing])
    .filter((zone) => zone.kind !== kind);
  const isOfOther = ({ message }: Reason) => others.some(({ id }) => message.includes(`(${id})`));
  return situation.reasons.filter((reason) => !OF_NO_MATTER.has(reason.code) && !isOfOther(reason));
}

function nameOf({ id, name }: KindZone): string {
  return `« ${name} » (${id})`;
}

function written(
  type: QuarterType,
  code: AnswerCode,
  why: string,
  info: string,
  zone?: KindZone | undefined,
): QuarterAnswer {
  return {
    type_quartier: type,
    code_reponse: code,
    nom_quartier: zone?.name ?? '',
    code_quartier: zone?.id ?? '',
    code_info: why,
    info,
  };
}
