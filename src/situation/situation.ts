import { BEYOND_COMMUNE, type CommuneCandidate, possibleCommunes } from '../zones/communes.ts';
import { periodIn, type Territory, territoryAt, territoryOf } from '../zones/territories.ts';
import type { Kind, PerimeterStatus } from '../zones/zone.ts';
import { generationOn, type Zones } from '../zones/zones.ts';
import { formerZonesAt } from './former.ts';
import { hypothesesAt } from './hypotheses.ts';
import { joinedSituation } from './joined.ts';
import { type Measured, measureZones } from './measure.ts';
import { centreOf, type Place } from './place.ts';
import { isDecidedBySide, possibleStates, streetSideOf } from './possible-states.ts';
import { type Reason, reasonsFor } from './reasons.ts';
import type { Member, State } from './state.ts';
import { isInsideTier, type Tier, tierOf, tiers } from './tier.ts';
import { unlocatedSituation } from './unlocated.ts';
import { worldsOf } from './worlds.ts';

export type { FootprintPlace, Place, PointPlace } from './place.ts';
export type { Reason } from './reasons.ts';
export type { Member } from './state.ts';
export { type Tier, tiers } from './tier.ts';

/**
 * Returns the situation of a place on a date (`YYYY-MM-DD`): the zones in force that contain it or are near it, and
 * every state that the doubt of the data allows. Pure: no clock, no file, no network.
 */
export function situationOf(place: Place, date: string, zones: Zones): Situation {
  const { situation, contradicts } = statedSituation(place, date, zones);
  if (!contradicts) return situation;
  // Either the commune or the position is wrong: the place may be anywhere in that commune.
  const anywhere = unlocatedSituation(date, zones, [], place.citycode);
  const { band, near } = zones.distances;
  return { ...joinedSituation([situation, anywhere], [band, near]), unknown: situation.unknown };
}

/** The situation at the stated position; `contradicts` is whether the stated commune is elsewhere. */
function statedSituation(place: Place, date: string, zones: Zones): { situation: Situation; contradicts: boolean } {
  const centre = centreOf(place);
  const territory = territoryAt(zones.territories, centre[0], centre[1]);
  const current = generationOn(zones, date, territory);
  const measured = current ? measureZones(place, date, zones, current) : [];
  const streetSide = streetSideOf(place, measured, zones);
  const possible = measured.map((zone) => possibleStates(zone, streetSide, zones));
  const decidedBySide = measured.filter((zone, i) => isDecidedBySide(zone, possible[i]!, streetSide, zones));
  const drawn: State[] = possible.map((states) => states[0]!);
  const farthest: State[] = possible.map((states) => states.at(-1)!);
  const container = kindOfContainer(farthest);
  const { candidates, ...stated } = possibleCommunes(zones.communes, ...centre, place.citycode);
  const contradicts =
    stated.contradicts ||
    isElsewhere(place.citycode, territory, zones) ||
    isInQuarterOfOthers(place.citycode, measured);
  const communes = communesOfContainer(candidates, measured, farthest);
  const hypotheses = hypothesesAt(place, date, zones, current, communes, container);

  // Nothing opens more than a quarter in force.
  const former = container === 'qpv' ? [[]] : formerZonesAt(place, date, zones, current, communes);
  const { band, near } = zones.distances;
  const worlds = worldsOf(drawn, farthest, possible, hypotheses, near);
  const tierDrawn = tierOf(drawn, band);
  const tierFarthest = tierOf(farthest, band);
  const deciding = hypotheses.filter(({ state }) => tierOf([...farthest, state], band) !== tierFarthest);
  const unknown = current ? [...new Set(deciding.map(({ cause }) => cause))] : [];
  const isUnknown = current === null || (unknown.length > 0 && !isInsideTier(tierDrawn));
  const tiersOfWorlds = new Set(worlds.map((world) => tierOf(world, band)));
  const possibleTiers = current ? tiers.filter((tier) => tiersOfWorlds.has(tier)) : [...tiers];

  const situation: Situation = {
    date,
    generation: current?.generation.id ?? null,
    dataVersion: zones.dataVersion,
    tier: isUnknown ? 'unknown' : tierDrawn,
    certainty: possibleTiers.length === 1 && !isUnknown ? 'firm' : 'review',
    possibleTiers,
    zones: measured
      .map((zone, i) => toSituatedZone(zone, possible[i]!, zones))
      .filter((zone) => zone !== null)
      .sort((a, b) => nearness(a) - nearness(b) || (a.id < b.id ? -1 : 1)),
    unknown,
    reasons: reasonsFor({
      ...{ place, date, zones, territory, current, measured, possible, decidedBySide, deciding, contradicts },
    }),
    memberships: worlds.flatMap((world) =>
      communes.flatMap(({ citycode, inAgglomeration }) =>
        former.map(
          (members): Membership => ({
            commune: citycode,
            inAgglomeration,
            extent: 'geometry' in place ? 'footprint' : 'point',
            generation: current && periodIn(territory, current.generation),
            zones: world,
            ...(members.length > 0 ? { former: members } : {}),
          }),
        ),
      ),
    ),
  };
  return { situation, contradicts };
}

