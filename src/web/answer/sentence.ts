import type { SituatedZone, Situation } from '../answers.ts';
import { metres } from '../french.ts';

/** The answer in one sentence, without the address: in which quarter, or how far from which, sure or to be examined. */
export function sentenceOf(
  { zones, certainty, tier, possibleTiers, generation }: Situated,
  isAddress = true,
): Sentence {
  const [it, pronoun] = isAddress ? ['Cette adresse', 'elle'] : ['Ce point', 'il'];
  if (generation === null) {
    return { isSure: false, text: 'Aucun quartier n’était en vigueur à cette date, à la connaissance de ce service.' };
  }
  const isSure = certainty === 'firm';
  const inside = zones.filter(({ relation }) => relation === 'inside');
  const [nearest] = zones;
  if (inside.length > 0) {
    const where = inside.map(named).join(' et ');
    const depth = metres(-inside[0]!.boundaryDistance);
    return isSure
      ? { isSure, text: `${it} est dans ${where}, à ${depth} de sa limite.` }
      : { isSure, text: `${it} semble être dans ${where}, mais ce n’est pas sûr.` };
  }
  if (tier === 'unknown' && !nearest) {
    return { isSure: false, text: `Les données ne permettent pas de dire dans quel quartier est ${it.toLowerCase()}.` };
  }
  if (nearest) {
    const far = `à ${metres(nearest.boundaryDistance)} ${ofNamed(nearest)}`;
    const band = nearest.relation === 'band' ? ', donc à moins de 300 m' : '';
    if (isSure) return { isSure, text: `${it} n’est dans aucun quartier ; ${pronoun} est ${far}${band}.` };
    const maybe = possibleTiers.some((one) => one === 'bop-147' || one === 'fcs-only');
    return maybe
      ? { isSure, text: `${it} est ${far}, et pourrait être dans un quartier : c’est à examiner.` }
      : { isSure, text: `${it} est ${far} : la distance de 300 m est à examiner.` };
  }
  return isSure
    ? { isSure, text: `${it} n’est dans aucun quartier, ni à moins de 500 m d’un quartier.` }
    : { isSure, text: `${it} n’est dans aucun quartier connu ici, mais ce n’est pas sûr.` };
}

type Situated = Pick<Situation, 'zones' | 'certainty' | 'tier' | 'possibleTiers' | 'generation'>;

export interface Sentence {
  readonly text: string;
  readonly isSure: boolean;
}

function named({ kind, name }: SituatedZone): string {
  return kind === 'qpv'
    ? `le quartier prioritaire «\u00A0${name}\u00A0»`
    : `le quartier d’intérêt communautaire «\u00A0${name}\u00A0»`;
}

function ofNamed({ kind, name }: SituatedZone): string {
  return `du quartier ${kind === 'qpv' ? 'prioritaire' : 'd’intérêt communautaire'} «\u00A0${name}\u00A0»`;
}
