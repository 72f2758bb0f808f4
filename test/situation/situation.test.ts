import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Footprint } from '../../src/geo/footprint.ts';
import type { MultiPolygon, Position } from '../../src/geo/polygon.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { type Place, type Situation, situationOf } from '../../src/situation/situation.ts';
import { verdictsFor } from '../../src/verdict.ts';
import type { Zones } from '../../src/zones/zones.ts';
import { moved, neighbours, type Random, randomFrom, rectangle, square } from '../shapes.ts';
import { dataFolder, drawn, partial, partialWorld, registry, shipped, world } from '../world.ts';

const MONT_LIEBAUT = { lon: 2.6289, lat: 50.518 };
const NOWHERE_NEAR = { lon: 2.67, lat: 50.56 };
const ARRAS = { lon: 2.777, lat: 50.291 };
const HAILLICOURT = { lon: 2.58, lat: 50.475 };
/** Near the limits of Haillicourt, Barlin and Ruitz. */
const BETWEEN = { lon: 2.5985, lat: 50.4655 };
const HULLUCH = { lon: 2.82, lat: 50.485 };

/** A quarter of Lillers, and a QIC of Béthune: squares with a precision of 0 m, far from all others. */
const LILLERS: Position = [2.49, 50.58];
const CATORIVE: Position = [2.65, 50.547];
const withSquares = world({
  perimeters: [
    drawn('2024', 'QN06255M', [square(...LILLERS, 200)]),
    drawn('2024', 'QIC-CATORIVE', [square(...CATORIVE, 150)]),
  ],
});

function at(
  { lon, lat }: { lon: number; lat: number },
  date = '2024-10-01',
  zones: Zones = shipped,
  more: { uncertainty?: number; citycode?: string; streetSide?: 'inner' | 'outer' | 'unknown' } = {},
): Situation {
  return situationOf({ lon, lat, uncertainty: 0, ...more }, date, zones);
}

function point([lon, lat]: Position) {
  return { lon, lat };
}

function codesOf({ reasons }: Situation): string[] {
  return reasons.map(({ code }) => code);
}

describe('the answers of a fresh clone', () => {
  it('inside QN06208M: bop-147, with its distance', () => {
    const situation = at(MONT_LIEBAUT);
    expect(situation).toMatchObject({
      date: '2024-10-01',
      generation: '2024',
      dataVersion: shipped.dataVersion,
      tier: 'bop-147',
      certainty: 'firm',
      possibleTiers: ['bop-147'],
      unknown: [],
      reasons: [],
    });
    expect(situation.zones).toEqual([
      {
        id: 'QN06208M',
        kind: 'qpv',
        name: 'Quartier Du Mont Liébaut',
        relation: 'inside',
        boundaryDistance: expect.closeTo(-204.514, 2),
        certainty: 'firm',
        perimeter: { status: 'official', precision: 0.2 },
      },
    ]);
  });

  it('2.6700, 50.5600: none, firm', () => {
    expect(at(NOWHERE_NEAR)).toMatchObject({
      tier: 'none',
      certainty: 'firm',
      possibleTiers: ['none'],
      zones: [],
      unknown: [],
      reasons: [],
    });
  });

  it('Arras: unknown, outside the coverage', () => {
    const situation = at(ARRAS);
    expect(situation).toMatchObject({ tier: 'unknown', certainty: 'review', unknown: ['coverage'] });
    expect(codesOf(situation)).toEqual(['coverage']);
    // All QIC are known and none is near, so only a QPV may be there, its band, or nothing.
    expect(situation.possibleTiers).toEqual(['bop-147', 'fonds-de-concours', 'none']);
  });

  it('Haillicourt outside every QPV: unknown, naming Cité des Oiseaux', () => {
    const situation = at(HAILLICOURT);
    expect(situation).toMatchObject({ tier: 'unknown', certainty: 'review' });
    expect(situation.unknown).toContain('QIC-OISEAUX');
    expect(situation.reasons.map(({ message }) => message).join()).toContain('Cité des Oiseaux');
    expect(situation.possibleTiers).toEqual(['fcs-only', 'fonds-de-concours', 'none']);
  });

  it('the contour of a commune decides which quarters are possible', () => {
    expect(at({ lon: 2.64, lat: 50.545 }).unknown).toEqual(['QIC-CATORIVE']);
    expect(at(BETWEEN)).toMatchObject({ tier: 'none', certainty: 'firm', unknown: [] });
  });

  it('a stated commune decides it where contours are missing', () => {
    const bethune = at({ lon: 2.62, lat: 50.545 }, '2024-10-01', partial);
    expect(bethune.unknown).toEqual(['QIC-CATORIVE']);
    expect(at(BETWEEN, '2024-10-01', partial, { citycode: '62400' }).possibleTiers).toContain('fcs-only');
    // In Barlin no quarter is missing, but one of Haillicourt may be less than 300 m away.
    const barlin = at(BETWEEN, '2024-10-01', partial, { citycode: '62083' });
    expect(barlin.possibleTiers).toEqual(['fonds-de-concours', 'none']);
  });

  it('a stated commune that the position contradicts is not accepted alone', () => {
    const situation = at(NOWHERE_NEAR, '2024-10-01', shipped, { citycode: '62400' });
    expect(codesOf(situation)).toContain('commune-contradicts');
    expect(situation.certainty).toBe('review');
    expect(situation.memberships.map(({ commune }) => commune)).toContain('62400');
    expect(situation.memberships.length).toBeGreaterThan(1);
  });

  it('a stated commune that the position contradicts leaves no firm answer, inside a quarter or far from all', () => {
    for (const [place, citycode] of [
      [{ lon: 2.533292, lat: 50.487397 }, '62119'],
      [{ lon: 2.6289, lat: 50.518 }, '62178'],
      // Their rectangles contain the place, or they have none, but the quarter is wholly in Béthune.
      [{ lon: 2.6289, lat: 50.518 }, '62349'],
      [{ lon: 2.6289, lat: 50.518 }, '62845'],
      [NOWHERE_NEAR, '62119'],
    ] as const) {
      const situation = at(place, '2024-10-01', shipped, { citycode });
      expect(situation).toMatchObject({ certainty: 'review' });
      expect(codesOf(situation)).toContain('commune-contradicts');
    }
  });
});

