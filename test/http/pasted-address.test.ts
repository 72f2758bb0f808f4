import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookOf } from '../address/book.ts';
import { answerAddresses, openAddresses, rowsOf } from '../batch/address-file.ts';
import { multipartOf } from './multipart.ts';
import { openService, type Service } from './service.ts';

/* Addresses as people paste them, in each door that takes one. */
const bethune = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const rows = [12, 14, 16].map((number, i) => ({
  ...{ ...bethune, street: 'Rue de l’Essai', number },
  ...{ lon: 2.6285 + i * 0.0001, lat: 50.518 },
}));
const PLAIN = '12 Rue de l’Essai 62400 Béthune';
const PASTED = [
  ['a byte order mark', `\ufeff${PLAIN}`],
  ['zero-width spaces', '12\u200b Rue de l’Es\u200bsai 62\u200b400 Béthune'],
  ['a soft hyphen', '12 Rue de l’Es\u00adsai 62400 Bé\u00adthune'],
  ['marks of direction', '\u202a12 Rue\u200f de l’Essai\u202c \u206862400\u2069 Béthune'],
  ['a joiner and a variation selector', '12 Rue de l’Essai\u2060 62400\ufe0f Béthune'],
  ['full-width digits', '１２ Rue de l’Essai ６２４００ Béthune'],
  ['full-width letters and blanks', '12　Ｒｕｅ de l’Essai 62400 Béthune'],
  ['tabs', '12\tRue de l’Essai\t62400\tBéthune'],
  ['blanks of typesetting', '12\u00a0Rue de\u202fl’Essai\u200962400 Béthune'],
] as const;

let service: Service;
let remove: () => void;
let files: Awaited<ReturnType<typeof openAddresses>>;
beforeAll(async () => {
  const book = await bookOf(rows);
  remove = book.remove;
  service = openService({ addresses: book.path });
  files = await openAddresses(rows);
});
afterAll(async () => {
  await service.close();
  files.close();
  remove();
});

const labelsOf = (found: readonly { label: string }[]) => found.map(({ label }) => label);

/** Each door: the label that it finds for an address. */
const doors: readonly (readonly [string, (address: string) => Promise<unknown>])[] = [
  ['suggestions', async (q) => labelsOf((await get('/v1/addresses', { q })).candidates)],
  ['POST /v1/eligibility', async (address) => (await post('/v1/eligibility', { where: { address } })).address.label],
  [
    'POST /v1/adulte-relais',
    async (address) => (await post('/v1/adulte-relais', { residence: { address }, hiringDate: '2024-10-01' })).verdict,
  ],
  [
    'POST /v1/address-eligibility',
    async (address) => (await post('/v1/address-eligibility', { address })).address.label,
  ],
  ['GET /search', async (q) => (await get('/search', { q })).features[0].properties.label],
  [
    'POST /search/csv',
    async (address) => {
      const request = multipartOf({ data: `adresse\n"${address}"\n`, columns: 'adresse' });
      const { body } = await service.app.inject({ method: 'POST', url: '/search/csv', ...request });
      const [header = '', row = ''] = body.split('\n').map((line) => line.trim());
      return row.split(',')[header.split(',').indexOf('result_label')];
    },
  ],
  [
    'SIG Ville',
    async (address) =>
      (
        await get('/service/georeferenceur.json', {
          type_adresse: 'MIXTE',
          type_quartier: 'QP',
          'adresse[nom_voie]': address,
        })
      ).adresse.label,
  ],
  [
    'a file',
    async (address) => {
      const { out } = await answerAddresses(`adresse;x\n"${address}";1\n`, { addresses: files.addresses });
      return rowsOf(out)[0]!.matched_address;
    },
  ],
];

async function get(path: string, query: Record<string, string>) {
  const answer = await service.app.inject(`${path}?${new URLSearchParams(query)}`);
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

async function post(url: string, payload: object) {
  const answer = await service.app.inject({ method: 'POST', url, payload });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

describe.each(doors)('an address as it is pasted, in %s', (_, labelFound) => {
  it.each(PASTED)('is that address with %s', async (_what, pasted) => {
    const expected = await labelFound(PLAIN);
    expect(expected).toBeTruthy();
    expect(await labelFound(pasted)).toEqual(expected);
  });
});

it('an address is judged as firmly when it is pasted', async () => {
  const judged = async (address: string) => {
    const { situation } = await post('/v1/eligibility', { where: { address }, date: '2024-10-01' });
    return [situation.tier, situation.certainty, situation.reasons];
  };
  for (const [, pasted] of PASTED) expect(await judged(pasted)).toEqual(await judged(PLAIN));
});

it('an address of marks that show nothing is no address', async () => {
  const answer = await service.app.inject({
    method: 'POST',
    url: '/v1/eligibility',
    payload: { where: { address: '\u200b\u00ad\ufeff\u200b' } },
  });
  expect(answer.statusCode).toBe(400);
});
