import type { Candidate } from '../address/candidate.ts';
import { type House, sideOfLimitStreet } from '../address/limit-street.ts';
import { doubtMessages, plausibleOf } from '../address/plausible.ts';
import { candidatePositions } from '../address/positions.ts';
import { cleanTyped } from '../french/typed-text.ts';
import { boundaryDistance } from '../geo/distance.ts';
import { territoryAt } from '../zones/territories.ts';
import { generationOn, type Zones } from '../zones/zones.ts';
import { joinedSituation } from './joined.ts';
import { type PointPlace, type Reason, type Situation, situationOf } from './situation.ts';
import { unlocatedSituation } from './unlocated.ts';

/**
 * Returns the situation of an address on a date (`YYYY-MM-DD`): of each plausible candidate, and of all of them joined,
 * since an ambiguous address may be any of its candidates. `candidates` are those of a geocoder, the best first.
 * `asked` is the question, with the side of a limit street where a person states it. Pure, like `situationOf`.
 */
export function situationOfAddress(
  candidates: readonly Candidate[],
  asked: AddressAsked,
  date: string,
  zones: Zones,
): AddressSituation {
  const address = { ...asked, text: cleanTyped(asked.text) };
  const plausible = plausibleOf(candidates, address);
  const reasons = plausible.doubts.map((code): Reason => ({ code, message: doubtMessages[code] }));
  const located = plausible.candidates.map((candidate) => locate(candidate, address, date, zones));
  const limits = [zones.distances.band, zones.distances.near];
  const whole = located.map(({ situation }) => situation);
  if (plausible.mayBeElsewhere) whole.push(unlocatedSituation(date, zones, [], address.citycode ?? plausible.commune));
  const joined = joinedSituation(whole, limits);
  return {
    situation: { ...joined, zones: zonesOfBest(located, joined), reasons: [...reasons, ...joined.reasons] },
    candidates: located,
    isOnLimitStreet:
      located.length > 0 && !plausible.mayBeElsewhere && located.every(({ isOnLimitStreet }) => isOnLimitStreet),
  };
}

/** The zones of the best candidate, which is the place shown: distances from another candidate would be misleading. */
function zonesOfBest([best]: readonly LocatedCandidate[], joined: Situation): Situation['zones'] {
  if (best === undefined) return joined.zones;
  return best.situation.zones.map((zone) => joined.zones.find(({ id }) => id === zone.id) ?? zone);
}

export interface AddressAsked {
  readonly text: string;
  readonly citycode?: string | undefined;
  /** The side stated by a person. It prevails over the side deduced from house numbers. */
  readonly streetSide?: PointPlace['streetSide'];
}

export interface AddressSituation {
  readonly situation: Situation;
  /** The plausible candidates, the best first, each with its own situation; empty when the address was not found. */
  readonly candidates: readonly LocatedCandidate[];
  /** Whether house numbers show that the street of every candidate is itself the limit of a QPV. */
  readonly isOnLimitStreet: boolean;
}

export interface LocatedCandidate {
  readonly candidate: Candidate;
  readonly situation: Situation;
  readonly isOnLimitStreet: boolean;
}

function locate(candidate: Candidate, address: AddressAsked, date: string, zones: Zones): LocatedCandidate {
  const { citycode } = candidate;
  const side = limitSide(candidate, date, zones);
  const streetSide = address.streetSide ?? side?.side;
  const places = candidatePositions(candidate).map((position): PointPlace => ({ ...position, citycode, streetSide }));
  const situations = places.map((place) => situationOf(place, date, zones));
  const situation = joinedSituation(situations, [zones.distances.band, zones.distances.near]);
  const isStated = address.streetSide !== undefined;
  const shown = side && !isStated ? side.reasons : [];
  // The reason `stated-side` is for a side that a person stated. A side deduced from house numbers has its own reason.
  const reasons = situation.reasons.filter(({ code }) => isStated || code !== 'stated-side');
  return {
    candidate,
    situation: { ...situation, reasons: [...shown, ...reasons] },
    isOnLimitStreet: side?.isOfQpv ?? false,
  };
}

/** The side of the limit on which the house number is, when its street follows a limit; null when it does not. */
function limitSide(candidate: Candidate, date: string, zones: Zones): LimitSide | null {
  const { lon, lat } = candidate;
  const current = generationOn(zones, date, territoryAt(zones.territories, lon, lat));
  const numbers =
    candidate.type === 'housenumber' || candidate.type === 'interpolated' ? candidate.numbers?.() : undefined;
  if (!current || !numbers) return null;
  const { limitStreet } = zones.distances;
  const found: { side: LimitSide['side']; isQpv: boolean; reason: Reason }[] = [];
  for (const position of current.near([lon, lat, lon, lat], limitStreet)) {
    const { zone, perimeter } = current.drawn[position]!;
    const distanceTo = (at: House) => boundaryDistance(perimeter.geometry, at.lon, at.lat);
    const number = Number.parseInt(candidate.housenumber ?? '', 10);
    const house: House = { number: Number.isNaN(number) ? null : number, lon, lat };
    if (Math.abs(distanceTo(house)) > limitStreet) continue;
    const side = sideOfLimitStreet(house, numbers, distanceTo, limitStreet);
    if (side === 'none') continue;
    const message = `La limite du quartier « ${zone.name} » (${zone.id}) suit cette voie : ${SIDES[side]}`;
    found.push({ side, isQpv: zone.kind === 'qpv', reason: { code: 'limit-street', message } });
  }
  const [first] = found;
  if (first === undefined) return null;
  // With two quarters along one street, the side does not identify the quarter: `situationOf` counts it as unknown.
  return {
    side: first.side,
    isOfQpv: found.some(({ isQpv }) => isQpv),
    reasons: found.map(({ reason }) => reason),
  };
}

interface LimitSide {
  readonly side: 'inner' | 'outer' | 'unknown';
  /** Whether one of the zones limited by the street is a QPV. */
  readonly isOfQpv: boolean;
  readonly reasons: readonly Reason[];
}

const SIDES = {
  inner: 'd’après la répartition des numéros pairs et impairs, ce numéro est du côté intérieur.',
  outer: 'd’après la répartition des numéros pairs et impairs, ce numéro est du côté extérieur.',
  unknown: 'le côté de ce numéro ne se déduit pas avec certitude des numéros pairs et impairs.',
} as const;
