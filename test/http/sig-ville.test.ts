import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { membershipIn } from '../../src/http/sig-ville/kind-membership.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { type BookRow, bookOf } from '../address/book.ts';
import { startFakeGeoplateforme } from '../address/fake-geoplateforme.ts';
import { listen, openService, type Service } from './service.ts';

const bethune = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const INSIDE = { lon: 2.6289, lat: 50.518 };
const OUTSIDE = { lon: 2.645, lat: 50.543 };
const beuvry = { city: 'Beuvry', citycode: '62126', postcode: '62660' };

let service: Service;
let origin: string;
let remove: () => void;
beforeAll(async () => {
  const rows: BookRow[] = [
    { ...bethune, street: 'Rue du Dedans', number: 3, ...INSIDE },
    { ...bethune, street: 'Rue du Dedans', number: 5, lon: 2.6291, lat: 50.5181 },
    { ...bethune, street: 'Rue du Dehors', number: 3, ...OUTSIDE },
    { ...bethune, street: 'Rue Traversante', number: 1, ...INSIDE },
    { ...bethune, street: 'Rue Traversante', number: 2, ...OUTSIDE },
    { ...bethune, street: 'Rue de la Limite', number: 2, ...(await nearLimit()), position: 'parcelle' },
    // The same address in two communes: inside here, outside there.
    { ...bethune, street: 'Rue Jumelle', number: 8, ...INSIDE },
    { ...beuvry, street: 'Rue Jumelle', number: 8, lon: 2.69, lat: 50.54 },
  ];
  const book = await bookOf(rows);
  remove = book.remove;
  service = openService({ addresses: book.path });
  origin = await listen(service);
});
afterAll(async () => {
  await service.close();
  remove();
});

/** A point some metres from the limit of the Mont Liébaut, on a line from inside to outside. */
async function nearLimit(): Promise<{ lon: number; lat: number }> {
  const bare = openService();
  let [low, high] = [0, 1];
  const at = (share: number) => ({
    lon: INSIDE.lon + share * (OUTSIDE.lon - INSIDE.lon),
    lat: INSIDE.lat + share * (OUTSIDE.lat - INSIDE.lat),
  });
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    const { memberships } = situationOf({ ...at(middle), uncertainty: 0 }, '2024-10-01', bare.loaded.current.zones);
    if (memberships[0]!.zones.some(({ distance }) => distance <= 0)) low = middle;
    else high = middle;
  }
  await bare.close();
  return at(low);
}

interface Answer {
  readonly code_reponse: string;
  readonly reponses: {
    readonly type_quartier: string;
    readonly code_reponse: string;
    readonly nom_quartier: string;
    readonly code_quartier: string;
    readonly code_info: string;
    readonly info: string;
  }[];
  readonly adresse: { readonly label: string | null; readonly score: number | null };
}

