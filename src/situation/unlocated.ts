import { periodIn, territoryOf } from '../zones/territories.ts';
import { generationOn, type Zones } from '../zones/zones.ts';
import type { Membership, Reason, Situation } from './situation.ts';
import type { Member } from './state.ts';
import { tiers } from './tier.ts';

/**
 * Returns the situation of a place without a position. It may be in a zone of each kind, in the band of one, or far
 * from all, in the commune `citycode` or, without one, in any commune. `reasons` explain why the place has no position.
 */
export function unlocatedSituation(
  date: string,
  zones: Zones,
  reasons: readonly Reason[],
  citycode?: string,
): Situation {
  const territory = citycode === undefined ? null : territoryOf(zones.territories, citycode);
  const current = generationOn(zones, date, territory);
  const { band, near } = zones.distances;
  // A zone without an id may be any zone, so a rule that names zones does not exclude it.
  const member = (kind: Member['kind'], distance: number): Member[] => [
    { id: null, kind, name: null, distance, nearest: distance, farthest: distance },
  ];
  const worlds = [
    [],
    ...(['qpv', 'qic'] as const).flatMap((kind) => [0, band / 2, (band + near) / 2].map((far) => member(kind, far))),
  ];
  const known = zones.communes.areas.map(({ citycode: code, agglomeration }) => ({ code, agglomeration }));
  const communes =
    citycode === undefined
      ? [{ code: null, agglomeration: true }, { code: null, agglomeration: false }, ...known]
      : [{ code: citycode, agglomeration: zones.communes.isInAgglomeration(citycode) }];
  return {
    date,
    generation: current?.generation.id ?? null,
    dataVersion: zones.dataVersion,
    tier: 'unknown',
    certainty: 'review',
    possibleTiers: [...tiers],
    zones: [],
    unknown: ['address'],
    reasons,
    memberships: worlds.flatMap((members) =>
      communes.map(
        ({ code, agglomeration }): Membership => ({
          commune: code,
          inAgglomeration: agglomeration,
          extent: 'point',
          generation: current && periodIn(territory, current.generation),
          zones: members,
        }),
      ),
    ),
  };
}
