import { describe, expect, it } from 'vitest';
import { causeOf, HomeAnswers } from '../../src/share/home-answers.ts';
import { standingOf } from '../../src/share/membership.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { randomFrom, square } from '../shapes.ts';
import { drawn, drawnAll, registry, world } from '../world.ts';

/** Some QIC drawn and others missing, and the QPV of 2015 as squares. */
const zones = world({ perimeters: [...drawnAll('2024', 'qic').slice(0, 4), ...drawnAll('2015', 'qpv')] });

/** Homes in all communes concerned, and many along the limits of the quarters. */
function homes(count: number): [lon: number, lat: number][] {
  const random = randomFrom(7);
  const corners = zones.generations.flatMap(({ drawn: all }) =>
    all.flatMap(({ perimeter }) => perimeter.geometry.flat(2)),
  );
  const extents = registry.communes.map(({ extent }) => extent);
  return Array.from({ length: count }, (_, i) => {
    if (i % 2 === 0) {
      const [lon, lat] = corners[Math.floor(random() * corners.length)]!;
      const far = i % 4 === 0 ? 4e-6 : 4e-3;
      return [lon + far * (random() - 0.5), lat + far * (random() - 0.5)];
    }
    const [west, south, east, north] = extents[Math.floor(random() * extents.length)]!;
    return [west + (east - west) * random(), south + (north - south) * random()];
  });
}

describe.each(['2019-06-01', '2024-03-01', '2024-10-01'])('homes on %s', (date) => {
  it.each(['qpv', 'qic', 'both'] as const)('are counted for %s by every possible state', (selection) => {
    const answers = new HomeAnswers(zones, date, selection);
    const isWanted = (kind: string) => selection === 'both' || kind === selection;
    for (const [lon, lat] of homes(1500)) {
      const answer = answers.of({ lon, lat, uncertainty: 0, citycode: undefined })!;
      const { memberships, tier } = situationOf({ lon, lat, uncertainty: 0 }, date, zones);
      const states = memberships.map(({ zones: there }) => {
        const inside = there.filter(({ distance }) => distance <= 0);
        // A QIC counts outside the QPV.
        const counted = inside.some(({ kind }) => kind === 'qpv')
          ? inside.filter(({ kind }) => kind === 'qpv')
          : inside;
        return counted.some(({ kind }) => isWanted(kind));
      });
      const expected = states.every(Boolean) ? 'inside' : states.some(Boolean) ? 'uncertain' : 'outside';
      expect(standingOf(answer.possibleTiers, selection)).toBe(expected);
      expect(answer.tier).toBe(tier);
    }
  });
});

describe('the quarter of a home', () => {
  const touching = world({
    perimeters: [
      drawn('2024', 'QN06208M', [square(2.6289, 50.518, 300)], { precision: 0.2 }),
      drawn('2024', 'QN06209M', [square(2.6289, 50.518 + 600 / 111_200, 300)], { precision: 0.2 }),
    ],
  });
  const of = (lat: number, uncertainty = 0) =>
    new HomeAnswers(touching, '2024-10-01', 'qpv').of({ lon: 2.6289, lat, uncertainty, citycode: undefined })!;

  it('is the one that surely contains it, with or without an uncertainty', () => {
    expect(of(50.518).quarter).toBe('QN06208M');
    expect(of(50.518, 50).quarter).toBe('QN06208M');
    expect(of(50.518 + 600 / 111_200).quarter).toBe('QN06209M');
  });

  it('is unknown where two quarters overlap, though the home is surely in one', () => {
    expect(of(50.518 + 300 / 111_200, 50).quarter).toBeNull();
  });

  it('causes of doubt are a limit, an address, or a missing perimeter', () => {
    expect(causeOf(of(50.518 - 300 / 111_200, 50))).toBe('limit');
    const elsewhere = new HomeAnswers(touching, '2024-10-01', 'qpv').of({
      lon: 5,
      lat: 45,
      uncertainty: 0,
      citycode: undefined,
    });
    expect(causeOf(elsewhere!)).toBe('perimeters');
  });
});
