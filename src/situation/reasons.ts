import { shortDate } from '../french/dates.ts';
import type { Territory } from '../zones/territories.ts';
import { type GenerationZones, isWithin, type Zones } from '../zones/zones.ts';
import type { Hypothesis } from './hypotheses.ts';
import type { Measured } from './measure.ts';
import type { Place } from './place.ts';
import type { State } from './state.ts';

/** Returns the reasons for the doubts of a situation, in French, with stable codes. */
export function reasonsFor({
  place,
  date,
  zones,
  territory,
  current,
  measured,
  possible,
  decidedBySide,
  deciding,
  contradicts,
}: Findings): Reason[] {
  const reasons: Reason[] = [...formerCommune(place)];
  const { band } = zones.distances;
  if (!current) {
    const message = noGeneration(date, territory);
    return [...reasons, { code: 'no-generation', message }, ...(contradicts ? [CONTRADICTION] : [])];
  }
  const missing = new Map(deciding.filter(({ state }) => state.id !== null).map((h) => [h.cause, h]));
  for (const { cause, name } of missing.values()) {
    reasons.push({
      code: 'missing-perimeter',
      message:
        `Le périmètre du quartier « ${name} » (${cause}) n’est pas disponible : le lieu peut s’y trouver, ` +
        `ou en être à moins de ${band} m.`,
    });
  }
  const unloaded = deciding.filter(({ cause }) => cause === 'coverage');
  if (unloaded.length > 0) {
    const mayContain = unloaded.some(({ state }) => state.distance <= 0);
    reasons.push({
      code: 'coverage',
      message: mayContain
        ? 'Le lieu est hors du territoire où les quartiers chargés sont complets : il peut se trouver dans ' +
          'un quartier que le service ne connaît pas.'
        : `Le lieu est à moins de ${band} m du bord du territoire où les quartiers chargés sont complets : ` +
          'un quartier que le service ne connaît pas peut en être proche.',
    });
  }
  measured.forEach((zone, i) => {
    const { id, name } = zone.drawn.zone;
    const quarter = `« ${name} » (${id})`;
    const relations = new Set(
      possible[i]!.map((state) => state && (state.distance <= 0 ? 0 : state.distance < band ? 1 : 2)),
    );
    const crosses = (limit: number) =>
      zone.share !== undefined && zone.nearest < limit - zone.doubt && zone.farthest >= limit + zone.doubt;
    if (crosses(0)) {
      reasons.push({
        code: 'across-limit',
        message: `Le tracé est en partie dans le quartier ${quarter}, en partie au-dehors.`,
      });
    } else if (relations.has(0) && (relations.has(1) || relations.has(2))) {
      reasons.push({
        code: 'limit-within-doubt',
        message:
          `La limite du quartier ${quarter} passe trop près pour dire de quel côté se trouve le lieu ` +
          `(doute : ${inMetres(zone.doubt)}).`,
      });
    }
    if (crosses(band)) {
      reasons.push({
        code: 'across-band-limit',
        message: `Le tracé est en partie à moins de ${band} m du quartier ${quarter}, en partie plus loin.`,
      });
    } else if (relations.has(2) && (relations.has(1) || relations.has(0))) {
      reasons.push({
        code: 'band-limit-within-doubt',
        message:
          `Le lieu est trop près de la distance de ${band} m au quartier ${quarter} pour dire s’il est en ` +
          `deçà (doute : ${inMetres(zone.doubt)}).`,
      });
    }
    if (decidedBySide.includes(zone)) {
      const isInner = possible[i]!.some((state) => state !== null && state.distance <= 0);
      reasons.push({
        code: 'stated-side',
        message:
          `D’après la déclaration : le lieu ${isInner ? 'est' : 'n’est pas'} du côté du quartier ${quarter} ; ` +
          'les données seules ne permettent pas de le dire.',
      });
    }
    const isListed = zone.nearest < zones.distances.near;
    for (const { code, message } of isListed ? zone.doubts : []) {
      if (!reasons.some((reason) => reason.code === code)) reasons.push({ code, message });
    }
    if (isListed && zone.drawn.perimeter.status === 'indicative') {
      reasons.push({ code: 'indicative-perimeter', message: `Le périmètre du quartier ${quarter} est indicatif.` });
    }
  });
  if (contradicts) reasons.push(CONTRADICTION);
  return reasons;
}

/** Returns the French sentence for a date on which no generation known to the service is in force in a territory. */
export function noGeneration(date: string, territory: Territory | null): string {
  const gap = territory?.gaps.find((period) => isWithin(date, period));
  return gap?.message ?? `Aucune géographie prioritaire connue du service n’était en vigueur le ${shortDate(date)}.`;
}

const CONTRADICTION: Reason = {
  code: 'commune-contradicts',
  message:
    'La commune indiquée ne correspond pas à la position : les deux sont examinées. ' +
    'Vérifiez la position, et que le code de la commune est son code INSEE plutôt que son code postal.',
};

export interface Reason {
  /** A stable English identifier in kebab-case. */
  readonly code: string;
  /** A French sentence for the user. */
  readonly message: string;
}

interface Findings {
  readonly place: Place;
  readonly date: string;
  readonly zones: Zones;
  readonly territory: Territory | null;
  readonly current: GenerationZones | null;
  readonly measured: readonly Measured[];
  readonly possible: readonly State[][];
  /** The zones for which only the stated side of the street decides. */
  readonly decidedBySide: readonly Measured[];
  readonly deciding: readonly Hypothesis[];
  readonly contradicts: boolean;
}

function inMetres(metres: number): string {
  return `${String(Math.round(metres * 10) / 10).replace('.', ',')} m`;
}

/** Says that the stated code of a commune is a former one. Empty for any other. */
export function formerCommune({ citycode, formerCitycode }: Pick<Place, 'citycode' | 'formerCitycode'>): Reason[] {
  if (formerCitycode === undefined) return [];
  return [
    {
      code: 'former-commune',
      message:
        `Le code ${formerCitycode} est celui d’une ancienne commune, qui fait partie de la commune ${citycode} : ` +
        'la réponse vaut pour celle d’aujourd’hui.',
    },
  ];
}
