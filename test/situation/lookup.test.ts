import { describe, expect, it } from 'vitest';
import { boundaryDistance } from '../../src/geo/distance.ts';
import type { MultiPolygon } from '../../src/geo/polygon.ts';
import type { StreetSide } from '../../src/rules/application.ts';
import { Lookup } from '../../src/situation/lookup.ts';
import { type Membership, type Situation, situationOf, toMillimetres } from '../../src/situation/situation.ts';
import { generationOn, type Zones } from '../../src/zones/zones.ts';
import { moved, neighbours, type Random, randomFrom, rectangle, square } from '../shapes.ts';
import { drawn, drawnAll, registry, shipped, world } from '../world.ts';

/** Contours of the registry's communes: their rectangles, cut roughly along the middle of their overlaps. */
const contours = {
  precision: 5,
  source: 'test/shapes.ts',
  licence: 'none',
  communes: registry.communes.map(({ citycode, name, agglomeration, extent: [west, south, east, north] }) => ({
    citycode,
    name,
    agglomeration,
    geometry: [[rectangle((west + east) / 2, (south + north) / 2, (east - west) * 25_000, (north - south) * 40_000)]],
  })),
};

const street: [MultiPolygon, MultiPolygon] = neighbours(randomFrom(9), 2.49, 50.58, 400);
const worlds: Record<string, Zones> = {
  'as shipped': shipped,
  'QIC drawn': world({ perimeters: drawnAll('2024', 'qic') }),
  '2015 drawn': world({ perimeters: [...drawnAll('2015', 'qpv'), ...drawnAll('2015', 'qic', 120)] }),
  'everything drawn, two quarters along one street': world({
    perimeters: [
      ...drawnAll('2015', 'qpv'),
      ...drawnAll('2015', 'qic', 120),
      ...drawnAll('2024', 'qic').filter(({ zone }) => zone !== 'QIC-VILLAGE'),
      drawn('2024', 'QN06255M', street[0], { precision: 0 }),
      drawn('2024', 'QIC-VILLAGE', street[1], { precision: 0 }),
    ],
  }),
  'contours loaded': world({ contours }),
  'contours loaded, QIC drawn as indicative': world({
    contours,
    perimeters: drawnAll('2024', 'qic').map((perimeter) => ({ ...perimeter, status: 'indicative', precision: 12 })),
  }),
  'a whole country': world({
    perimeters: [drawn('2024', 'QN07501M', [square(2.35, 48.86, 300)])],
    coverages: [{ generation: '2024', kind: 'qpv', coverage: { type: 'everywhere' } }],
  }),
  'coverage by communes': world({
    coverages: [{ generation: '2024', kind: 'qpv', coverage: { type: 'communes', citycodes: ['62119', '62178'] } }],
  }),
};

const dates = [
  ...['2014-12-31', '2015-01-01', '2018-11-30', '2018-12-01', '2018-12-31', '2019-01-01', '2023-12-31', '2024-01-01'],
  ...['2024-04-14', '2024-04-15', '2030-12-31', '2031-01-01'],
];

/** Positions in and around the agglomeration: half of them around a vertex of a zone, at any distance up to 2 km. */
function somewhere(random: Random, zones: Zones): { lon: number; lat: number } {
  const { drawn: all } = zones.generations[Math.floor(random() * zones.generations.length)]!;
  if (random() < 0.4 || all.length === 0) return { lon: 2.3 + 0.6 * random(), lat: 50.38 + 0.26 * random() };
  const ring = all[Math.floor(random() * all.length)]!.perimeter.geometry[0]![0]!;
  const vertex = ring[Math.floor(random() * ring.length)]!;
  const spread = 10 ** (-2 + 5.3 * random());
  const [lon, lat] = moved(vertex, spread * (2 * random() - 1), spread * (2 * random() - 1));
  return random() < 0.05 ? { lon: vertex[0], lat: vertex[1] } : { lon, lat };
}

/** A position north of a zone, `metres` from its limit. */
function northOf(geometry: MultiPolygon, metres: number): { lon: number; lat: number } {
  const top = geometry[0]![0]!.reduce((best, vertex) => (vertex[1] > best[1] ? vertex : best));
  let [near, far] = [0, 2 * metres + 10];
  for (let i = 0; i < 40; i++) {
    const middle = (near + far) / 2;
    if (boundaryDistance(geometry, ...moved(top, 0, middle)) < metres) near = middle;
    else far = middle;
  }
  const [lon, lat] = moved(top, 0, near);
  return { lon, lat };
}

/** Codes of communes in and around the agglomeration, and some without an area. */
const codes = [...registry.communes.map(({ citycode }) => citycode), '62998', '59350', '2A004'];

