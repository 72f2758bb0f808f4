import { kindLabels } from '../../french/labels.ts';
import { metres, share as percent } from '../../french/numbers.ts';
import {
  aroundPoint,
  aroundShape,
  type Candidate,
  type ShapeZone,
  type SituatedZone,
  type Situation,
  type Tier,
} from '../answers.ts';
import type { Distances } from '../scheme-list.ts';

/**
 * Returns the answer as one sentence, without the address: in which quarter, or how far from which, and whether it is
 * sure. Without `distances`, the sentence names the band without its width.
 */
export function sentenceOf(situation: Situated, what: Named, distances: Distances | null): Sentence {
  const { certainty, tier, possibleTiers, generation } = situation;
  const [it, pronoun] = SUBJECTS[what];
  if (generation === null) {
    return { isSure: false, text: 'Ce service ne connaît aucun quartier en vigueur à cette date.' };
  }
  if (isBeyond(situation)) {
    return { isSure: false, text: `${it} est hors du territoire dont ce service connaît tous les quartiers.` };
  }
  const isSure = certainty === 'firm';
  const inBand = distances ? `à moins de ${metres(distances.band)}` : 'dans la bande';
  const mayBeInside = possibleTiers.some((one) => one === 'bop-147' || one === 'fcs-only');
  // A single distance does not describe a place with an extent.
  if (what in EXTENTS)
    return { isSure, text: isSure ? wholly(situation, what, inBand) : partly(situation, what, mayBeInside, inBand) };
  const zones = aroundPoint(situation.zones);
  const inside = zones.filter(({ relation }) => relation === 'inside');
  const [nearest] = zones;
  if (inside.length > 0) {
    if (!isSure) return { isSure, text: `${it} semble être dans ${listed(inside)}, mais ce n’est pas sûr.` };
    const sure = inside.filter((zone) => zone.certainty === 'firm');
    if (sure.length === 0) return { isSure, text: oneOfThem(it, zones) };
    // A position inside that rests on a declaration has no measured depth.
    const depth = isStated(situation) ? '' : `, à ${metres(sure[0]!.boundaryDistance)} de sa limite`;
    return { isSure, text: `${it} est dans ${listed(sure)}${depth}.` };
  }
  if (tier === 'unknown' && !nearest) {
    return mayBeInside
      ? { isSure: false, text: `Les données ne permettent pas de dire si ${it.toLowerCase()} est dans un quartier.` }
      : {
          isSure: false,
          text: `${it} n’est dans aucun quartier, mais peut-être ${inBand} de l’un d’eux : c’est à examiner.`,
        };
  }
  if (nearest) {
    const far = `à ${metres(nearest.boundaryDistance)} ${ofNamed(nearest)}`;
    const band = nearest.relation === 'band' ? `, donc ${inBand}` : '';
    if (isSure && isStated(situation))
      return { isSure, text: `${it} n’est dans aucun quartier, mais tout près ${ofNamed(nearest)}.` };
    if (isSure) return { isSure, text: `${it} n’est dans aucun quartier ; ${pronoun} est ${far}${band}.` };
    return mayBeInside
      ? {
          isSure,
          text: `${it} est ${far}, et pourrait être dans ${possible(nearest, possibleTiers)} : c’est à examiner.`,
        }
      : {
          isSure,
          text:
            nearest.certainty === 'review'
              ? `${it} est ${far} : la limite de la bande` +
                `${distances ? `, à ${metres(distances.band)},` : ''} est à examiner.`
              : `${it} est ${far}, et peut-être ${inBand} d’un autre : c’est à examiner.`,
        };
  }
  return isSure
    ? {
        isSure,
        text:
          `${it} n’est dans aucun quartier, ni ` +
          `${distances ? `à moins de ${metres(distances.near)}` : 'à proximité'} d’un quartier.`,
      }
    : { isSure, text: `${it} n’est dans aucun quartier connu ici, mais ce n’est pas sûr.` };
}

/** Kind of place that an answer is about, from the address that was found, or from the point of its situation. */
export function namedAs(
  address: Pick<Candidate, 'type'> | null | undefined,
  situation?: Pick<Situation, 'point'>,
): Named {
  if (address === undefined) return situation !== undefined && situation.point === undefined ? 'shape' : 'point';
  return address !== null && address.type in EXTENTS ? (address.type as Named) : 'address';
}

/** Whether the place has an extent, which a single distance does not describe. */
export function isExtent(what: Named): boolean {
  return what in EXTENTS;
}

