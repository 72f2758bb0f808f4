import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BookRow, bookOf } from '../address/book.ts';
import { type FakeGeoplateforme, featureOf, startFakeGeoplateforme } from '../address/fake-geoplateforme.ts';
import { openService, pathsOf, type Service } from './service.ts';

/* Made-up streets, in the Mont Liébaut and far from every quarter. */
const bethune = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const gonnehem = { city: 'Gonnehem', citycode: '62376', postcode: '62920' };
const rows: BookRow[] = [
  ...Array.from({ length: 8 }, (_, i) => ({
    ...bethune,
    street: 'Rue de l’Essai',
    number: i + 1,
    lon: 2.6285 + i * 0.0001,
    lat: 50.518,
  })),
  ...Array.from({ length: 8 }, (_, i) => ({
    ...gonnehem,
    street: 'Rue de l’Essai',
    number: i + 1,
    lon: 2.57 + i * 0.0001,
    lat: 50.565,
  })),
];
const ADDRESS = '3 rue de l’Essai, Béthune';
const DATE = '2024-05-01';

let service: Service;
let remove: () => void;
beforeAll(async () => {
  const book = await bookOf(rows);
  remove = book.remove;
  service = openService({ addresses: book.path });
});
afterAll(async () => {
  await service.close();
  remove();
});

const post = (url: string, payload: object, { app } = service) => app.inject({ method: 'POST', url, payload });

describe('POST /v1/eligibility with an address', () => {
  it('returns the address, its candidates, their situation and the verdicts', async () => {
    const answer = await post('/v1/eligibility', {
      where: { address: ADDRESS },
      date: DATE,
      schemes: ['adulte-relais'],
    });
    expect(answer.statusCode).toBe(200);
    const { address, candidates, situation, verdicts } = answer.json();
    expect(address).toMatchObject({ label: '3 Rue de l’Essai 62400 Béthune', type: 'housenumber', uncertainty: 5 });
    expect(candidates).toHaveLength(1);
    expect(candidates[0]).toMatchObject({ label: address.label, tier: 'bop-147', certainty: 'firm' });
    expect(situation).toMatchObject({
      tier: 'bop-147',
      certainty: 'firm',
      zones: [{ id: 'QN06208M', relation: 'inside' }],
    });
    expect(verdicts[0]).toMatchObject({ verdict: 'conditional', certainty: 'firm' });
  });

  it('names the communes of a postcode that is given as an INSEE code, by address and by point', async () => {
    for (const where of [
      { address: ADDRESS, citycode: '62400' },
      { lon: 2.6289, lat: 50.518, citycode: '62400' },
    ]) {
      const { situation } = (await post('/v1/eligibility', { where, date: DATE })).json();
      expect(situation.certainty).toBe('review');
      const reason = situation.reasons.find(({ code }: { code: string }) => code === 'citycode-is-postcode');
      expect(reason.message).toMatch(/62400.*Haillicourt.*Béthune/);
    }
  });

  it('finds the commune of today by a former INSEE code', async () => {
    const where = { lon: 2.5475, lat: 50.4985 };
    const answers = ['62482', '62178'].map(async (citycode) => {
      const { situation } = (await post('/v1/eligibility', { where: { ...where, citycode }, date: DATE })).json();
      return situation;
    });
    const [former, today] = await Promise.all(answers);
    expect(former).toEqual({ ...today, reasons: [expect.objectContaining({ code: 'former-commune' })] });
  });

  it('is to review between candidates that differ, each with its own outcome', async () => {
    const answer = await post('/v1/eligibility', {
      where: { address: '3 rue de l’Essai' },
      date: DATE,
      schemes: ['adulte-relais'],
    });
    const { candidates, verdicts } = answer.json();
    expect(candidates.map(({ city, tier }: { city: string; tier: string }) => `${city} ${tier}`).sort()).toEqual([
      'Béthune bop-147',
      'Gonnehem none',
    ]);
    expect(verdicts[0]).toMatchObject({ verdict: 'review', alternatives: ['conditional', 'review', 'no'] });
    expect(verdicts[0].reasons.map(({ code }: { code: string }) => code)).toContain('address-ambiguous');
  });

  it('accepts the stated commune', async () => {
    const answer = await post('/v1/eligibility', {
      where: { address: '3 rue de l’Essai', citycode: '62376' },
      date: DATE,
      schemes: ['adulte-relais'],
    });
    expect(answer.json().address.city).toBe('Gonnehem');
    expect(answer.json().verdicts[0]).toMatchObject({ verdict: 'no', certainty: 'firm' });
  });

  it.each<[string, object, string[]]>([
    ['a number', { address: 12 }, ['where.address']],
    ['too short a text', { address: 'ab' }, ['where.address']],
    ['too long a text', { address: 'a'.repeat(201) }, ['where.address']],
    ['a postcode of four figures', { address: ADDRESS, postcode: '6240' }, ['where.postcode']],
    ['a commune by its name', { address: ADDRESS, citycode: 'Béthune' }, ['where.citycode']],
    ['a point beside it', { address: ADDRESS, lon: 2.6, lat: 50.5 }, ['where']],
    ['a field of another form', { address: ADDRESS, uncertainty: 5 }, ['where.uncertainty']],
  ])('refuses %s with the field and without the address', async (_, where, paths) => {
    const answer = await post('/v1/eligibility', { where });
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())).toEqual(paths);
    expect(answer.body).not.toContain('Essai');
  });
});

