import { copyFileSync, renameSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookOf } from '../address/book.ts';
import { ledgerRows } from '../streets/street-books.ts';
import { openService, pathsOf, type Service } from './service.ts';

let service: Service;
let bare: Service;
let book: Awaited<ReturnType<typeof bookOf>>;
beforeAll(async () => {
  const inBruay = { street: 'Rue Pasteur', city: 'Bruay-la-Buissière', citycode: '62178', lon: 2.55, lat: 50.48 };
  book = await bookOf([...ledgerRows, inBruay]);
  service = openService({ addresses: book.path });
  bare = openService();
});
afterAll(async () => {
  await service.close();
  await bare.close();
  book.remove();
});

interface Street {
  readonly name: string;
  readonly status: string;
}

const get = (url: string) => service.app.inject(url);
const statuses = async (url: string) =>
  ((await get(url)).json().streets as Street[]).map(({ name, status }) => `${name} : ${status}`);

describe('GET /v1/zones/{id}/streets', () => {
  it('lists the streets of a zone, number by number', async () => {
    const answer = await get('/v1/zones/QN06208M/streets?date=2024-10-01');
    expect(answer.statusCode).toBe(200);
    const { streets, notes, ...head } = answer.json();
    expect(head).toEqual({
      date: '2024-10-01',
      generation: '2024',
      dataVersion: '2026-12-01.1',
      addresses: { loadedOn: '2026-11-21', departements: ['62'] },
      zone: {
        ...{ id: 'QN06208M', kind: 'qpv', name: 'Quartier Du Mont Liébaut' },
        perimeter: { status: 'official', precision: 0.2 },
      },
      unknown: [],
      attribution: expect.stringMatching(/^Base Adresse Nationale.* ; ANCT/),
    });
    expect(notes[0]).toEqual({ code: 'streets-with-addresses', message: expect.stringContaining('21/11/2026') });
    expect(streets.at(-1)).toEqual({
      ...{ name: 'Rue du Milieu', citycode: '62119', city: 'Béthune', oldcity: null, postcode: '62400' },
      zone: { id: 'QN06208M', kind: 'qpv', name: 'Quartier Du Mont Liébaut' },
      ...{ status: 'inside', certainty: 'firm', possibleStatuses: ['inside'] },
      inside: { odd: ['1 à 9'], even: ['2 à 10'] },
      review: { odd: [], even: [] },
      numbers: { known: 10, inside: 10, review: 0, band: 0 },
    });
  });

  it('adds those of the band on request', async () => {
    const inside = ['Rue de la Limite : limit', 'Rue de la Sortie : partly', 'Rue du Milieu : inside'];
    expect(await statuses('/v1/zones/QN06208M/streets')).toEqual(inside);
    expect(await statuses('/v1/zones/QN06208M/streets?band=false')).toEqual(inside);
    expect(await statuses('/v1/zones/QN06208M/streets?band=true')).toEqual([
      ...inside,
      'Rue Voisine : band',
      'Rue d’à Côté : band',
    ]);
  });

  it('lists a zone without a perimeter, and does not claim that it has no street', async () => {
    const answer = (await get('/v1/zones/QIC-TRANSVAAL/streets?generation=2015')).json();
    expect(answer).toMatchObject({ date: '2023-12-31', generation: '2015', unknown: ['QIC-TRANSVAAL'], streets: [] });
  });
});