/** Whether the only doubt is that the place is beyond the territory whose quarters are all loaded. */
export function isBeyond({ reasons, zones }: Pick<Situated, 'reasons' | 'zones'>): boolean {
  return zones.length === 0 && reasons.length > 0 && reasons.every(({ code }) => code === 'coverage');
}

/** Whether a situation rests on a declaration alone. */
export function isStated({ reasons }: Pick<Situated, 'reasons'>): boolean {
  return reasons.some(({ code }) => code === 'stated-side');
}

type Situated = Pick<Situation, 'zones' | 'certainty' | 'tier' | 'possibleTiers' | 'generation' | 'reasons'>;

export interface Sentence {
  readonly text: string;
  readonly isSure: boolean;
}

export type Named = 'point' | 'address' | 'street' | 'locality' | 'municipality' | 'shape';

const SUBJECTS: Readonly<Record<Named, readonly [subject: string, pronoun: string]>> = {
  point: ['Ce point', 'il'],
  address: ['Cette adresse', 'elle'],
  street: ['Cette voie', 'elle'],
  locality: ['Ce lieu-dit', 'il'],
  municipality: ['Cette commune', 'elle'],
  shape: ['Ce tracé', 'il'],
};

/** Kinds of places with an extent, and the words for all of it. */
const EXTENTS: Readonly<Partial<Record<Named, string>>> = {
  street: 'tout entière',
  locality: 'tout entier',
  municipality: 'tout entière',
  shape: 'tout entier',
};

function wholly({ zones, tier }: Situated, what: Named, inBand: string): string {
  const [it] = SUBJECTS[what];
  const inside = zones.filter(({ relation, certainty }) => relation === 'inside' && certainty === 'firm');
  const all = EXTENTS[what];
  if (inside.length > 0) return `${it} est ${all} dans ${listed(inside)}.`;
  if (tier === 'bop-147' || tier === 'fcs-only') return oneOfThem(it, zones);
  return tier === 'fonds-de-concours'
    ? `${it} n’est dans aucun quartier, mais ${all} ${inBand} ${ofNamed(zones[0]!)}.`
    : `${it} n’est dans aucun quartier, ni ${inBand} d’un quartier.`;
}

function partly({ zones }: Situated, what: Named, mayBeInside: boolean, inBand: string): string {
  const [it] = SUBJECTS[what];
  const shares = aroundShape(zones).filter(({ share }) => share > 0);
  if (shares.length > 0) return `${it} est ${shares.map(partIn).join(', et ')}.`;
  if (what === 'shape') {
    const where = mayBeInside ? 'dans un quartier' : `${inBand} d’un quartier`;
    return `${it} peut être en tout ou partie ${where} : c’est à examiner.`;
  }
  const where = mayBeInside ? 'dans un quartier' : `${inBand} d’un quartier`;
  const which = what === 'street' ? 'un numéro connu' : 'une adresse précise';
  return `${it} peut être en tout ou partie ${where} : ${which} permettrait d’en dire plus.`;
}

/** « à 49,6 % dans le quartier prioritaire « … » » */
function partIn(zone: ShapeZone): string {
  return `${zone.share === 1 ? 'tout entier' : `à ${percent(zone.share, 1)}`} dans ${listed([zone])}`;
}

/** Surely in one of several quarters, but not known in which. */
function oneOfThem(it: string, zones: Situated['zones']): string {
  const some = zones.filter(({ relation, certainty }) => relation === 'inside' || certainty === 'review');
  return (
    `${it} est dans un quartier, sans qu’on puisse dire lequel : ` +
    `${some.map(({ name }) => `« ${name} »`).join(' ou ')}.`
  );
}

/** Names the quarters that a place may be in, apart from the one whose distance is given. */
function possible({ kind, certainty }: SituatedZone, tiers: readonly Tier[]): string {
  const isThisOne = (tier: Tier) => certainty === 'review' && (kind === 'qpv') === (tier === 'bop-147');
  return tiers
    .filter((tier) => tier === 'bop-147' || tier === 'fcs-only')
    .map((tier) => (isThisOne(tier) ? 'ce quartier' : `un ${kindLabels[tier === 'bop-147' ? 'qpv' : 'qic']}`))
    .join(' ou dans ');
}

function listed(zones: readonly Pick<SituatedZone, 'kind' | 'name'>[]): string {
  return zones
    .map(({ kind, name }) =>
      kind === 'qpv' ? `le quartier prioritaire « ${name} »` : `le quartier d’intérêt communautaire « ${name} »`,
    )
    .join(' et ');
}

function ofNamed({ kind, name }: Pick<SituatedZone, 'kind' | 'name'>): string {
  return `du quartier ${kind === 'qpv' ? 'prioritaire' : 'd’intérêt communautaire'} « ${name} »`;
}