describe('the date decides which zones are in force', () => {
  const everywhere = {
    perimeters: registry.zones
      .filter(({ kind }) => kind === 'qic')
      .map(({ generation, id }) =>
        drawn(generation, id, [square(...(generation === '2015' ? LILLERS : CATORIVE), 150)]),
      ),
  };
  const withQics = world(everywhere);
  const old = point(LILLERS);
  const recent = point(CATORIVE);

  it.each([
    ['2014-12-31', null],
    ['2015-01-01', '2015'],
    ['2018-11-30', '2015'],
    ['2023-12-31', '2015'],
    ['2024-01-01', '2024'],
    ['2030-12-31', '2024'],
    ['2031-01-01', '2024'],
    ['2099-12-31', '2024'],
  ])('%s: generation %s', (date, generation) => expect(at(MONT_LIEBAUT, date).generation).toBe(generation));

  it('before 2015 no generation is in force, and nothing is excluded', () => {
    const situation = at(MONT_LIEBAUT, '2014-12-31');
    expect(situation).toMatchObject({ tier: 'unknown', certainty: 'review', zones: [], generation: null });
    expect(situation.possibleTiers).toEqual(['bop-147', 'fcs-only', 'fonds-de-concours', 'none']);
    expect(codesOf(situation)).toEqual(['no-generation']);
    expect(situation.memberships.every(({ generation }) => generation === null)).toBe(true);
  });

  it('the QPV of 2015 answer until the end of 2023', () => {
    const situation = at(MONT_LIEBAUT, '2023-12-31');
    expect(situation).toMatchObject({ tier: 'bop-147', certainty: 'firm', zones: [{ id: 'QP062008' }] });
  });

  it('the QPV of 2024 do not replace those of 2015: where these are missing, the place is unknown', () => {
    const situation = at(MONT_LIEBAUT, '2023-12-31', partial);
    expect(situation).toMatchObject({ tier: 'unknown', certainty: 'review', zones: [] });
    expect(situation.unknown).toContain('QP062008');
    expect(situation.possibleTiers).toContain('bop-147');
  });

  it('the QPV of 2024 stay in force after the contract', () => {
    for (const date of ['2030-12-31', '2031-01-01']) {
      expect(at(MONT_LIEBAUT, date)).toMatchObject({ tier: 'bop-147', certainty: 'firm' });
    }
  });

  it.each<[string, string, string, Position, string, string, string?]>([
    ['2014-12-31', 'QIC-TRANSVAAL', 'before the first contract', LILLERS, 'unknown', 'review'],
    ['2015-01-01', 'QIC-TRANSVAAL', 'of 2015', LILLERS, 'fcs-only', 'firm'],
    ['2023-12-31', 'QIC-TRANSVAAL', 'of 2015', LILLERS, 'fcs-only', 'firm'],
    [
      '2024-01-01',
      'QIC-TRANSVAAL',
      'of 2015, while the list changes',
      LILLERS,
      'fcs-only',
      'review',
      'qic-list-changes-2024',
    ],
    [
      '2024-04-14',
      'QIC-TRANSVAAL',
      'of 2015, while the list changes',
      LILLERS,
      'fcs-only',
      'review',
      'qic-list-changes-2024',
    ],
    ['2024-04-15', 'QIC-TRANSVAAL', 'of 2015, once replaced', LILLERS, 'none', 'firm'],
    ['2023-12-31', 'QIC-CATORIVE', 'of 2024, before', CATORIVE, 'none', 'firm'],
    [
      '2024-01-01',
      'QIC-CATORIVE',
      'of 2024, while the list changes',
      CATORIVE,
      'fcs-only',
      'review',
      'qic-list-changes-2024',
    ],
    [
      '2024-04-14',
      'QIC-CATORIVE',
      'of 2024, while the list changes',
      CATORIVE,
      'fcs-only',
      'review',
      'qic-list-changes-2024',
    ],
    ['2024-04-15', 'QIC-CATORIVE', 'of 2024', CATORIVE, 'fcs-only', 'firm'],
    ['2030-12-31', 'QIC-CATORIVE', 'of 2024', CATORIVE, 'fcs-only', 'firm'],
    [
      '2031-01-01',
      'QIC-CATORIVE',
      'of 2024, the contract ended',
      CATORIVE,
      'fcs-only',
      'review',
      'contract-ended-2030',
    ],
  ])('%s, in %s %s', (date, id, _, where, tier, certainty, reason) => {
    // Only this QIC is drawn, away from all others. The QPV of 2015 are drawn far from it, so that nothing else is in
    // doubt.
    const generation = where === LILLERS ? '2015' : '2024';
    const zones = world({
      perimeters: [
        ...registry.zones.map((zone) => drawn(zone.generation, zone.id, [square(2.4, 50.6, 50)])),
        ...everywhere.perimeters.filter((perimeter) => perimeter.generation === generation && perimeter.zone === id),
      ].filter(({ zone, generation: g }) => zone !== 'QN06208M' || g !== '2024'),
    });
    const situation = at(point(where), date, zones);
    expect(situation).toMatchObject({ tier, certainty });
    expect(codesOf(situation)).toEqual(reason ? [reason] : tier === 'unknown' ? ['no-generation'] : []);
    if (reason) expect(situation.possibleTiers).toEqual(['fcs-only', 'none']);
  });

  it.each([
    ['2018-11-30', 'none', 'firm'],
    ['2018-12-01', 'fcs-only', 'review'],
    ['2018-12-31', 'fcs-only', 'review'],
    ['2019-01-01', 'fcs-only', 'firm'],
  ])('%s, in the fifth QIC of 2015, recognised in December 2018: %s, %s', (date, tier, certainty) => {
    const zones = world({
      perimeters: registry.zones
        .filter(({ generation }) => generation === '2015')
        .map(({ id }) =>
          drawn('2015', id, [square(...(id === 'QIC-FOND-DE-SAINS' ? LILLERS : ([2.4, 50.6] as const)), 100)]),
        ),
    });
    const situation = at(point(LILLERS), date, zones);
    expect(situation).toMatchObject({ tier, certainty });
    expect(codesOf(situation)).toEqual(certainty === 'review' ? ['qic-recognised-in-december-2018'] : []);
  });

  it('while the list changes, both perimeters of a QIC, old and new, are in doubt', () => {
    expect(at(old, '2024-02-01', withQics).zones.length).toBeGreaterThan(0);
    expect(at(recent, '2024-02-01', withQics).zones.length).toBeGreaterThan(0);
    expect(at(old, '2024-04-15', withQics).zones.filter(({ kind }) => kind === 'qic')).toEqual([]);
  });

  it('a QIC in doubt does not hide a QPV: inside both, the QPV is firm', () => {
    const zones = world({
      perimeters: [drawn('2024', 'QIC-CATORIVE', [square(MONT_LIEBAUT.lon, MONT_LIEBAUT.lat + 0.001, 50)])],
    });
    const there = { lon: MONT_LIEBAUT.lon, lat: MONT_LIEBAUT.lat + 0.001 };
    expect(at(there, '2024-02-01', zones)).toMatchObject({ tier: 'bop-147', certainty: 'firm' });
  });
});