async function get(path: string, parameters: [string, string][]): Promise<Answer> {
  const response = await fetch(`${origin}${path}?${new URLSearchParams(parameters)}`, {
    // The State's tool requires this.
    headers: { authorization: `Basic ${btoa('personne@example.org:secret')}` },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as Answer;
}

/** The request of a script of the State's tool, with street and number in one field. */
const georeference = (street: string, types = 'QP', commune = 'Béthune') =>
  get('/service/georeferenceur.json', [
    ['type_quartier', types],
    ['type_adresse', 'MIXTE'],
    ['adresse[code_postal]', ''],
    ['adresse[nom_commune]', commune],
    ['adresse[nom_voie]', street],
  ]);

async function post(body: unknown): Promise<{ status: number; answer: Answer & Record<string, unknown> }> {
  const response = await fetch(`${origin}/service/georeferenceur.json`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Answer & Record<string, unknown> };
}

describe('/service/georeferenceur.json', () => {
  it('answers OUI with the quarter when that is certain', async () => {
    expect(await georeference('3 rue du dedans')).toEqual({
      code_reponse: 'OUI',
      reponses: [
        {
          type_quartier: 'QP',
          code_reponse: 'OUI',
          nom_quartier: 'Quartier Du Mont Liébaut',
          code_quartier: 'QN06208M',
          code_info: 'VOIE_TRAITEE',
          info: 'L’adresse est dans le quartier QP « Quartier Du Mont Liébaut » (QN06208M).',
        },
      ],
      adresse: { label: '3 Rue du Dedans 62400 Béthune', score: expect.closeTo(100, -1) },
    });
  });

  it('answers NON when that is certain, though the place of a QIC in the commune is unknown', async () => {
    const { code_reponse, reponses } = await georeference('3 rue du dehors', 'QP,QIC');
    expect(reponses.map((one) => [one.type_quartier, one.code_reponse, one.code_info, one.code_quartier])).toEqual([
      ['QP', 'NON', 'VOIE_TRAITEE', ''],
      ['QIC', 'INCONNU', 'PERIMETRE_MANQUANT', ''],
    ]);
    expect(reponses[1]!.info).toContain('QIC-CATORIVE');
    expect(code_reponse).toBe('INCONNU');
  });

  it('answers OUI for a street that is wholly inside', async () => {
    const [found] = (await georeference('rue du dedans')).reponses;
    expect(found).toMatchObject({ code_reponse: 'OUI', code_info: 'VOIE_ENTIERE', code_quartier: 'QN06208M' });
  });

  it.each([
    ['a street that is partly inside', 'rue traversante', 'Béthune', 'A_EXAMINER', 'VOIE_EN_PARTIE'],
    ['a number that the data lacks', '99 rue traversante', 'Béthune', 'A_EXAMINER', 'NUMERO_INCONNU'],
    [
      'a number whose position may be on either side',
      '2 rue de la limite',
      'Béthune',
      'A_EXAMINER',
      'LIMITE_TROP_PROCHE',
    ],
    ['an address of two communes', '8 rue jumelle', '', 'A_EXAMINER', 'ADRESSE_AMBIGUE'],
    ['a commune alone', '', 'Béthune', 'A_EXAMINER', 'VOIE_INCONNUE'],
    ['an address that is not found', 'zzzzzz qqqqqq', 'Xxxxx', 'ADRESSE_NON_TROUVEE', 'ADRESSE_NON_TROUVEE'],
  ])('answers neither OUI nor NON for %s', async (_what, street, commune, code, why) => {
    const { code_reponse, reponses } = await georeference(street, 'QP', commune);
    expect(code_reponse).toBe(code);
    expect(reponses).toEqual([
      {
        ...{ type_quartier: 'QP', code_reponse: code, code_info: why, nom_quartier: '', code_quartier: '' },
        info: expect.stringMatching(/\.$/),
      },
    ]);
  });

  it('answers for the quarters of 2015 on their last day', async () => {
    const [found] = (await georeference('3 rue du dedans', 'QP_2015')).reponses;
    expect(found).toMatchObject({ code_reponse: 'OUI', code_quartier: 'QP062008' });
  });

  it('answers unknown for the other types of the State, never NON', async () => {
    const { code_reponse, reponses } = await georeference('3 rue du dehors', 'QP,ZFU');
    expect(reponses[1]).toMatchObject({ type_quartier: 'ZFU', code_reponse: 'INCONNU', code_info: 'TYPE_NON_TRAITE' });
    expect(code_reponse).toBe('INCONNU');
  });

  const parts = { num_voie: '3', nom_voie: 'rue du dedans', code_postal: '62400', nom_commune: 'Béthune' };
  const flat = Object.fromEntries(Object.entries(parts).map(([name, value]) => [`adresse[${name}]`, value]));

  it.each([
    ['four fields', { type_adresse: 'WSA', ...flat }],
    [
      'one field for street and number',
      { type_adresse: 'MIXTE', 'adresse[nom_voie]': '3 rue du dedans', 'adresse[nom_commune]': 'Béthune' },
    ],
    ['two lines', { type_adresse: 'AFNOR2', 'adresse[0]': '3 rue du dedans', 'adresse[1]': '62400 Béthune' }],
    ['two lines without a number', { type_adresse: 'AFNOR2', 'adresse[]': '3 rue du dedans, 62400 Béthune' }],
    ['two lines under the names of the four fields', { type_adresse: 'AFNOR2', ...flat }],
  ])('accepts an address as %s, in a URL and in a body', async (_what, address) => {
    const { adresse } = await get('/service/georeferenceur.json', [
      ['type_quartier[]', 'QP'],
      ...Object.entries(address),
    ]);
    expect(adresse.label).toBe('3 Rue du Dedans 62400 Béthune');
    const { answer } = await post({ type_quartier: ['QP'], ...address });
    expect(answer.adresse.label).toBe('3 Rue du Dedans 62400 Béthune');
  });

  it.each([
    ['an object', { type_adresse: 'WSA', adresse: { ...parts, num_voie: 3, code_postal: 62400 } }],
    ['lines', { type_adresse: 'AFNOR2', adresse: ['3 rue du dedans', '62400 Béthune'] }],
    ['one line', { type_adresse: 'AFNOR2', adresse: '3 rue du dedans 62400 Béthune' }],
  ])('accepts an address in a body as %s', async (_what, address) => {
    const { status, answer } = await post({ type_quartier: 'QP', ...address });
    expect([status, answer.code_reponse]).toEqual([200, 'OUI']);
  });

  it('accepts several types in any notation, each once', async () => {
    const ways: [string, string][][] = [
      [['type_quartier', 'QP,QIC']],
      [
        ['type_quartier[]', 'QP'],
        ['type_quartier[]', 'qic'],
      ],
      [
        ['type_quartier[0]', 'QP'],
        ['type_quartier[1]', 'QIC'],
        ['type_quartier', 'QP'],
      ],
    ];
    for (const way of ways) {
      const { code_reponse, reponses } = await get('/service/georeferenceur.json', [...way, ...Object.entries(flat)]);
      expect(reponses.map(({ type_quartier }) => type_quartier)).toEqual(['QP', 'QIC']);
      expect(code_reponse).toBe('OUI');
    }
  });

  it.each([
    [{ type_quartier: 'QP' }, 'adresse'],
    [{ type_quartier: 'QP', adresse: { nom_voie: '-' } }, 'adresse'],
    [{ type_quartier: 'QP', adresse: { nom_voie: 'x'.repeat(300) } }, 'adresse'],
    [{ type_quartier: 'QP', adresse: { nom_voie: { secret: 1 } } }, 'adresse[nom_voie]'],
    [{ type_quartier: 'QPV', adresse: parts }, 'type_quartier'],
    [{ adresse: parts }, 'type_quartier'],
    [{ type_quartier: 'QP', type_adresse: 'BAN', adresse: parts }, 'type_adresse'],
    [[], ''],
  ])('refuses %j with a code that is no answer, and with the field %s', async (body, name) => {
    const { status, answer } = await post(body);
    expect([status, answer.code_reponse, answer.reponses]).toEqual([400, 'ERREUR', []]);
    expect((answer.erreurs as { parametre: string }[])[0]!.parametre).toBe(name);
  });

  it.each([
    ['values of a type', { type_quartier: Array(40_000).fill('QP'), adresse: parts }],
    [
      'values of a type, each under a name',
      Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`type_quartier[${i}]`, 'QP'])),
    ],
    ['lines', { type_quartier: 'QP', type_adresse: 'AFNOR2', adresse: Array(21).fill('a') }],
    [
      'fields',
      {
        type_quartier: 'QP',
        adresse: parts,
        ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x${i}`, ''])),
      },
    ],
    [
      'fields, some in others',
      Object.fromEntries(
        Array.from({ length: 11 }, (_, i) => [
          `x${i}`,
          Object.fromEntries(Array.from({ length: 10 }, (_, j) => [j, ''])),
        ]),
      ),
    ],
  ])('refuses a body of too many %s before it reads them', async (_what, body) => {
    const { status, answer } = await post(body);
    expect([status, answer.code_reponse, answer.reponses]).toEqual([400, 'ERREUR', []]);
    expect(answer.erreurs).toEqual([{ parametre: '', message: expect.stringContaining('trop longue') }]);
  });

  it('gives every error in that format', async () => {
    expect(await post('{')).toMatchObject({ status: 400, answer: { code_reponse: 'ERREUR' } });
    const other = await fetch(`${origin}/service/georeferenceur.json`, { method: 'DELETE' });
    expect([other.status, await other.json()]).toMatchObject([405, { code_reponse: 'ERREUR', reponses: [] }]);
  });

  it('reports that the geocoder does not answer, with a delay to try again', async () => {
    const fake = await startFakeGeoplateforme();
    const remote = openService({ addresses: fake.url });
    fake.fail({ status: 503, retryAfter: '9' });
    const question = { type_quartier: 'QP', adresse: parts };
    const answer = await remote.app.inject({ method: 'POST', url: '/service/georeferenceur.json', payload: question });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '9']);
    expect(answer.json()).toMatchObject({ code_reponse: 'SERVICE_INDISPONIBLE', reponses: [] });
    await remote.close();
    await fake.close();
    const bare = openService();
    const none = await bare.app.inject({ method: 'POST', url: '/service/georeferenceur.json', payload: question });
    expect([none.statusCode, none.json().code_reponse]).toEqual([501, 'SERVICE_INDISPONIBLE']);
    await bare.close();
  });
});

describe('/api/xy.json', () => {
  const at = (x: number, y: number, types: string) =>
    get('/api/xy.json', [
      ['x', String(x)],
      ['y', String(y)],
      ['type_quartier', types],
    ]);

  it('answers for a point', async () => {
    expect(await at(INSIDE.lon, INSIDE.lat, 'QP')).toMatchObject({
      code_reponse: 'OUI',
      reponses: [{ code_quartier: 'QN06208M', code_info: 'POINT_TRAITE' }],
      adresse: { label: null, score: null },
    });
    expect(await at(OUTSIDE.lon, OUTSIDE.lat, 'QP')).toMatchObject({ code_reponse: 'NON' });
    expect(await at(-1.5, 47, 'QP')).toMatchObject({
      code_reponse: 'INCONNU',
      reponses: [{ code_info: 'HORS_COUVERTURE' }],
    });
  });

  it.each([
    ['x=2.6&type_quartier=QP', 'y'],
    ['x=2,6&y=50.5&type_quartier=QP', 'x'],
    ['x=200&y=50.5&type_quartier=QP', 'x'],
    ['x=50.5&y=2.6&type_quartier=QP', 'x'],
    ['x=2.6&y=50.5', 'type_quartier'],
  ])('refuses %s with the field %s', async (query, name) => {
    const response = await fetch(`${origin}/api/xy.json?${query}`);
    const body = (await response.json()) as { code_reponse: string; erreurs: { parametre: string }[] };
    expect([response.status, body.code_reponse, body.erreurs[0]!.parametre]).toEqual([400, 'ERREUR', name]);
    expect(JSON.stringify(body)).not.toMatch(/50\.5|2[.,]6/);
  });
});

describe('being in a quarter of a kind', () => {
  it('is certain for a QP exactly when every possible tier agrees', () => {
    const { zones } = service.loaded.current;
    const degrees = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
    fc.assert(
      fc.property(
        degrees(2.4, 2.9),
        degrees(50.42, 50.62),
        fc.integer({ min: 0, max: 400 }),
        (lon, lat, uncertainty) => {
          const situation = situationOf({ lon, lat, uncertainty }, '2024-10-01', zones);
          const { answer } = membershipIn('qpv', situation);
          const { possibleTiers } = situation;
          const expected = !possibleTiers.includes('bop-147')
            ? 'outside'
            : possibleTiers.length === 1
              ? 'inside'
              : 'unsure';
          expect(answer).toBe(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is never certain when no generation is in force', () => {
    const situation = situationOf({ ...INSIDE, uncertainty: 0 }, '2010-01-01', service.loaded.current.zones);
    expect(membershipIn('qpv', situation).answer).toBe('unsure');
    expect(membershipIn('qic', situation).answer).toBe('unsure');
    expect(membershipIn('qpv', { ...situation, generation: '2024', memberships: [] }).answer).toBe('unsure');
  });
});
