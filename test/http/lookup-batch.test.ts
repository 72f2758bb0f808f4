import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { situationOf } from '../../src/situation/situation.ts';
import { openService, pathsOf, type Service } from './service.ts';

let service: Service;
beforeAll(() => {
  service = openService();
});
afterAll(() => service.close());

const post = (payload: unknown) =>
  service.app.inject({
    method: 'POST',
    url: '/v1/lookup',
    headers: { 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
const BETHUNE = { lon: 2.6289, lat: 50.518 };

describe('POST /v1/lookup', () => {
  it('answers in the order of the request, with its ids', async () => {
    const answer = await post({
      date: '2024-10-01',
      points: [
        { id: 'é"\\', ...BETHUNE },
        { lon: 2.67, lat: 50.56 },
        { id: 7, lon: 2.575, lat: 50.475 },
      ],
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      date: '2024-10-01',
      generation: '2024',
      dataVersion: '2026-12-01.1',
      results: [
        {
          id: 'é"\\',
          tier: 'bop-147',
          certainty: 'firm',
          zones: [{ id: 'QN06208M', relation: 'inside', boundaryDistance: -204.514 }],
        },
        { tier: 'none', certainty: 'firm', zones: [] },
        {
          id: 7,
          tier: 'unknown',
          certainty: 'review',
          zones: [],
          unknown: ['QIC-OISEAUX'],
          reasons: [{ code: 'missing-perimeter', message: expect.stringContaining('Cité des Oiseaux') }],
        },
      ],
    });
  });

  it("answers like the situation of each point, with its own uncertainty and commune or the request's", async () => {
    const { zones } = service.loaded.current;
    const points = Array.from({ length: 500 }, (_, i) => ({
      lon: 2.45 + (i % 25) * 0.015,
      lat: 50.44 + Math.floor(i / 25) * 0.008,
      ...(i % 7 === 0 ? { uncertainty: 60 } : {}),
      ...(i % 11 === 0 ? { citycode: '62400' } : {}),
    }));
    const { results } = (await post({ date: '2024-10-01', uncertainty: 3, points })).json();
    points.forEach((point, i) => {
      const situation = situationOf({ uncertainty: 3, ...point }, '2024-10-01', zones);
      expect(results[i]).toEqual({
        tier: situation.tier,
        certainty: situation.certainty,
        zones: situation.zones.map(({ id, relation, boundaryDistance }) => ({ id, relation, boundaryDistance })),
        ...(situation.unknown.length > 0 ? { unknown: situation.unknown } : {}),
        ...(situation.reasons.length > 0 ? { reasons: situation.reasons } : {}),
      });
    });
  });

  it('accepts 0 and 10 000 points', async () => {
    expect((await post({ points: [] })).json().results).toEqual([]);
    const answer = await post({ points: Array.from({ length: 10_000 }, () => BETHUNE) });
    expect(answer.json().results).toHaveLength(10_000);
  });

  it('refuses 10 001 points', async () => {
    const answer = await post({ points: Array.from({ length: 10_001 }, () => BETHUNE) });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ type: '/problems/too-many-points' });
  });

  it.each([
    ['a body that is no object', '[]', ['']],
    ['null', 'null', ['']],
    ['no points', '{}', ['points']],
    ['points that are no array', '{"points":{}}', ['points']],
    ['a point that is no object', { points: [1] }, ['points[0]']],
    ['a null point', { points: [BETHUNE, null] }, ['points[1]']],
    ['a point without a latitude', { points: [BETHUNE, { lon: 2.6 }] }, ['points[1].lat']],
    ['a longitude in quotes', { points: [{ lon: '2.6', lat: 50.5 }] }, ['points[0].lon']],
    ['a null longitude', { points: [{ lon: null, lat: 50.5 }] }, ['points[0].lon']],
    ['more than any number', '{"points":[{"lon":2.6,"lat":1e999}]}', ['points[0].lat']],
    ['an unknown field of a point', { points: [{ ...BETHUNE, address: 'x' }] }, ['points[0].address']],
    ['an unknown field', { points: [], pionts: [] }, ['pionts']],
    ['a prototype', '{"points":[],"__proto__":{}}', ['__proto__']],
    ['an id that is an object', { points: [{ ...BETHUNE, id: {} }] }, ['points[0].id']],
    ['an endless id', { points: [{ ...BETHUNE, id: 'x'.repeat(201) }] }, ['points[0].id']],
    ['a commune that is no code', { points: [{ ...BETHUNE, citycode: 62119 }] }, ['points[0].citycode']],
    ['a negative uncertainty', { points: [{ ...BETHUNE, uncertainty: -1 }] }, ['points[0].uncertainty']],
    ['an uncertainty in quotes', { points: [], uncertainty: '5' }, ['uncertainty']],
    ['a date that does not exist', { points: [], date: '2024-02-30' }, ['date']],
    [
      'faults of several points',
      { points: [{}, BETHUNE, { lon: 200, lat: 50 }] },
      ['points[0].lon', 'points[0].lat', 'points[2].lon'],
    ],
  ])('refuses %s by its path', async (_what, payload, paths) => {
    const answer = await post(payload);
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())).toEqual(paths);
  });

  it('reports the point with exchanged longitude and latitude', async () => {
    const answer = await post({ points: [BETHUNE, { lon: 50.5, lat: 2.6 }] });
    expect(answer.json()).toMatchObject({
      type: '/problems/exchanged-coordinates',
      errors: [{ path: 'points[1].lon' }],
    });
  });

  it('lists the first faults of many, with their number', async () => {
    const answer = await post({ points: Array.from({ length: 300 }, () => ({ lon: 2.6 })) });
    expect(answer.json().detail).toContain('300');
    expect(answer.json().errors).toHaveLength(50);
  });

  it('repeats neither a coordinate nor an id', async () => {
    const answer = await post({ points: [{ id: ['rue des Lilas'], lon: 2.62890001, lat: 'x50.518' }] });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toMatch(/Lilas|2\.6289|50\.518/);
  });

  it('accepts no query, since the body has the parameters', async () => {
    const answer = await service.app.inject({
      method: 'POST',
      url: '/v1/lookup?date=2024-10-01',
      payload: { points: [] },
    });
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())).toEqual(['date']);
  });
});
