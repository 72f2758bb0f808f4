import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/address/candidate.ts';
import { type BatchOptions, CsvAnswer } from '../../src/batch/csv-answer.ts';
import { dayAfter } from '../../src/french/calendar.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { HomeAnswers } from '../../src/share/home-answers.ts';
import { situationOfAddress } from '../../src/situation/address-situation.ts';
import { Lookup } from '../../src/situation/lookup.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { unlocatedSituation } from '../../src/situation/unlocated.ts';
import { verdictsFor } from '../../src/verdict.ts';
import { coverageNamed } from '../../src/zones/named-coverage.ts';
import { territoryAt } from '../../src/zones/territories.ts';
import { isWithin, type Zones } from '../../src/zones/zones.ts';
import { openService } from '../http/service.ts';
import { square } from '../shapes.ts';
import { dataFolder, drawn, registry, world } from '../world.ts';

/*
 * Overseas, quarters are in force on other days than in metropolitan France: `territories` of data/sources.yaml. The
 * squares below are no real quarters.
 */
const places = {
  Béthune: { id: 'QN06208M', lon: 2.6289, lat: 50.518, citycode: '62119' },
  Nantes: { id: 'QN04499M', lon: -1.55, lat: 47.21, citycode: '44109' },
  'Les Abymes': { id: 'QN97199M', lon: -61.5, lat: 16.27, citycode: '97101' },
  'Fort-de-France': { id: 'QN97299M', lon: -61.06, lat: 14.61, citycode: '97209' },
  Cayenne: { id: 'QN97399M', lon: -52.32, lat: 4.93, citycode: '97302' },
  'Saint-Denis': { id: 'QN97499M', lon: 55.45, lat: -20.89, citycode: '97411' },
  'Saint-Martin': { id: 'QN97899M', lon: -63.08, lat: 18.07, citycode: '97801' },
  Papeete: { id: 'QN98799M', lon: -149.56, lat: -17.54, citycode: '98735' },
  Mamoudzou: { id: 'QN97699C', lon: 45.22, lat: -12.78, citycode: '97611' },
};
type Name = keyof typeof places;
const names = Object.keys(places) as Name[];
const OVERSEAS = names.filter((name) => !['Béthune', 'Nantes', 'Mamoudzou'].includes(name));

const former = (id: string) => id.replace(/^QN/, 'QP').slice(0, 8);
const squares = (generation: '2015' | '2024', wanted: readonly Name[]) =>
  wanted.map((name) => {
    const { id, lon, lat, citycode } = places[name];
    // The quarters of 2015 are smaller.
    const [code, half] = generation === '2024' ? [id, 300] : [former(id), 100];
    return drawn(generation, code, [square(lon, lat, half)], { communes: [citycode] });
  });
const covers = async (generation: string, name: string) => ({
  ...{ generation, kind: 'qpv' as const },
  coverage: await coverageNamed(name, registry),
});

/** As `data update` leaves the data: the quarters of 2024 of all France, those of 2015 of metropolitan France. */
const updated = world({
  perimeters: [...squares('2024', names), ...squares('2015', ['Nantes'])],
  coverages: [await covers('2024', 'france'), await covers('2015', 'metropole')],
});
/** With the quarters of 2015 of all France. */
const complete = world({
  perimeters: [...squares('2024', names), ...squares('2015', names.slice(1))],
  coverages: [await covers('2024', 'france'), await covers('2015', 'france')],
});

/** `inside` a quarter of a generation, `outside` all, or `unknown`. `metres` east of the middle of the square. */
function answerAt(zones: Zones, name: Name, date: string, metres = 0): string {
  const { lon, lat } = places[name];
  const {
    tier,
    generation,
    zones: found,
  } = situationOf({ lon: lon + metres / 111_320, lat, uncertainty: 0 }, date, zones);
  if (tier === 'unknown') return `unknown ${generation}`;
  return tier === 'bop-147' ? `inside ${found[0]!.id}` : `outside ${generation}`;
}