describe('POST /v1/adulte-relais with an address', () => {
  it('returns the residence with its candidates', async () => {
    const answer = await post('/v1/adulte-relais', { residence: { address: ADDRESS }, hiringDate: DATE });
    expect(answer.json()).toMatchObject({
      residence: { met: true, address: { city: 'Béthune' }, candidates: [{ tier: 'bop-147' }] },
      verdict: { verdict: 'conditional' },
    });
    const unknown = await post('/v1/adulte-relais', { residence: { address: '3 rue introuvable' }, hiringDate: DATE });
    expect(unknown.json()).toMatchObject({
      residence: { met: null, address: null, candidates: [] },
      verdict: { verdict: 'review' },
    });
  });
});

describe('POST /v1/address-eligibility', () => {
  it('returns one scheme in short', async () => {
    const answer = await post('/v1/address-eligibility', { address: ADDRESS, scheme: 'bop-147', date: DATE });
    expect(answer.json()).toMatchObject({
      address: { label: '3 Rue de l’Essai 62400 Béthune' },
      tier: 'bop-147',
      certainty: 'firm',
      verdict: { scheme: 'bop-147', verdict: 'conditional' },
      candidates: [{ verdict: { scheme: 'bop-147', verdict: 'conditional', certainty: 'firm' } }],
      dataVersion: '2026-12-01.1',
    });
    expect(answer.json()).not.toHaveProperty('verdicts');
  });

  it('returns all schemes when none is named, for today when no date is given', async () => {
    const answer = await post('/v1/address-eligibility', { address: ADDRESS });
    const { verdicts, candidates, date } = answer.json();
    expect(verdicts).toHaveLength(service.loaded.rulebook.schemes.size);
    expect(candidates[0].verdicts).toHaveLength(verdicts.length);
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('never refuses an address that was not found', async () => {
    const answer = await post('/v1/address-eligibility', { address: '3 rue introuvable', date: DATE });
    const { address, tier, certainty, verdicts, candidates } = answer.json();
    expect({ address, tier, certainty, candidates }).toEqual({
      address: null,
      tier: 'unknown',
      certainty: 'review',
      candidates: [],
    });
    expect(verdicts.filter(({ verdict }: { verdict: string }) => verdict === 'no')).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ['no address', {}, ['address']],
    ['an unknown scheme', { address: ADDRESS, scheme: 'bop' }, ['scheme']],
    ['a date that is none', { address: ADDRESS, date: '2024-02-30' }, ['date']],
    ['a field more', { address: ADDRESS, where: {} }, ['where']],
  ])('refuses %s', async (_, payload, paths) => {
    const answer = await post('/v1/address-eligibility', payload);
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())).toEqual(paths);
  });

  it('explains that a scheme is a text when it gets something else', async () => {
    const { detail } = (await post('/v1/address-eligibility', { address: ADDRESS, scheme: ['bop-147'] })).json();
    expect(detail).toBe('« scheme » : un texte est attendu, le nom d’un dispositif ; reçu : un tableau.');
  });
});