describe('less than 300 m, strictly, on the unrounded distance', () => {
  /** Going east from the square: the last longitude whose distance is less than `metres`, and the next number. */
  const around = (metres: number): [last: number, next: number] => {
    const distance = (lon: number) =>
      at({ lon, lat: LILLERS[1] }, '2024-10-01', withSquares).memberships[0]!.zones[0]?.distance ?? 1000;
    let [low, high] = [moved(LILLERS, 250, 0)[0], moved(LILLERS, 720, 0)[0]];
    for (let middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2) {
      if (distance(middle) < metres) low = middle;
      else high = middle;
    }
    return [low, high];
  };
  const tierAt = (lon: number, uncertainty = 0, zones = withSquares) => {
    const {
      tier,
      certainty,
      possibleTiers,
      zones: [zone],
    } = at({ lon, lat: LILLERS[1] }, '2024-10-01', zones, { uncertainty });
    return { tier, certainty, possibleTiers, relation: zone?.relation, printed: zone?.boundaryDistance };
  };

  it('the last number below 300 m is in and the next one is out, though both print as 300.000', () => {
    const [last, next] = around(300);
    expect(tierAt(last)).toMatchObject({
      tier: 'fonds-de-concours',
      certainty: 'firm',
      relation: 'band',
      printed: 300,
    });
    expect(tierAt(next)).toMatchObject({ tier: 'none', certainty: 'firm', relation: 'near', printed: 300 });
  });

  it('299.999 m is in, 300.001 m is out', () => {
    expect(tierAt(around(299.999)[0])).toMatchObject({ tier: 'fonds-de-concours', certainty: 'firm' });
    expect(tierAt(around(300.001)[0])).toMatchObject({ tier: 'none', certainty: 'firm' });
  });

  it('a zone is listed when its limit is less than 500 m away', () => {
    const [last, next] = around(500);
    expect(tierAt(last)).toMatchObject({ relation: 'near', printed: 500 });
    expect(tierAt(next).relation).toBeUndefined();
  });

  it.each([
    [299.7, 0.2, 'firm'],
    [299.9, 0.2, 'review'],
    [300.1, 0.2, 'review'],
    [300.3, 0.2, 'firm'],
    [290, 11, 'review'],
    [290, 9, 'firm'],
    [320, 19, 'firm'],
    [320, 21, 'review'],
  ])('at %s m, known to %s m: %s', (metres, uncertainty, certainty) => {
    const answer = tierAt(around(metres)[0], uncertainty);
    expect(answer).toMatchObject({ certainty, tier: metres < 300 ? 'fonds-de-concours' : 'none' });
    if (certainty === 'review') expect(answer.possibleTiers).toEqual(['fonds-de-concours', 'none']);
  });

  it('the precision of a perimeter adds to the uncertainty of the place', () => {
    const precise = (precision: number) =>
      world({ perimeters: [drawn('2024', 'QN06255M', [square(...LILLERS, 200)], { precision })] });
    const [lon] = around(299);
    expect(tierAt(lon, 0, precise(0.9)).certainty).toBe('firm');
    expect(tierAt(lon, 0, precise(1.1)).certainty).toBe('review');
    expect(tierAt(lon, 0.5, precise(0.4)).certainty).toBe('firm');
    expect(tierAt(lon, 0.5, precise(0.6)).certainty).toBe('review');
  });

  it('gives the reason: the limit, or the 300 m, is within the doubt', () => {
    const around0 = at(point(moved(LILLERS, 201, 0)), '2024-10-01', withSquares, { uncertainty: 5 });
    expect(around0.possibleTiers).toEqual(['bop-147', 'fonds-de-concours']);
    expect(codesOf(around0)).toEqual(['limit-within-doubt']);
    const around300 = at({ lon: around(299)[0], lat: LILLERS[1] }, '2024-10-01', withSquares, { uncertainty: 5 });
    expect(codesOf(around300)).toEqual(['band-limit-within-doubt']);
    expect(around300.reasons[0]!.message).toContain('300 m');
    expect(around300.reasons[0]!.message).toContain('QN06255M');
  });
});

