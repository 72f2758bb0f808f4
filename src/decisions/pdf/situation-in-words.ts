import { frenchMetres } from '../../rules/sentence.ts';
import type { Proof, ProofZone } from '../proof.ts';

/** Where the place is, in a few French sentences; without a distance where the place is not shown. */
export function situationInWords({ answer, place, question }: Proof): string {
  const { zones, tier } = answer;
  const listed = zones.slice(0, MOST_NAMED);
  const isDrawn = place === null && footprintOf(question.body) !== null;
  const sentences = listed.map((zone) => sentenceOf(zone, place !== null, isDrawn));
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

/** Whether the doubt changes the situation. */
export function certaintyInWords({ certainty }: Proof['answer']): string {
  return certainty === 'firm'
    ? 'Situation sûre : le doute sur le lieu et sur les limites n’y change rien.'
    : 'Situation à examiner : les données ne suffisent pas à conclure.';
}

/** The footprint that a question draws, as polygons; null when it tells the place otherwise. */
export function footprintOf(body: object): readonly (readonly (readonly [number, number])[])[][] | null {
  const where = 'where' in body ? body.where : 'residence' in body ? body.residence : null;
  const geometry = (where as { geometry?: { type?: string; coordinates?: unknown } } | null)?.geometry;
  if (geometry?.type === 'Polygon') return [geometry.coordinates] as never;
  return geometry?.type === 'MultiPolygon' ? (geometry.coordinates as never) : null;
}

const MOST_NAMED = 4;

function sentenceOf({ id, kind, name, relation, boundaryDistance }: ProofZone, isShown: boolean, isDrawn: boolean) {
  const quarter = `« ${name} » (${kind.toUpperCase()} ${id})`;
  const distance = isShown ? boundaryDistance : undefined;
  if (relation === 'inside') {
    if (isDrawn) return `En tout ou partie dans le quartier ${quarter}.`;
    if (distance === undefined) return `Dans le quartier ${quarter}.`;
    if (distance === 0) return `Sur la limite du quartier ${quarter}, qui en fait partie.`;
    return `Dans le quartier ${quarter}, à ${frenchMetres(distance)} de sa limite.`;
  }
  if (distance !== undefined) return `À ${frenchMetres(distance)} du quartier ${quarter}.`;
  return relation === 'band'
    ? `Hors du quartier ${quarter}, à proximité de sa limite.`
    : `Non loin du quartier ${quarter}.`;
}
