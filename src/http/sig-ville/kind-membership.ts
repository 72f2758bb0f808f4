import type { Member, Situation } from '../../situation/situation.ts';
import type { Kind } from '../../zones/zone.ts';

/**
 * Returns whether a place is in a zone of one kind, whatever the doubts about the other. The answer is `inside` or
 * `outside` only when it is so in every possible state of the place.
 */
export function membershipIn(kind: Kind, { generation, memberships }: Situation): KindMembership {
  const containers = memberships.map(({ zones }) =>
    zones.filter((zone) => zone.kind === kind && zone.distance <= 0).map(toZone),
  );
  const possible = distinct(containers.flat());
  const surely = possible.filter(({ id }) => containers.every((zones) => zones.some((zone) => zone.id === id)));
  const isKnown = generation !== null && containers.length > 0;
  if (isKnown && containers.every((zones) => zones.length === 0)) return { answer: 'outside', surely, possible };
  const isInside = isKnown && containers.every((zones) => zones.length > 0);
  return { answer: isInside ? 'inside' : 'unsure', surely, possible };
}

export interface KindMembership {
  readonly answer: 'inside' | 'outside' | 'unsure';
  /** The zones that contain the place in every state. */
  readonly surely: readonly KindZone[];
  /** The zones that contain it in at least one state. */
  readonly possible: readonly KindZone[];
}

export interface KindZone {
  readonly id: string;
  readonly name: string;
}

/** A zone that may exist where the loaded ones are not complete has no id. */
function toZone({ id, name }: Member): KindZone {
  return { id: id ?? '', name: name ?? '' };
}

function distinct(zones: readonly KindZone[]): KindZone[] {
  return [...new Map(zones.map((zone) => [zone.id, zone])).values()].filter(({ id }) => id !== '');
}