describe('on a limit', () => {
  const vertex = point(square(...LILLERS, 200)[0]![0]!);
  it('of a perimeter with a precision of 0 m, the place is inside', () => {
    expect(at(vertex, '2024-10-01', withSquares)).toMatchObject({ tier: 'bop-147', certainty: 'firm' });
  });

  const onTheAxis = (streetSide?: 'inner' | 'outer' | 'unknown') =>
    at(vertex, '2024-10-01', withSquares, streetSide ? { streetSide } : {});
  it('the inner side is in, the outer side is out, an unknown side is to review', () => {
    expect(onTheAxis('inner')).toMatchObject({ tier: 'bop-147', certainty: 'firm' });
    expect(onTheAxis('outer')).toMatchObject({ tier: 'fonds-de-concours', certainty: 'firm' });
    expect(onTheAxis('unknown')).toMatchObject({
      certainty: 'review',
      possibleTiers: ['bop-147', 'fonds-de-concours'],
    });
  });

  it('the stated side decides within a doubt of metres', () => {
    const near = point(moved(LILLERS, 203, 0));
    const answer = (streetSide: 'inner' | 'outer') =>
      at(near, '2024-10-01', withSquares, { uncertainty: 10, streetSide });
    expect(answer('inner')).toMatchObject({ tier: 'bop-147', certainty: 'firm' });
    expect(answer('outer')).toMatchObject({ tier: 'fonds-de-concours', certainty: 'firm' });
  });

  it('the stated side never decides against a limit that the data draws with certainty', () => {
    const inside = at(point(moved(LILLERS, 195, 0)), '2024-10-01', withSquares, { streetSide: 'outer' });
    expect(inside).toMatchObject({ certainty: 'review', possibleTiers: ['bop-147', 'fonds-de-concours'] });
    const outside = at(point(moved(LILLERS, 205, 0)), '2024-10-01', withSquares, { streetSide: 'inner' });
    expect(outside).toMatchObject({ certainty: 'review', possibleTiers: ['bop-147', 'fonds-de-concours'] });
  });

  it('the stated side has no effect on a limit farther than a street is wide', () => {
    const far = point(moved(LILLERS, 230, 0));
    for (const streetSide of ['inner', 'outer', 'unknown'] as const) {
      expect(at(far, '2024-10-01', withSquares, { streetSide })).toEqual(at(far, '2024-10-01', withSquares));
    }
  });

  it('the stated side has no effect on a place known to a kilometre', () => {
    for (const east of [0, 203, 600]) {
      const vague = point(moved(LILLERS, east, 0));
      const situation = at(vague, '2024-10-01', withSquares, { uncertainty: 1000, streetSide: 'inner' });
      expect(situation).toMatchObject({ certainty: 'review' });
      expect(situation.possibleTiers).toContain('none');
    }
  });

  it('between two quarters the stated side is ambiguous: the place is to review', () => {
    const [west, east] = neighbours(randomFrom(8), ...LILLERS, 400);
    const zones = world({ perimeters: [drawn('2024', 'QN06255M', west), drawn('2024', 'QIC-VILLAGE', east)] });
    const street = point(west[0]![0]![3]!);
    for (const streetSide of ['inner', 'outer', 'unknown'] as const) {
      const situation = at(street, '2024-10-01', zones, { streetSide });
      expect(situation.certainty).toBe('review');
      expect(situation.possibleTiers).toEqual(expect.arrayContaining(['bop-147', 'fcs-only']));
    }
  });
});

