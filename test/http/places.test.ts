import { afterAll, expect, it } from 'vitest';
import type { PlaceBody } from '../../src/questions/places/find-places.ts';
import { openService, pathsOf } from './service.ts';

const service = openService();
afterAll(() => service.close());

async function placesOf(q: string, date?: string): Promise<PlaceBody[]> {
  const query = new URLSearchParams({ q, ...(date === undefined ? {} : { date }) });
  const answer = await service.app.inject(`/v1/places?${query}`);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  return answer.json().places;
}

const idOf = (place: PlaceBody) => (place.type === 'quarter' ? place.id : place.citycode);
const idsOf = async (q: string, date: string | undefined = '2024-10-01') => (await placesOf(q, date)).map(idOf);

it('a drawn quarter has its names, its communes and its box', async () => {
  expect(await placesOf('Mont Liébaut', '2024-10-01')).toEqual([
    {
      type: 'quarter',
      id: 'QN06208M',
      kind: 'qpv',
      generation: '2024',
      name: 'Quartier Du Mont Liébaut',
      usualName: 'Quartier du Mont-Liébaut',
      communes: [{ citycode: '62119', name: 'Béthune' }],
      inForce: { from: '2024-01-01', to: null },
      perimeter: 'drawn',
      match: 'whole',
      center: [expect.closeTo(2.63, 1), expect.closeTo(50.52, 1)],
      bbox: [expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)],
    },
  ]);
});

it.each([
  ['mont-liebaut'],
  ['MONT LIEBAUT'],
  ['le mont liébaut'],
  ['Quartier du Mont-Liébaud'],
  ['cité du mont liébaut béthune'],
  ['montliebaut'],
  ['mont lie'],
  ['mont lieb'],
  ['Mont Libaut'],
  ['qn06208m'],
])('« %s » is the Mont-Liébaut', async (text) => {
  expect(await idsOf(text)).toEqual(['QN06208M']);
});

it.each([
  ['3 ilots', 'QN06209M'],
  ['les trois îlots', 'QN06209M'],
  ['saint elie', 'QN06216M'],
  ['Fosse 13', 'QN06216M'],
  ['haut d’houdain', 'QN06217M'],
  ['terrenoeuv', 'QN06218M'],
  ['Rimbart', 'QN06206M'],
  ['béchet', 'QIC-LONGUEPIERRE'],
  ['Cité 2', 'QIC-FOND-DE-SAINS'],
  ['transval', 'QIC-TRANSVAAL'],
  ['oiseaux', 'QIC-OISEAUX'],
  ['quartier de lillers', 'QN06255M'],
])('« %s » is first %s', async (text, id) => {
  expect((await idsOf(text))[0]).toBe(id);
});

it('a name that two quarters have gives both', async () => {
  expect(await idsOf('Cité de Marles')).toEqual(['QN06205M', 'QIC-GAMBETTA']);
  expect(await idsOf('Centre-ville')).toEqual(['QN06204M', 'QN06255M']);
});

it('without a date, both generations are found', async () => {
  const found = await placesOf('Mont Liébaut');
  expect(found.map(idOf)).toEqual(['QN06208M', 'QP062008']);
  expect((await placesOf('rue de Lille', '2019-06-01')).map(idOf)).toEqual(['QP062009']);
});

it('a quarter without a perimeter is found, and has no box', async () => {
  expect(await placesOf('catorive', '2024-10-01')).toMatchObject([
    { id: 'QIC-CATORIVE', perimeter: 'missing', center: null, bbox: null },
  ]);
});

it('a commune is found by the beginning of its name and by its code', async () => {
  expect((await placesOf('beth'))[0]).toMatchObject({
    type: 'commune',
    citycode: '62119',
    name: 'Béthune',
    notices: [],
  });
  expect(await placesOf('62178')).toMatchObject([{ name: 'Bruay-la-Buissière', agglomeration: true }]);
  expect(await placesOf('noeux les mines')).toMatchObject([{ citycode: '62617', match: 'whole' }]);
});

it.each([
  ['Labuissière', 'former-commune'],
  ['Bruay-en-Artois', 'former-commune'],
  ['62482', 'former-citycode'],
])('the former « %s » leads to the commune of today, with a notice', async (text, code) => {
  expect(await placesOf(text)).toMatchObject([{ citycode: '62178', notices: [{ code }] }]);
});

it('a postcode gives its communes', async () => {
  expect(await idsOf('62400')).toEqual(expect.arrayContaining(['62119', '62400']));
});

it.each([['12 rue de la Gare Béthune'], ['zzzz'], ['le'], ['l'], ['12']])('« %s » names no place', async (text) => {
  expect(await placesOf(text)).toEqual([]);
});

it('an empty text gives the quarters of the agglomeration', async () => {
  const { places } = (await service.app.inject('/v1/places?q=&date=2024-10-01&limit=100')).json();
  expect(places).toHaveLength(25);
});

it('POST takes the text in a body', async () => {
  const payload = { q: 'Cité de Marles', date: '2024-10-01', limit: 1 };
  const { places } = (await service.app.inject({ method: 'POST', url: '/v1/places', payload })).json();
  expect(places.map(idOf)).toEqual(['QN06205M']);
});

it('a question that cannot be read is refused', async () => {
  const paths = async (url: string) => pathsOf((await service.app.inject(url)).json());
  expect(await paths('/v1/places')).toEqual(['q']);
  expect(await paths(`/v1/places?q=${'a'.repeat(201)}&limit=0&date=2024-02-30`)).toEqual(['date', 'q', 'limit']);
  const payload = { q: 1, limit: 1.5, more: true };
  const refused = await service.app.inject({ method: 'POST', url: '/v1/places', payload });
  expect(refused.statusCode).toBe(400);
  expect(pathsOf(refused.json()).sort()).toEqual(['limit', 'more', 'q']);
});
