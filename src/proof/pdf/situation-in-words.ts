import { kindNames, tierLabel } from '../../french/labels.ts';
import { metres } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import type { Tier } from '../../situation/situation.ts';
import type { Proof, ProofZone } from '../proof.ts';
import { footprintOf } from '../question-geometry.ts';

/**
 * Describes the situation in a few French sentences; without distances where the proof hides the place. `band` is the
 * width of the band in metres, null where it is not known.
 */
export function situationInWords(proof: Proof, band: number | null): string {
  const { zones, tier, certainty, possibleTiers = [] } = proof.answer;
  const extent = extentOf(proof);
  if (extent !== null && certainty === 'review') {
    const isInDoubt =
      possibleTiers.length === 0 || possibleTiers.some((one) => one === 'bop-147' || one === 'fcs-only');
    const far = band === null ? 'dans la bande' : `à moins de ${metres(band)}`;
    const where = isInDoubt ? 'dans un quartier' : `${far} d’un quartier`;
    return `Connu par ${extent} seulement, le lieu peut être ${where}.`;
  }
  const listed = zones.slice(0, MOST_NAMED);
  const isDrawn = footprintOf(proof.question.body) !== null;
  const sentences = listed.map((zone) => sentenceOf(zone, proof, isDrawn));
  if (zones.length > MOST_NAMED) sentences.push(`Et ${zones.length - MOST_NAMED} autres quartiers proches.`);
  if (tier === 'unknown') {
    sentences.push(
      zones.length > 0
        ? 'Les données ne disent pas s’il est dans un autre quartier, ou plus proche d’un autre.'
        : 'Les données ne disent pas si le lieu est dans un quartier, ou proche de l’un d’eux.',
    );
  } else if (zones.length === 0) sentences.push('Dans aucun quartier connu, ni à proximité de l’un d’eux.');
  return sentences.join(' ');
}

/** Describes an address with an extent, to which no single distance applies; null for another place. */
export function extentOf({ answer, place }: Proof): string | null {
  if (place === null) return null;
  const extent = EXTENTS.find(([code]) => answer.reasons.some((reason) => reason.code === code));
  return extent?.[1] ?? null;
}

const EXTENTS = [
  ['address-street-only', 'sa voie'],
  ['address-area-only', 'sa commune ou son lieu-dit'],
] as const;

/** Whether the doubt changes the situation, and which situations are possible; `band` as for `situationInWords`. */
export function certaintyInWords(answer: Proof['answer'], band: number | null): string {
  const { certainty, possibleTiers = [], reasons } = answer;
  if (certainty === 'firm') {
    return isStated({ reasons })
      ? 'Situation d’après la déclaration : les données seules laissent un doute.'
      : 'Situation sûre : le doute sur le lieu et sur les limites n’y change rien.';
  }
  const between = possibleTiers.map((tier) => tierLabel(tier as Tier, band) ?? tier);
  return between.length > 1
    ? `Situation à examiner : les données ne suffisent pas à conclure. Le lieu peut être ${between.join(', ou ')}.`
    : 'Situation à examiner : les données ne suffisent pas à conclure.';
}

/** Whether the situation rests on a declaration about the place alone. */
function isStated({ reasons }: Pick<Proof['answer'], 'reasons'>): boolean {
  return reasons.some(({ code }) => code === 'stated-side');
}

const MOST_NAMED = 4;

function sentenceOf(zone: ProofZone, proof: Proof, isDrawn: boolean): string {
  const { answer, place } = proof;
  const { id, kind, name, relation, boundaryDistance } = zone;
  const quarter = `« ${name} » (${kindNames[kind]} ${id})`;
  const distance = place === null || extentOf(proof) !== null ? undefined : boundaryDistance;
  if (relation === 'inside') {
    const isAcross = isDrawn && answer.reasons.some(({ code }) => code === 'across-limit');
    const isSure = isAcross || (zone.certainty ?? answer.certainty) === 'firm';
    const within = isDrawn ? `en tout ou partie dans le quartier ${quarter}` : `dans le quartier ${quarter}`;
    if (!isSure) return `Semble être ${within}, ce n’est pas sûr.`;
    // A position inside that rests on a declaration has no measured depth.
    if (isStated(answer)) return `${capitalised(within)}, d’après la déclaration.`;
    if (isDrawn || distance === undefined || distance > 0) return `${capitalised(within)}.`;
    if (distance === 0) return `Sur la limite du quartier ${quarter}, qui en fait partie.`;
    return `${capitalised(within)}, à ${metres(distance)} de sa limite.`;
  }
  if (distance !== undefined && distance > 0) return `À ${metres(distance)} du quartier ${quarter}.`;
  return relation === 'band'
    ? `Hors du quartier ${quarter}, à proximité de sa limite.`
    : `Non loin du quartier ${quarter}.`;
}