describe('quarters whose perimeter is missing', () => {
  it('do not count inside a QPV, where there can be none', () => {
    const inside = at(MONT_LIEBAUT);
    expect(inside.unknown).toEqual([]);
    expect(inside.memberships).toHaveLength(1);
  });

  it('count where their communes may be, and 300 m around', () => {
    const { extent } = registry.communes.find(({ citycode }) => citycode === '62400')!;
    const beside = (metres: number) => at(point(moved([2.58, extent[1]], 0, -metres)), '2024-10-01', partial);
    expect(beside(-50).unknown).toContain('QIC-OISEAUX');
    expect(beside(250).unknown).toContain('QIC-OISEAUX');
    expect(beside(250).possibleTiers).toEqual(['fonds-de-concours', 'none']);
    expect(beside(350).unknown).not.toContain('QIC-OISEAUX');
  });

  it('inside a drawn QIC, no other drawing can change the tier, but a missing QPV may be near', () => {
    const zones = partialWorld({ perimeters: [drawn('2015', 'QIC-LONGUEPIERRE', [square(2.64, 50.445, 100)])] });
    const situation = at({ lon: 2.64, lat: 50.445 }, '2019-06-01', zones);
    expect(situation).toMatchObject({ tier: 'fcs-only', certainty: 'firm', unknown: [] });
    const nearby = situation.memberships.flatMap((membership) => membership.zones).map(({ id }) => id);
    expect(nearby).toContain('QP062007');
    const inside = situation.memberships.flatMap((m) => m.zones).filter(({ distance }) => distance <= 0);
    expect([...new Set(inside.map(({ id }) => id))]).toEqual(['QIC-LONGUEPIERRE']);
  });
});

