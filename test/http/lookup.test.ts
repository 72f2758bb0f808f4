import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { todayInParis } from '../../src/french/day.ts';
import { lookupsOn } from '../../src/http/lookup/lookups.ts';
import { toSituationBody } from '../../src/questions/situation-json.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { openService, pathsOf, type Service } from './service.ts';

let service: Service;
beforeAll(() => {
  service = openService();
});
afterAll(() => service.close());

const get = (query: string) => service.app.inject(`/v1/lookup?${query}`);

describe('GET /v1/lookup', () => {
  it('returns the situation of a point, in the order of the contract', async () => {
    const answer = await get('lon=2.6289&lat=50.518&date=2024-10-01');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toBe(
      '{"date":"2024-10-01","generation":"2024","dataVersion":"2026-12-01.1",' +
        '"point":{"lon":2.6289,"lat":50.518,"uncertainty":0},' +
        '"tier":"bop-147","certainty":"firm","possibleTiers":["bop-147"],' +
        '"zones":[{"id":"QN06208M","kind":"qpv","name":"Quartier Du Mont Liébaut","relation":"inside",' +
        '"boundaryDistance":-204.514,"certainty":"firm","perimeter":{"status":"official","precision":0.2}}],' +
        '"unknown":[],"reasons":[]}',
    );
  });

  it('answers for today in Paris when no date is given', async () => {
    expect((await get('lon=2.6289&lat=50.518')).json().date).toBe(todayInParis());
  });

  it('reports what is unknown', async () => {
    expect((await get('lon=2.575&lat=50.475')).json()).toMatchObject({ tier: 'unknown', unknown: ['QIC-OISEAUX'] });
    expect((await get('lon=2.777&lat=50.291')).json()).toMatchObject({ tier: 'unknown', unknown: ['coverage'] });
    expect((await get('lon=2.6289&lat=50.518&date=2014-12-31')).json()).toMatchObject({
      generation: null,
      tier: 'unknown',
      reasons: [{ code: 'no-generation' }],
    });
  });

  it('refuses the code of no commune, and reads a former one as today’s with a reason', async () => {
    const refused = await get('lon=2.6289&lat=50.518&citycode=62999');
    expect(refused.statusCode).toBe(400);
    expect(refused.json().errors).toMatchObject([
      { path: 'citycode', message: expect.stringContaining('d’une commune de France, présente ou ancienne') },
    ]);
    // Annecy-le-Vieux is part of Annecy since 2017.
    const { reasons, possibleTiers } = (await get('lon=6.13&lat=45.92&citycode=74011')).json();
    expect(reasons[0]).toEqual({
      code: 'former-commune',
      message:
        'Le code 74011 est celui d’une ancienne commune, qui fait partie de la commune 74010 : la réponse vaut pour ' +
        'celle d’aujourd’hui.',
    });
    expect((await get('lon=6.13&lat=45.92&citycode=74010')).json().possibleTiers).toEqual(possibleTiers);
  });

  it('lets a stated commune decide near the limit of two', async () => {
    const tiersIn = async (citycode: string) =>
      (await get(`lon=2.571&lat=50.480&citycode=${citycode}`)).json().possibleTiers;
    expect(await tiersIn('62400')).toContain('fcs-only');
    expect(await tiersIn('62178')).not.toContain('fcs-only');
  });

  it('uses the uncertainty', async () => {
    const answer = (await get('lon=2.6289&lat=50.518&uncertainty=300')).json();
    expect(answer).toMatchObject({ certainty: 'review', point: { uncertainty: 300 } });
    expect(answer.possibleTiers.length).toBeGreaterThan(1);
  });

  it('writes exactly the JSON of the situation', () => {
    const { zones } = service.loaded.current;
    let seed = 42;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    for (let i = 0; i < 5000; i++) {
      const place = {
        lon: 2.4 + random() * 0.5,
        lat: 50.42 + random() * 0.2,
        uncertainty: random() < 0.8 ? 0 : random() * 50,
        citycode: random() < 0.9 ? undefined : '62119',
      };
      const date = ['2024-10-01', '2024-02-01', '2019-06-01', '2014-01-01', '2031-06-01'][i % 5]!;
      const written = lookupsOn(zones, date).writer.write(place.lon, place.lat, place.uncertainty, place.citycode);
      expect(written).toBe(JSON.stringify(toSituationBody(situationOf(place, date, zones), place)));
    }
  });

  it('answers with an earlier version, and refuses an unknown one', async () => {
    expect((await get('lon=2.6289&lat=50.518&dataVersion=2026-12-01.1')).statusCode).toBe(200);
    const answer = await get('lon=2.6289&lat=50.518&dataVersion=1999-01-01.1');
    expect(answer.statusCode).toBe(404);
    expect(answer.json().type).toBe('/problems/unknown-version');
  });

  it.each([
    ['nothing', '', ['lon', 'lat']],
    ['no latitude', 'lon=2.6', ['lat']],
    ['an empty coordinate', 'lon=&lat=50.5', ['lon']],
    ['white space', 'lon=%20&lat=50.5', ['lon']],
    ['white space around a number', 'lon=2.6%20&lat=50.5', ['lon']],
    ['a word', 'lon=abc&lat=50.5', ['lon']],
    ['NaN', 'lon=NaN&lat=50.5', ['lon']],
    ['Infinity', 'lon=2.6&lat=Infinity', ['lat']],
    ['more than any number', 'lon=1e999&lat=50.5', ['lon']],
    ['hexadecimal', 'lon=0x2&lat=50.5', ['lon']],
    ['a decimal comma', 'lon=2,6&lat=50.5', ['lon']],
    ['a longitude out of range', 'lon=181&lat=50.5', ['lon']],
    ['a latitude out of range', 'lon=2.6&lat=-90.001', ['lat']],
    ['a date that does not exist', 'lon=2.6&lat=50.5&date=2024-02-30', ['date']],
    ['29 February of a common year', 'lon=2.6&lat=50.5&date=2023-02-29', ['date']],
    ['29 February of 1900', 'lon=2.6&lat=50.5&date=1900-02-29', ['date']],
    ['a thirteenth month', 'lon=2.6&lat=50.5&date=2024-13-01', ['date']],
    ['a day 0', 'lon=2.6&lat=50.5&date=2024-01-00', ['date']],
    ['a date of another form', 'lon=2.6&lat=50.5&date=01/10/2024', ['date']],
    ['a date and a time', 'lon=2.6&lat=50.5&date=2024-10-01T00:00:00Z', ['date']],
    ['an empty date', 'lon=2.6&lat=50.5&date=', ['date']],
    ['a negative uncertainty', 'lon=2.6&lat=50.5&uncertainty=-1', ['uncertainty']],
    ['an absurd uncertainty', 'lon=2.6&lat=50.5&uncertainty=100001', ['uncertainty']],
    ['an uncertainty that is no number', 'lon=2.6&lat=50.5&uncertainty=5m', ['uncertainty']],
    ['a postcode that is no INSEE code', 'lon=2.6&lat=50.5&citycode=6240', ['citycode']],
    ['an unknown parameter', 'lon=2.6&lat=50.5&lng=2', ['lng']],
    ['a parameter given twice', 'lon=2.6&lat=50.5&lon=2.7', ['lon']],
    ['a version that cannot be one', 'lon=2.6&lat=50.5&dataVersion=%27%3B', ['dataVersion']],
    ['bytes that are not UTF-8', 'lon=2.6&lat=50.5&citycode=%ff', ['citycode']],
    ['everything at once', 'lon=x&date=2024&uncertainty=-1&foo=1', ['foo', 'lon', 'lat', 'uncertainty', 'date']],
  ])('refuses %s by its path', async (_what, query, paths) => {
    const answer = await get(query);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ type: '/problems/invalid-input', status: 400, instance: '/v1/lookup' });
    expect(pathsOf(answer.json())).toEqual(paths);
  });

  it('accepts 29 February of a leap year', async () => {
    expect((await get('lon=2.6&lat=50.5&date=2024-02-29')).statusCode).toBe(200);
    expect((await get('lon=2.6&lat=50.5&date=2000-02-29')).statusCode).toBe(200);
  });

  it.each([
    ['Béthune', 'lon=50.53&lat=2.64'],
    ['La Réunion', 'lon=-21.1&lat=55.5'],
    ['Nouvelle-Calédonie, whose longitude is no latitude', 'lon=-22.2&lat=166.4'],
  ])('reports exchanged longitude and latitude: %s', async (_where, query) => {
    const answer = await get(query);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ type: '/problems/exchanged-coordinates', errors: [{ path: 'lon' }] });
  });

  it('repeats an invalid value, unless it is a coordinate', async () => {
    const answer = await get('lon=2.6289x&lat=50.5180y&date=2024-02-30&citycode=6211');
    expect(answer.body).toContain('2024-02-30');
    expect(answer.body).toContain('« 6211 »');
    expect(answer.body).not.toContain('2.6289');
    expect(answer.body).not.toContain('50.518');
  });
});
