import { doubtMessages } from '../../address/plausible.ts';
import { tierLabel } from '../../french/labels.ts';
import { metres } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import type { Tier } from '../../situation/situation.ts';
import type { Zones } from '../../zones/zones.ts';

/** Returns the French label of a row's tier; `invalid` is for a row without an answer. `band` is in metres. */
export function tierInWords(tier: Tier | 'invalid', band: number): string {
  return tier === 'invalid' ? 'Ligne invalide' : capitalised(tierLabel(tier, band));
}

/**
 * Returns the French text of a reason for review, for all rows with that code; the text of a single row names its
 * quarter.
 */
export function reasonInWords(code: string, zones: Zones): string {
  const { band } = zones.distances;
  const plain: Readonly<Record<string, string>> = {
    'no-generation': 'Aucune géographie prioritaire connue n’était en vigueur à la date demandée.',
    'missing-perimeter': 'Le périmètre d’un quartier de la commune n’est pas disponible.',
    coverage: 'Le lieu est hors du territoire où les quartiers chargés sont complets, ou à son bord.',
    'across-limit': 'Le tracé est en partie dans un quartier, en partie au-dehors.',
    'limit-within-doubt': 'La limite d’un quartier passe trop près pour dire de quel côté est le lieu.',
    'across-band-limit': `Le tracé est en partie à moins de ${metres(band)} d’un quartier, en partie plus loin.`,
    'band-limit-within-doubt': `Le lieu est trop près de la distance de ${metres(band)} pour dire s’il est en deçà.`,
    'stated-side': 'Seule une déclaration dit de quel côté de la limite est le lieu.',
    'limit-street': 'La limite d’un quartier suit la voie de l’adresse.',
    'indicative-perimeter': 'Le périmètre d’un quartier proche est indicatif.',
    'commune-contradicts': 'La commune indiquée ne correspond pas à la position.',
    ...doubtMessages,
  };
  return plain[code] ?? doubtInLaw(code, zones) ?? code;
}

/** The registry's explanation of a period in which the law is unclear. */
function doubtInLaw(code: string, zones: Zones): string | undefined {
  for (const { drawn, missing } of zones.generations) {
    for (const { doubts } of [...drawn.map(({ zone }) => zone), ...missing]) {
      const doubt = doubts.find((known) => known.code === code);
      if (doubt) return doubt.message;
    }
  }
  return undefined;
}