describe('the commune', () => {
  it('inside a zone is one of the zone’s', () => {
    expect(at(MONT_LIEBAUT).memberships.map(({ commune, inAgglomeration }) => [commune, inAgglomeration])).toEqual([
      ['62119', true],
    ]);
  });

  it('near Hulluch is uncertain without contours', () => {
    const communes = (citycode?: string) =>
      at(HULLUCH, '2024-10-01', partial, citycode ? { citycode } : {}).memberships.map(
        ({ commune, inAgglomeration }) => `${commune} ${inAgglomeration}`,
      );
    expect([...new Set(communes())]).toEqual(['62464 false', 'null true', 'null false']);
    expect([...new Set(communes('62464'))]).toEqual(['62464 false']);
  });

  it('in the quarter that Hulluch shares is one of the three', () => {
    const { memberships, tier } = at({ lon: 2.81, lat: 50.495 });
    expect(tier).toBe('bop-147');
    expect(memberships.map(({ commune }) => commune)).toEqual(['62276', '62401', '62464']);
  });

  it('that is stated but not in the registry is accepted', () => {
    const inside = at({ lon: 2.4, lat: 50.57 }, '2024-10-01', partial, { citycode: '62532' });
    expect(new Set(inside.memberships.map((m) => m.commune))).toEqual(new Set(['62532']));
  });
});

describe('a footprint', () => {
  const of = (geometry: Footprint, date = '2024-10-01', zones = withSquares, uncertainty = 0) =>
    situationOf({ geometry, uncertainty }, date, zones);
  const building = ([lon, lat]: Position, half: number): Footprint => ({
    type: 'Polygon',
    coordinates: square(lon, lat, half),
  });

  it('entirely inside has the tier of a point inside', () => {
    const situation = of(building(LILLERS, 10));
    expect(situation).toMatchObject({ tier: 'bop-147', certainty: 'firm', possibleTiers: ['bop-147'] });
    expect(situation.zones[0]).toMatchObject({ id: 'QN06255M', relation: 'inside', share: 1, nearest: 0, farthest: 0 });
    expect(situation.zones[0]).not.toHaveProperty('boundaryDistance');
  });

  it('across a limit is to review, with its share', () => {
    const situation = of(building(moved(LILLERS, 200, 0), 10));
    expect(situation).toMatchObject({ certainty: 'review', possibleTiers: ['bop-147', 'fonds-de-concours'] });
    expect(situation.zones[0]!.share).toBeCloseTo(0.5, 1);
    expect(situation.zones[0]!.nearest).toBe(0);
    expect(situation.zones[0]!.farthest).toBeCloseTo(10, 0);
  });

  it('across the 300 m is to review; beside it is firm', () => {
    expect(of(building(moved(LILLERS, 500, 0), 10))).toMatchObject({
      certainty: 'review',
      possibleTiers: ['fonds-de-concours', 'none'],
    });
    expect(of(building(moved(LILLERS, 480, 0), 10))).toMatchObject({ tier: 'fonds-de-concours', certainty: 'firm' });
    expect(of(building(moved(LILLERS, 520, 0), 10))).toMatchObject({ tier: 'none', certainty: 'firm' });
  });

  it('around a whole quarter is partly inside', () => {
    const situation = of(building(LILLERS, 400));
    expect(situation.certainty).toBe('review');
    expect(situation.zones[0]).toMatchObject({ nearest: 0, share: 0.25 });
  });

  it('may be a line', () => {
    const street: Footprint = { type: 'LineString', coordinates: [moved(LILLERS, 0, 0), moved(LILLERS, 400, 0)] };
    const [zone] = of(street).zones;
    expect(zone!.share).toBeCloseTo(0.5, 2);
    expect(zone!.farthest).toBeCloseTo(200, -1);
  });

  it('keeps its extent and its nearest and farthest distances', () => {
    const { memberships } = of(building(moved(LILLERS, 500, 0), 10));
    expect(memberships.every(({ extent }) => extent === 'footprint')).toBe(true);
    expect(memberships[0]!.zones[0]!.nearest).toBeCloseTo(290, -1);
    expect(memberships[0]!.zones[0]!.farthest).toBeCloseTo(310, -1);
  });

  it('outside the coverage is unknown, like a point', () => {
    expect(of(building([ARRAS.lon, ARRAS.lat], 20))).toMatchObject({ tier: 'unknown', unknown: ['coverage'] });
  });

  it('that fills a hole of a quarter is not in the quarter', () => {
    const hole = rectangle(...LILLERS, 15, 10);
    const zones = world({ perimeters: [drawn('2024', 'QN06255M', [[...square(...LILLERS, 200), hole]])] });
    const situation = of({ type: 'Polygon', coordinates: [hole] }, '2024-10-01', zones);
    expect(situation.zones[0]!.share).toBe(0);
    expect(situation.certainty).toBe('review');
  });
});