describe('GET /v1/streets', () => {
  it('lists the streets of a commune with their zones', async () => {
    const answer = (await get('/v1/streets?citycode=62119&date=2024-10-01')).json();
    expect(answer.commune).toEqual({ citycode: '62119', city: 'Béthune' });
    expect(answer.streets).toHaveLength(5);
    expect(answer.streets.find(({ name }: Street) => name === 'Rue Voisine')).toMatchObject({
      status: 'unknown',
      numbers: { known: 4 },
      zones: [
        { id: 'QN06208M', status: 'band', certainty: 'firm', numbers: { known: 4, inside: 0, review: 0, band: 4 } },
      ],
      unknown: ['QIC-CATORIVE'],
    });
    expect(await statuses('/v1/streets?citycode=62516&date=2024-10-01')).toEqual(['Rue des Champs : outside']);
  });

  it('takes a former INSEE code for that of today’s commune', async () => {
    const { commune, streets } = (await get('/v1/streets?citycode=62482&date=2024-10-01')).json();
    expect(commune).toEqual({ citycode: '62178', city: 'Bruay-la-Buissière' });
    expect(streets).toMatchObject([{ name: 'Rue Pasteur', citycode: '62178' }]);
  });

  it('finds a street by the words of its name', async () => {
    expect(await statuses('/v1/streets?citycode=62119&name=Rue+du+milieu')).toEqual(['Rue du Milieu : inside']);
    expect(await statuses('/v1/streets?citycode=62119&name=xylophone')).toEqual([]);
  });
});

describe('both', () => {
  it.each([
    ['/v1/streets', ['citycode']],
    [
      '/v1/streets?citycode=Bethune&name=&date=2024-02-30&dataVersion=%20&x=1',
      ['x', 'citycode', 'name', 'date', 'dataVersion'],
    ],
    [`/v1/streets?citycode=62119&name=${'a'.repeat(101)}`, ['name']],
    ['/v1/zones/QN06208M/streets?generation=2020&date=hier&band=oui', ['generation', 'date', 'band']],
  ])('refuse %s with one message per field', async (url, paths) => {
    const answer = await get(url);
    expect(answer.json()).toMatchObject({ type: '/problems/invalid-input', status: 400 });
    expect(pathsOf(answer.json())).toEqual(paths);
  });

  it.each([
    ['/v1/zones/QN99999M/streets', 'not-found', 'Aucun quartier'],
    ['/v1/zones/QN06208M/streets?generation=2015', 'not-found', 'dans la génération 2015'],
    ['/v1/zones/QP062008/streets?date=2024-10-01', 'not-found', 'pas en vigueur'],
    ['/v1/streets?citycode=62041', 'not-found', 'La commune 62041'],
    ['/v1/streets?citycode=62119&dataVersion=none', 'unknown-version', 'version'],
    ['/v1/streets?citycode=59350', 'no-addresses', '--departement 59,62'],
  ])('answer %s with the problem %s', async (url, kind, detail) => {
    expect((await get(url)).json()).toMatchObject({
      type: `/problems/${kind}`,
      detail: expect.stringContaining(detail),
    });
  });

  it.each(['/v1/streets?citycode=62119', '/v1/zones/QN06208M/streets'])(
    'explain what %s needs when there is no address file',
    async (url) => {
      const answer = await bare.app.inject(url);
      expect(answer.statusCode).toBe(501);
      expect(answer.json().detail).toContain('perimetre data update --only addresses');
    },
  );

  it('may be cached, and answer 304 when nothing changed', async () => {
    const url = '/v1/zones/QN06208M/streets?date=2024-10-01';
    const { headers } = await get(url);
    const again = await service.app.inject({ url, headers: { 'if-none-match': String(headers.etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('answer from the file that replaces the addresses', async () => {
    const first = await bookOf(ledgerRows);
    const second = await bookOf(ledgerRows.filter(({ street }) => street !== 'Rue du Milieu'));
    const follower = openService({ addresses: first.path });
    const count = async () => (await follower.app.inject('/v1/streets?citycode=62119')).json().streets.length;
    expect([await count(), await count()]).toEqual([5, 5]);
    copyFileSync(second.path, `${first.path}.new`);
    renameSync(`${first.path}.new`, first.path);
    follower.loaded.addresses.refresh();
    expect(await count()).toBe(4);
    await follower.close();
    first.remove();
    second.remove();
  });
});