/** The fields of a situation that files and lists of points contain. */
function shortOf(situation: Situation) {
  return {
    tier: situation.tier,
    isFirm: situation.certainty === 'firm',
    unknown: situation.unknown,
    reasons: situation.reasons,
    generation: situation.generation,
    dataVersion: situation.dataVersion,
    zones: situation.zones.map(({ id, relation, boundaryDistance }) => ({ id, relation, boundaryDistance })),
  };
}

function shortFrom(lookup: Lookup) {
  const { tier, isFirm, unknown, reasons, generation, dataVersion, zoneCount } = lookup;
  const zones = Array.from({ length: zoneCount }, (_, i) => ({
    id: lookup.ids[i],
    relation: lookup.relations[i],
    boundaryDistance: toMillimetres(lookup.distances[i]!),
  }));
  return { tier, isFirm, unknown, reasons, generation, dataVersion, zones };
}

/** The memberships as rules see them: on which side of each limit of a rule the distances are. */
function asRulesSee(memberships: readonly Membership[], { distances: { band, near } }: Zones): string[] {
  const side = (metres: number) =>
    [0, band, near].filter((limit) => (limit === 0 ? metres > 0 : metres >= limit)).length;
  const seen = memberships.map(({ zones, ...place }) => {
    const members = zones.map(({ id, kind, distance, nearest, farthest }) => [
      ...[id, kind],
      ...[distance, nearest, farthest].map(side),
    ]);
    return JSON.stringify([place, members.map((member) => member.join()).sort()]);
  });
  return [...new Set(seen)].sort();
}

describe.each(Object.entries(worlds))('a lookup is the short form of the situation: %s', (name, zones) => {
  it.each(dates)('%s', (date) => {
    const random = randomFrom(name.length * 1000 + dates.indexOf(date));
    const lookup = new Lookup(zones, date);
    const wrong: unknown[] = [];
    const hold = (lon: number, lat: number, uncertainty: number, citycode?: string, streetSide?: StreetSide) => {
      const place = { lon, lat, uncertainty, citycode, streetSide };
      const situation = situationOf(place, date, zones);
      lookup.at(lon, lat, uncertainty, citycode, streetSide);
      const found = {
        ...shortFrom(lookup),
        memberships: lookup.memberships(lon, lat, uncertainty, citycode, streetSide),
      };
      const compared = { ...found, memberships: asRulesSee(found.memberships, zones) };
      const expected = { ...shortOf(situation), memberships: asRulesSee(situation.memberships, zones) };
      if (JSON.stringify(compared) !== JSON.stringify(expected)) wrong.push({ ...place, found: compared, expected });
    };
    for (let i = 0; i < 400; i++) {
      const { lon, lat } = somewhere(random, zones);
      hold(lon, lat, 0);
      if (i % 10 === 0) hold(lon, lat, 10 ** (3 * random()));
      if (i % 10 === 5) hold(lon, lat, 0, codes[i % codes.length]);
      if (i % 10 === 1) hold(lon, lat, 8 + 120 * random(), codes[Math.floor(random() * codes.length * 2)]);
      if (i % 10 === 3) hold(lon, lat, 12 * random());
      if (i % 10 === 7) hold(lon, lat, 12 * random(), codes[Math.floor(random() * codes.length)]);
      if (i % 10 === 9) hold(lon, lat, 0, undefined, (['inner', 'outer', 'unknown'] as const)[i % 3]);
    }
    const around = generationOn(zones, date)?.drawn.slice(0, 4) ?? [];
    for (const { perimeter } of around) {
      for (const limit of [zones.distances.band, zones.distances.near]) {
        for (const beside of [-0.3, -0.1, 0.1, 0.3]) {
          const { lon, lat } = northOf(perimeter.geometry, limit + beside);
          hold(lon, lat, 0);
        }
      }
    }
    for (const [lon, lat] of street[0][0]![0]!) hold(lon, lat, 0);
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});

it('finds nothing at invalid positions, where everything is unknown', () => {
  const lookup = new Lookup(shipped, '2024-10-01');
  lookup.at(2.6289, 50.518);
  expect(lookup.zoneCount).toBe(1);
  lookup.at(-150, -17);
  expect(shortFrom(lookup)).toMatchObject({ tier: 'unknown', isFirm: false, unknown: ['coverage'], zones: [] });
});

it('answers a hundred thousand positions, and two thousand dates, in less than the limit of a test', () => {
  const random = randomFrom(77);
  const lookup = new Lookup(shipped, '2024-10-01');
  for (let i = 0; i < 100_000; i++) lookup.at(2.3 + 0.6 * random(), 50.38 + 0.26 * random());
  for (let day = 0; day < 2000; day++) new Lookup(shipped, new Date(Date.UTC(2024, 5, day)).toISOString().slice(0, 10));
});
