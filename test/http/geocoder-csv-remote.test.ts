import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeGeoplateforme, featureOf, startFakeGeoplateforme } from '../address/fake-geoplateforme.ts';
import { multipartOf } from './multipart.ts';
import { listen, openService, type Service } from './service.ts';

describe('a file for a remote geocoder', () => {
  let fake: FakeGeoplateforme;
  let remote: Service;
  let origin: string;
  beforeAll(async () => {
    fake = await startFakeGeoplateforme();
    remote = openService({ addresses: fake.url });
    origin = await listen(remote);
  });
  afterAll(async () => {
    await remote.close();
    await fake.close();
  });
  const post = (fields: Record<string, unknown>) => {
    const { headers, payload } = multipartOf(fields);
    return fetch(`${origin}/search/csv`, { method: 'POST', headers, body: new Uint8Array(payload) });
  };
  const data = `a\n${Array.from({ length: 30 }, (_, i) => `${i + 1} rue des essais`).join('\n')}\n`;
  const fields = { data, result_columns: ['result_housenumber', 'result_status', 'qpv'] };

  it('sends several rows at a time, and keeps their order', async () => {
    fake.reset();
    fake.load((query) => {
      const housenumber = /^\d+/.exec(query.get('q')!)![0];
      return [featureOf({ housenumber, id: `62119_9001_${housenumber.padStart(5, '0')}` })];
    });
    // None is answered before four are asked.
    fake.fail({ after: fake.atOnce(4) });
    const text = await (await post(fields)).text();
    const numbers = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[1]);
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => String(i + 1)));
    expect(fake.requests.every(({ query }) => query.autocomplete === '0')).toBe(true);
  });

  it('marks each unanswered row, and never reports that it is in no quarter', async () => {
    fake.reset();
    fake.fail({ status: 400 });
    const text = await (await post({ ...fields, data: 'a\n1 rue des essais\n2 rue des essais\n' })).text();
    expect(text).toBe(
      'a,result_housenumber,result_status,qpv\n1 rue des essais,,error,review\n2 rue des essais,,error,review\n',
    );
  });

  it('does not send rows whose code lost more than its leading zero', async () => {
    fake.reset();
    fake.load(() => [featureOf({})]);
    const rows = ['1 rue des essais,9,', '1 rue des essais,,9', '1 rue des essais,,119', '1 rue des essais,1 000,'];
    const asked = { data: `a,cp,insee\n${rows.join('\n')}\n`, columns: 'a', postcode: 'cp', citycode: 'insee' };
    const text = await (await post({ ...asked, result_columns: 'result_status' })).text();
    expect(text.trim().split('\n')).toHaveLength(5);
    expect(fake.requests.map(({ query }) => query.postcode)).toEqual(['01000']);
  });

  it('answers 503 at once while the geocoder is suspended, and 501 without one', async () => {
    fake.reset();
    fake.fail('down');
    for (let i = 0; i < 5; i++) await remote.app.inject('/search?q=12+rue+des+essais');
    const response = await post(fields);
    expect([response.status, await response.json()]).toEqual([
      503,
      { code: 503, message: expect.any(String), detail: [] },
    ]);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    const bare = openService();
    const { headers, payload } = multipartOf(fields);
    const none = await bare.app.inject({ method: 'POST', url: '/search/csv', headers, payload });
    expect(none.json()).toMatchObject({ code: 501 });
    await bare.close();
  });
});