/**
 * The data sets for the properties below: which zones are drawn. QIC never overlap a QPV, and each is within the
 * extents of its communes, like the real ones.
 */
const qics = (generation: string, seed: number) => {
  const random = randomFrom(seed);
  const known = registry.zones.filter((zone) => zone.generation === generation && zone.kind === 'qic');
  return known.map(({ id, communes }) => {
    for (;;) {
      const [lon, lat] = somewhereIn(random, communes);
      const isClear = at({ lon, lat }, '2024-10-01').zones.every(({ boundaryDistance = 0 }) => boundaryDistance > 250);
      if (isClear) return drawn(generation, id, [square(lon, lat, 80 + 70 * random())], { precision: 0.2 });
    }
  });
};
const oldQpvs = (seed: number) => {
  const random = randomFrom(seed);
  const known = registry.zones.filter((zone) => zone.generation === '2015' && zone.kind === 'qpv');
  return known.map(({ id, communes }) =>
    drawn('2015', id, [square(...somewhereIn(random, communes), 100 + 100 * random())], { precision: 0.2 }),
  );
};
function somewhereIn(random: Random, communes: readonly string[]): Position {
  const citycode = communes[Math.floor(random() * communes.length)]!;
  const [west, south, east, north] = registry.communes.find((c) => c.citycode === citycode)!.extent;
  const [lon, lat] = [west + (east - west) * random(), south + (north - south) * random()];
  // Squares are up to 200 m from their middle to their side, and must be wholly within the extent.
  const [dLon, dLat] = [0.003, 0.002];
  return [Math.min(east - dLon, Math.max(west + dLon, lon)), Math.min(north - dLat, Math.max(south + dLat, lat))];
}

const oldQics = qics('2015', 1).filter(({ geometry }) => geometry.length > 0);
const partlyDrawn = partialWorld({ perimeters: [...qics('2024', 2).slice(0, 5), ...oldQics] });
const allDrawn = partialWorld({ perimeters: [...qics('2024', 2), ...oldQpvs(3), ...oldQics] });
const worlds: Record<string, Zones> = { shipped, partial, partlyDrawn, allDrawn };

const dates = [
  ...['2014-12-31', '2015-01-01', '2018-11-30', '2018-12-01', '2018-12-31', '2019-01-01', '2023-12-31', '2024-01-01'],
  ...['2024-04-14', '2024-04-15', '2030-12-31', '2031-01-01'],
];
const anyDate = fc.constantFrom(...dates);
const anyWorld = fc.constantFrom(...Object.keys(worlds));
/** Positions in and around the agglomeration, most of them within a kilometre of a quarter. */
const anyPlace = fc.integer().map((seed) => {
  const random = randomFrom(seed);
  if (random() < 0.2) return { lon: 2.3 + 0.6 * random(), lat: 50.38 + 0.26 * random() };
  const of = allDrawn.generations[random() < 0.5 ? 0 : 1]!.drawn;
  const { geometry } = of[Math.floor(random() * of.length)]!.perimeter;
  const ring: MultiPolygon[number][number] = geometry[0]![0]!;
  const spread = 10 ** (3.2 * random());
  return point(
    moved(ring[Math.floor(random() * ring.length)]!, spread * (2 * random() - 1), spread * (2 * random() - 1)),
  );
});
const anyUncertainty = fc.oneof(
  fc.constantFrom(0, 0.1, 5, 9.8, 10, 300),
  fc.double({ min: 0, max: 3.5, noNaN: true }).map((n) => 10 ** n),
);