describe('GET /v1/addresses', () => {
  const complete = (query: string) => service.app.inject(`/v1/addresses?${query}`);

  it('completes an address, and is not cached', async () => {
    const answer = await complete('q=3+rue+de+l%27es&limit=1');
    expect(answer.json().candidates).toMatchObject([{ label: expect.stringContaining('Rue de l’Essai') }]);
    expect(answer.json().attribution).toContain('Base Adresse Nationale');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('returns nothing for one or two letters', async () => {
    expect((await complete('q=3')).json().candidates).toEqual([]);
  });

  it('narrows by commune, by type and by a point', async () => {
    const cities = async (query: string) =>
      (await complete(query)).json().candidates.map(({ city }: { city: string }) => city);
    expect(await cities('q=rue+de+l%27essai&citycode=62376')).toEqual(['Gonnehem']);
    expect(await cities('q=gonnehem&type=municipality')).toEqual(['Gonnehem']);
    expect((await cities('q=3+rue+de+l%27essai&near=2.57,50.565'))[0]).toBe('Gonnehem');
    expect((await cities('q=3+rue+de+l%27essai&near=2.63,50.52'))[0]).toBe('Béthune');
  });

  it.each([
    ['', ['q']],
    ['q=rue&limit=0', ['limit']],
    ['q=rue&limit=21', ['limit']],
    ['q=rue&type=house', ['type']],
    ['q=rue&near=2.6', ['near']],
    ['q=rue&near=2.6,91', ['near']],
    ['q=rue&postcode=abc', ['postcode']],
    [`q=${'a'.repeat(201)}`, ['q']],
  ])('refuses ?%s', async (query, paths) => {
    const answer = await complete(query);
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())).toEqual(paths);
  });
});

describe('the remote geocoder', () => {
  let remote: FakeGeoplateforme;
  beforeAll(async () => {
    remote = await startFakeGeoplateforme();
  });
  afterAll(() => remote.close());

  const remoteService = () => openService({ addresses: remote.url });
  const question = { address: '3 rue lointaine béthune', scheme: 'adulte-relais', date: DATE };

  it('answers when there is no local file', async () => {
    remote.reset();
    remote.load(() => [
      featureOf(
        {
          label: '3 Rue Lointaine 62400 Béthune',
          name: '3 Rue Lointaine',
          street: 'Rue Lointaine',
          citycode: '62119',
          housenumber: '3',
          score: 0.9,
        },
        [2.6289, 50.518],
      ),
    ]);
    const own = remoteService();
    const answer = await post('/v1/address-eligibility', question, own);
    expect(answer.json()).toMatchObject({
      address: { provider: 'geoplateforme', uncertainty: 50 },
      tier: 'bop-147',
      certainty: 'firm',
    });
    expect((await own.app.inject('/ready')).json().addresses).toEqual({
      provider: 'geoplateforme',
      file: null,
      local: null,
      remote: 'closed',
    });
    await own.close();
  });

  it('gives an error to try again when it is down, never a no, and /ready reports it', async () => {
    remote.reset();
    remote.fail('down');
    const own = remoteService();
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await post('/v1/address-eligibility', question, own));
    for (const answer of answers) {
      expect(answer.statusCode).toBe(503);
      expect(answer.json()).toMatchObject({
        type: '/problems/addresses-unavailable',
        detail: expect.stringMatching(/réessayez.*point/),
      });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.body).not.toMatch(/lointaine/i);
    }
    expect((await own.app.inject('/ready')).json().addresses.remote).toBe('open');
    // A point still gets its answer.
    const point = await post('/v1/eligibility', { where: { lon: 2.6289, lat: 50.518 } }, own);
    expect(point.statusCode).toBe(200);
    await own.close();
  });
});

describe('GET /v1/status', () => {
  const statusOf = async (addresses: string | undefined) => {
    const one = openService(addresses === undefined ? {} : { addresses });
    const answer = (await one.app.inject('/v1/status')).json();
    await one.close();
    return answer;
  };

  it('is whether an address can be looked up: in a file, by a geocoder that answers, or not at all', async () => {
    const remote = await startFakeGeoplateforme();
    expect((await service.app.inject('/v1/status')).json()).toEqual({ addresses: 'available' });
    expect(await statusOf(remote.url)).toEqual({ addresses: 'available' });
    await remote.close();
    expect(await statusOf(remote.url)).toEqual({ addresses: 'unavailable' });
    expect(await statusOf(undefined)).toEqual({ addresses: 'unavailable' });
  });
});