describe('the day before and after a generation', () => {
  it.each([
    ['Béthune', '2023-12-31', 'inside QP062008'],
    ['Béthune', '2024-01-01', 'inside QN06208M'],
    ['Nantes', '2023-12-31', 'inside QP04499M'],
    ['Nantes', '2024-01-01', 'inside QN04499M'],
    ['Mamoudzou', '2024-12-31', 'unknown 2015'],
    ['Mamoudzou', '2025-01-01', 'unknown null'],
    ['Mamoudzou', '2025-08-12', 'unknown null'],
    ['Mamoudzou', '2025-08-13', 'inside QN97699C'],
    ['Mamoudzou', '2029-12-31', 'inside QN97699C'],
    ['Mamoudzou', '2030-01-01', 'unknown null'],
  ] as const)('%s on %s: %s', (name, date, expected) => expect(answerAt(updated, name, date)).toBe(expected));

  it.each(OVERSEAS)('%s: the quarters of 2015 until 2024, those of 2024 from 2025', (name) => {
    const { id } = places[name];
    const days = ['2014-12-31', '2023-12-31', '2024-01-01', '2024-12-31', '2025-01-01', '2031-01-01'];
    expect(days.map((day) => answerAt(updated, name, day))).toEqual([
      ...['unknown null', 'unknown 2015', 'unknown 2015', 'unknown 2015', `inside ${id}`, `inside ${id}`],
    ]);
    expect(days.map((day) => answerAt(complete, name, day))).toEqual([
      ...['unknown null', ...Array(3).fill(`inside ${former(id)}`), `inside ${id}`, `inside ${id}`],
    ]);
    // Only in the square of 2024, then in none: « no » needs the perimeters of the generation in force.
    expect(days.slice(1, 5).map((day) => answerAt(complete, name, day, 200))).toEqual([
      ...['outside 2015', 'outside 2015', 'outside 2015', `inside ${id}`],
    ]);
    expect(days.slice(1, 5).map((day) => answerAt(updated, name, day, 5000))).toEqual([
      ...['unknown 2015', 'unknown 2015', 'unknown 2015', 'outside 2024'],
    ]);
  });

  it('is unknown in Mayotte beside the communes that are drawn, since each place is in one', () => {
    const days = ['2025-08-13', '2029-12-31'];
    expect(days.map((day) => answerAt(updated, 'Mamoudzou', day, 450))).toEqual(['unknown 2024', 'unknown 2024']);
  });

  it('names the unknown quarters in Mayotte', () => {
    const { lon, lat } = places.Mamoudzou;
    const reasonsOn = (date: string) => situationOf({ lon, lat, uncertainty: 0 }, date, updated).reasons;
    expect(reasonsOn('2025-03-01')).toMatchObject([
      { code: 'no-generation', message: expect.stringContaining('2024-1212') },
    ]);
    expect(reasonsOn('2030-06-01')).toMatchObject([
      { code: 'no-generation', message: expect.stringContaining('2025-797') },
    ]);
  });

  it('is never a firm verdict where the perimeters in force are not known', () => {
    const rulebook = loadRulebook(join(dataFolder, 'rules'));
    for (const [name, date] of [
      ['Saint-Denis', '2024-06-01'],
      ['Mamoudzou', '2025-06-01'],
    ] as const) {
      const { lon, lat } = places[name];
      const situation = situationOf({ lon, lat, uncertainty: 0 }, date, updated);
      for (const scheme of ['adulte-relais', 'tfpb-30'] as const) {
        const found = verdictsFor(situation, {}, date, rulebook).find(({ scheme: id }) => id === scheme)!;
        expect([name, scheme, found.verdict]).toEqual([name, scheme, 'review']);
      }
    }
  });

  it('doubts a commune of another territory than the position', () => {
    const { lon, lat } = places.Nantes;
    const situation = situationOf({ lon, lat, uncertainty: 0, citycode: '97411' }, '2026-01-01', updated);
    expect(situation.certainty).toBe('review');
    expect(situation.reasons.map(({ code }) => code)).toContain('commune-contradicts');
  });
});

const service = openService({}, (loaded) => ({
  ...loaded,
  current: { zones: updated, of: () => updated } as unknown as typeof loaded.current,
}));
afterAll(() => service.close());