describe('properties of any place, on any date, with any data', () => {
  it('a place always has a state, and its tier is possible or unknown', () => {
    fc.assert(
      fc.property(anyPlace, anyDate, anyWorld, anyUncertainty, (place, date, name, uncertainty) => {
        const situation = at(place, date, worlds[name], { uncertainty });
        expect(situation.memberships.length).toBeGreaterThan(0);
        expect(situation.possibleTiers.length).toBeGreaterThan(0);
        if (situation.tier !== 'unknown') expect(situation.possibleTiers).toContain(situation.tier);
        else expect(situation.possibleTiers.length).toBeGreaterThan(1);
        expect(situation.certainty).toBe(situation.possibleTiers.length === 1 ? 'firm' : 'review');
        if (situation.certainty === 'review') expect(situation.reasons).not.toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('more uncertainty only adds possible tiers: review stays review', () => {
    fc.assert(
      fc.property(anyPlace, anyDate, anyWorld, anyUncertainty, anyUncertainty, (place, date, name, a, b) => {
        const less = at(place, date, worlds[name], { uncertainty: Math.min(a, b) });
        const more = at(place, date, worlds[name], { uncertainty: Math.max(a, b) });
        expect(more.possibleTiers).toEqual(expect.arrayContaining([...less.possibleTiers]));
        if (less.certainty === 'review') expect(more.certainty).toBe('review');
      }),
      { numRuns: 1500 },
    );
  });

  const rulebook = loadRulebook(`${dataFolder}/rules`);
  const facts = { applicant: 'commune', investment: true, category: 'public-space' } as const;
  const verdicts = (place: Place, date: string, zones: Zones) =>
    verdictsFor(situationOf(place, date, zones), facts, date, rulebook);

  it('a firm verdict holds for every place within the uncertainty', () => {
    fc.assert(
      fc.property(anyPlace, anyDate, anyWorld, anyUncertainty, fc.integer(), (place, date, name, uncertainty, seed) => {
        const zones = worlds[name]!;
        const wide = at(place, date, zones, { uncertainty });
        const firm = verdicts({ ...place, uncertainty }, date, zones).filter(({ certainty }) => certainty === 'firm');
        const random = randomFrom(seed);
        for (let i = 0; i < 6; i++) {
          // `moved` is approximate: slightly less than the radius stays within it.
          const radius = uncertainty * 0.995 * (i < 3 ? 1 : random());
          const angle = 2 * Math.PI * random();
          const [lon, lat] = moved([place.lon, place.lat], radius * Math.cos(angle), radius * Math.sin(angle));
          const there = at({ lon, lat }, date, zones);
          expect(wide.possibleTiers).toEqual(expect.arrayContaining([...there.possibleTiers]));
          const answers = new Map(verdicts({ lon, lat, uncertainty: 0 }, date, zones).map((v) => [v.scheme, v]));
          for (const { scheme, verdict } of firm) {
            expect(answers.get(scheme)).toMatchObject({ scheme, verdict, certainty: 'firm' });
          }
        }
      }),
      { numRuns: 250 },
    );
  });

  it('no perimeter imported later contradicts a firm verdict', () => {
    fc.assert(
      fc.property(anyPlace, anyDate, fc.constantFrom('partial', 'partlyDrawn'), (place, date, name) => {
        const before = at(place, date, worlds[name]);
        const after = at(place, date, allDrawn);
        expect(before.possibleTiers).toEqual(expect.arrayContaining([...after.possibleTiers]));
        const where = { ...place, uncertainty: 0 };
        const answers = new Map(verdicts(where, date, allDrawn).map((v) => [v.scheme, v]));
        for (const { scheme, verdict, certainty } of verdicts(where, date, worlds[name]!)) {
          if (certainty === 'firm') expect(answers.get(scheme)).toMatchObject({ scheme, verdict, certainty });
        }
      }),
      { numRuns: 600 },
    );
  });
});

describe('a stated commune that cannot contain the place', () => {
  it.each(['75056', '00000'])(
    '%s in Béthune or Haillicourt excludes nothing, and is reported as contradictory',
    (citycode) => {
      const haillicourt = situationOf({ lon: 2.58, lat: 50.475, uncertainty: 0, citycode }, '2024-10-01', shipped);
      expect(haillicourt).toMatchObject({ tier: 'unknown', unknown: ['QIC-OISEAUX'] });
      expect(haillicourt.possibleTiers).toContain('fcs-only');
      expect(haillicourt.reasons.map(({ code }) => code)).toContain('commune-contradicts');
      const before = situationOf({ lon: 2.6289, lat: 50.518, uncertainty: 0, citycode }, '2019-06-01', shipped);
      expect(before.possibleTiers).toContain('bop-147');
    },
  );
});