export interface Situation {
  readonly date: string;
  /** The id of the generation in force on the date; null when there is none. */
  readonly generation: string | null;
  readonly dataVersion: string;
  readonly tier: Tier;
  readonly certainty: 'firm' | 'review';
  readonly possibleTiers: readonly Tier[];
  /** The zones that contain the place or whose limit is near it, the nearest limit first. */
  readonly zones: readonly SituatedZone[];
  /**
   * The ids of zones without a perimeter that could change the tier, and `coverage` where the loaded zones are not
   * complete.
   */
  readonly unknown: readonly string[];
  readonly reasons: readonly Reason[];
  /** Every state of the place that the data allows, the drawn one first. */
  readonly memberships: readonly Membership[];
}

export interface SituatedZone {
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
  readonly relation: 'inside' | 'band' | 'near';
  /** For a point: ground metres to the limit, to the millimetre, negative inside. */
  readonly boundaryDistance?: number;
  /** For a footprint: the share of it inside, 0 to 1; ground metres of its nearest and farthest points, 0 inside. */
  readonly share?: number;
  readonly nearest?: number;
  readonly farthest?: number;
  readonly certainty: 'firm' | 'review';
  readonly perimeter: { readonly status: PerimeterStatus; readonly precision: number };
}

/** One possible state of a place, the input of rules: its commune and its distances to zones, without coordinates. */
export interface Membership {
  /** INSEE code; null for a commune that the data cannot identify. */
  readonly commune: string | null;
  readonly inAgglomeration: boolean;
  readonly extent: 'point' | 'footprint';
  readonly generation: { readonly from: string; readonly to: string | null } | null;
  readonly zones: readonly Member[];
  /** Quarters of an earlier generation that a law still looks at, where some may be near. */
  readonly former?: readonly Member[];
}

/** Whether a stated commune is in another territory than the position, with or without contours of communes. */
function isElsewhere(citycode: string | undefined, territory: Territory | null, { territories }: Zones): boolean {
  return citycode !== undefined && territoryOf(territories, citycode) !== territory;
}

/** Whether a place is well inside a quarter that has no part in its stated commune, with or without contours. */
function isInQuarterOfOthers(citycode: string | undefined, measured: readonly Measured[]): boolean {
  return (
    citycode !== undefined &&
    measured.some(
      ({ drawn, farthest, doubt }) => farthest < -(doubt + BEYOND_COMMUNE) && !drawn.zone.communes.includes(citycode),
    )
  );
}

/** The kind of the zone that certainly contains the place, a QPV before a QIC; null when none does. */
function kindOfContainer(farthest: readonly State[]): Kind | null {
  const containers = farthest.filter((state) => state !== null && state.distance <= 0);
  return containers.find((state) => state?.kind === 'qpv')?.kind ?? containers[0]?.kind ?? null;
}

/** Keeps the communes of the zone that certainly contains the place; all the candidates when there is none. */
function communesOfContainer(
  candidates: readonly CommuneCandidate[],
  measured: readonly Measured[],
  farthest: readonly State[],
): readonly CommuneCandidate[] {
  const container = measured.find((_, i) => {
    const state = farthest[i];
    return state !== null && state !== undefined && state.distance <= 0;
  });
  const within = container
    ? candidates.filter(({ citycode }) => citycode !== null && container.drawn.zone.communes.includes(citycode))
    : [];
  return within.length > 0 ? within : candidates;
}

function toSituatedZone(measured: Measured, states: readonly State[], zones: Zones): SituatedZone | null {
  const { band, near } = zones.distances;
  const { drawn, nearest, farthest, share } = measured;
  if (nearest >= near) return null;
  const relationOf = (distance: number) => (distance <= 0 ? 'inside' : distance < band ? 'band' : 'near');
  const relation = relationOf(states[0]?.distance ?? nearest);
  const isFirm = states.every((state) => state !== null && relationOf(state.distance) === relation);
  return {
    id: drawn.zone.id,
    kind: drawn.zone.kind,
    name: drawn.zone.name,
    relation,
    ...(share === undefined
      ? { boundaryDistance: toMillimetres(nearest) }
      : {
          share: Math.round(share * 10_000) / 10_000,
          nearest: toMillimetres(Math.max(0, nearest)),
          farthest: toMillimetres(Math.max(0, farthest)),
        }),
    certainty: isFirm ? 'firm' : 'review',
    perimeter: { status: drawn.perimeter.status, precision: drawn.perimeter.precision },
  };
}

/** Rounds to the millimetre; never returns minus zero. */
export function toMillimetres(metres: number): number {
  return Math.round(metres * 1000) / 1000 + 0;
}

function nearness(zone: SituatedZone): number {
  return Math.abs(zone.boundaryDistance ?? zone.nearest ?? 0);
}