describe('every reader of generations', () => {
  const days = [
    '2014-12-31',
    '2019-06-01',
    '2023-12-31',
    '2024-01-01',
    '2024-06-01',
    '2024-12-31',
    '2025-01-01',
    '2025-08-12',
  ];
  days.push('2025-08-13', '2026-05-01', '2029-12-31', '2030-01-01', '2031-01-01');
  const asked = fc.record({
    name: fc.constantFrom(...names),
    date: fc.constantFrom(...days),
    metres: fc.constantFrom(0, 200, 450, 5000),
    uncertainty: fc.constantFrom(0, 5, 60),
    states: fc.boolean(),
  });
  const placeOf = ({
    name,
    metres,
    uncertainty,
    states,
  }: {
    name: Name;
    metres: number;
    uncertainty: number;
    states: boolean;
  }) => {
    const { lon, lat, citycode } = places[name];
    return { lon: lon + metres / 111_320, lat, uncertainty, citycode: states ? citycode : undefined };
  };

  it('gives the same answer: a situation, a lookup of many, a row of a file', () => {
    for (const zones of [updated, complete]) {
      const lookups = new Map(days.map((day) => [day, new Lookup(zones, day)]));
      fc.assert(
        fc.property(asked, ({ date, ...rest }) => {
          const place = placeOf(rest);
          const { lon, lat, uncertainty, citycode } = place;
          const situation = situationOf(place, date, zones);
          const lookup = lookups.get(date)!;
          lookup.at(lon, lat, uncertainty, citycode);
          const ofLookup = [lookup.tier, lookup.isFirm, lookup.generation, lookup.ids.slice(0, lookup.zoneCount)];
          const isFirm = situation.certainty === 'firm';
          expect(ofLookup).toEqual([situation.tier, isFirm, situation.generation, situation.zones.map(({ id }) => id)]);
          const periods = (list: typeof situation.memberships) =>
            new Set(list.map(({ generation }) => JSON.stringify(generation)));
          expect(periods(lookup.memberships(lon, lat, uncertainty, citycode))).toEqual(periods(situation.memberships));
          const row = rowOf({ zones, date }, `${lon},${lat},${uncertainty},${citycode ?? ''},`);
          expect(row).toEqual([situation.tier, situation.certainty, situation.generation ?? '']);
          // The date of the row, in a file asked for another day: some dates share a lookup.
          expect(
            rowOf({ zones, date: '2026-05-01' }, `${lon},${lat},${uncertainty},${citycode ?? ''},${date}`),
          ).toEqual(row);
        }),
        { numRuns: 300 },
      );
    }
  });

  function rowOf(options: BatchOptions, row: string): string[] {
    const csv = new CsvAnswer(options);
    const out = [...csv.push(Buffer.from(`lon,lat,uncertainty,citycode,date\n${row}\n`)), ...csv.end()];
    const [header, cells] = Buffer.concat(out)
      .toString()
      .split('\n')
      .map((line) => line.split(','));
    return ['tier', 'certainty', 'generation'].map((name) => cells![header!.indexOf(name)]!);
  }

  it('lists over HTTP the zones that contain their places on a day, and no other', async () => {
    const { app } = service;
    for (const date of days) {
      const inForce = names.filter((name) => answerAt(updated, name, date).startsWith('inside'));
      const expected = inForce.map((name) => answerAt(updated, name, date).slice('inside '.length)).sort();
      const squaresIn = (ids: readonly string[]) => ids.filter((id) => /99|QN06208M|QP062008/.test(id)).sort();
      const listed = (await app.inject(`/v1/zones?date=${date}`)).json().features as {
        id: string;
        geometry: unknown;
      }[];
      const shown = listed.filter(({ geometry }) => geometry !== null).map(({ id }) => id);
      expect([date, squaresIn(shown)]).toEqual([date, expected]);
      const items = await app.inject(`/ogc/collections/zones/items?datetime=${date}&limit=1000`);
      const codes = (items.json().features as { geometry: unknown; properties: { code: string } }[])
        .filter(({ geometry }) => geometry !== null)
        .map(({ properties }) => properties.code);
      expect([date, squaresIn(codes)]).toEqual([date, expected]);
      const points = names.map((name) => ({ lon: places[name].lon, lat: places[name].lat }));
      const batch = (await app.inject({ method: 'POST', url: '/v1/lookup', payload: { date, points } })).json();
      const one = await Promise.all(
        points.map(async (point) =>
          (
            await app.inject({ method: 'GET', url: `/v1/lookup?lon=${point.lon}&lat=${point.lat}&date=${date}` })
          ).json(),
        ),
      );
      type Result = { tier: string; generation?: string | null };
      expect((batch.results as Result[]).map(({ tier }) => tier)).toEqual(one.map(({ tier }) => tier));
      expect(
        (batch.results as Result[]).map(({ generation }) => (generation === undefined ? batch.generation : generation)),
      ).toEqual(one.map(({ generation }) => generation));
    }
  });

  it('draws a tile with the zones of its day', async () => {
    // The tile of zoom 10 that contains Saint-Denis.
    const { lon, lat } = places['Saint-Denis'];
    const x = Math.floor(((lon + 180) / 360) * 2 ** 10);
    const radians = (lat * Math.PI) / 180;
    const y = Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * 2 ** 10);
    const status = async (date: string) =>
      (await service.app.inject(`/tiles/10/${x}/${y}.mvt?date=${date}`)).statusCode;
    expect([await status('2024-12-31'), await status('2025-01-01')]).toEqual([204, 200]);
  });

  it('takes the generation of the commune where an address has no position', () => {
    const generationIn = (citycode: string, date: string) => unlocatedSituation(date, updated, [], citycode).generation;
    expect([generationIn('97411', '2024-12-31'), generationIn('97411', '2025-01-01')]).toEqual(['2015', '2024']);
    expect([generationIn('44109', '2023-12-31'), generationIn('44109', '2024-01-01')]).toEqual(['2015', '2024']);
  });

  it('situates an address, and a home of a list, by the position found', () => {
    for (const name of OVERSEAS) {
      const { id, lon, lat, citycode } = places[name];
      const candidate: Candidate = {
        ...{ type: 'housenumber', id: 'x', label: `1 Rue de l’Essai ${name}`, score: 1, housenumber: '1' },
        ...{ name: '1 Rue de l’Essai', street: 'Rue de l’Essai', postcode: citycode, citycode, city: name },
        ...{ oldcitycode: null, oldcity: null, lon, lat, positionType: 'entrance', uncertainty: 5, importance: 0.5 },
        provider: 'local',
      };
      const addressOn = (date: string) => {
        const { situation } = situationOfAddress([candidate], { text: candidate.label, citycode }, date, updated);
        return [situation.tier, situation.generation];
      };
      expect([addressOn('2024-12-31'), addressOn('2025-01-01')]).toEqual([
        ['unknown', '2015'],
        ['bop-147', '2024'],
      ]);
      const homeOn = (date: string, zones: Zones) =>
        new HomeAnswers(zones, date, 'qpv').of({ lon, lat, uncertainty: 0, citycode: undefined });
      expect(homeOn('2024-12-31', updated)).toMatchObject({ tier: 'unknown', quarter: null });
      expect(homeOn('2024-12-31', complete)).toMatchObject({ tier: 'bop-147', quarter: former(id) });
      expect(homeOn('2025-01-01', complete)).toMatchObject({ tier: 'bop-147', quarter: id });
    }
  });

  it('asks generationOn: no other code compares a date with the days of a generation', () => {
    const root = join(import.meta.dirname, '..', '..', 'src');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      // The pages have no positions overseas to compare.
      .filter((path) => path.endsWith('.ts') && !path.startsWith('web') && path !== join('zones', 'zones.ts'));
    const found = files.filter((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return (
        /generations\s*\.find(Last)?\([^;]*isWithin/s.test(text) || /isWithin\([\w.]+, generation\)(?!.*day)/.test(text)
      );
    });
    // `compare` asks whether a day that the user gave is one of a generation that the user names.
    expect(found).toEqual([join('commands', 'share', 'compare-sides.ts')]);
  });
});

describe('data/sources.yaml', () => {
  it('cites a text for each generation of a territory, and leaves no day without quarters or a sentence', () => {
    for (const { generations, gaps } of registry.territories) {
      for (const { id, reference } of generations) {
        expect(registry.generations.map((generation) => generation.id)).toContain(id);
        expect(reference).toMatch(/(décret|loi) n° \d{4}-\d+ du/);
      }
      for (let day = '2015-01-01'; day < '2032-01-01'; day = dayAfter(day)) {
        const covering = [...generations, ...gaps].filter((period) => isWithin(day, period));
        expect([day, covering.length]).toEqual([day, 1]);
      }
    }
  });

  it.each(names)('finds the territory of %s by its position and by its commune', (name) => {
    const { lon, lat, citycode } = places[name];
    const byPosition = territoryAt(registry.territories, lon, lat);
    expect(byPosition?.departements.some((code) => citycode.startsWith(code)) ?? false).toBe(/^9[78]/.test(citycode));
  });
});
