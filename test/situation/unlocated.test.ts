import { expect, it } from 'vitest';
import { unlocatedSituation } from '../../src/situation/unlocated.ts';
import { partial, shipped } from '../world.ts';

const communesOf = (citycode?: string) =>
  new Set(unlocatedSituation('2024-05-01', shipped, [], citycode).memberships.map(({ commune }) => commune));

it('a place without a position may be in any commune, known or unknown', () => {
  const communes = communesOf();
  expect(communes).toContain('62119');
  expect(communes).toContain('62516');
  expect(communes).toContain(null);
});

it('a stated commune of the registry is the only possible one', () => {
  expect(communesOf('62119')).toEqual(new Set(['62119']));
  const { memberships } = unlocatedSituation('2024-05-01', shipped, [], '62464');
  expect(new Set(memberships.map(({ inAgglomeration }) => inAgglomeration))).toEqual(new Set([false]));
});

it('a stated commune is in the agglomeration, or outside it, by the list of the State', () => {
  const membershipIn = (citycode: string) => {
    const { memberships } = unlocatedSituation('2024-05-01', partial, [], citycode);
    expect(new Set(memberships.map(({ commune }) => commune))).toEqual(new Set([citycode]));
    return [...new Set(memberships.map(({ inAgglomeration }) => inAgglomeration))];
  };
  // Lille, and Saint-Venant, which has no rectangle in the registry.
  expect(membershipIn('59350')).toEqual([false]);
  expect(membershipIn('62770')).toEqual([true]);
});
