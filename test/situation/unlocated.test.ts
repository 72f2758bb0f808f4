import { expect, it } from 'vitest';
import { unlocatedSituation } from '../../src/situation/unlocated.ts';
import { shipped } from '../world.ts';

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

it('a stated commune that the registry lacks may be in the agglomeration or outside it', () => {
  const { memberships } = unlocatedSituation('2024-05-01', shipped, [], '59350');
  expect(new Set(memberships.map(({ commune }) => commune))).toEqual(new Set(['59350']));
  expect(new Set(memberships.map(({ inAgglomeration }) => inAgglomeration))).toEqual(new Set([true, false]));
});
