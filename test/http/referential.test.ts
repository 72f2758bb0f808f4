import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BookRow, bookOf } from '../address/book.ts';
import { listen, openService, type Service } from './service.ts';

/* Made-up streets: in the Mont Liébaut, in its band, and far from every quarter; one name in both towns. */
const bethune = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const gonnehem = { city: 'Gonnehem', citycode: '62376', postcode: '62920' };
const numbers = (row: Omit<BookRow, 'number'>): BookRow[] =>
  Array.from({ length: 6 }, (_, i) => ({ ...row, number: i + 1, lon: row.lon + i * 0.0001 }));
const rows = [
  ...numbers({ ...bethune, street: 'Rue de l’Essai', lon: 2.6285, lat: 50.518 }),
  ...numbers({ ...gonnehem, street: 'Rue de l’Essai', lon: 2.57, lat: 50.565 }),
  ...numbers({ ...gonnehem, street: 'Rue du Dehors', lon: 2.571, lat: 50.566 }),
];
const INSIDE = '3 rue de l’Essai 62400 Béthune';
const OUTSIDE = '3 rue du Dehors 62920 Gonnehem';
const AMBIGUOUS = '3 rue de l’Essai';

let service: Service;
let origin: string;
let remove: () => void;
beforeAll(async () => {
  const book = await bookOf(rows);
  remove = book.remove;
  service = openService({ addresses: book.path });
  origin = await listen(service);
});
afterAll(async () => {
  await service.close();
  remove();
});

const ask = (address: string, query = '?date=2024-10-01') =>
  service.app.inject(`/referentiel/adresse/${encodeURIComponent(address)}${query}`);

describe('GET /referentiel/adresse/{id}', () => {
  it('answers in flat keys for an address in a quarter', async () => {
    const answer = await ask(INSIDE, '?date=2024-10-01&schemes=bop-147,fonds-de-concours');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({
      ...{ adresse: '3 Rue de l’Essai 62400 Béthune', tier: 'bop-147', certain: true },
      ...{ situation: 'dans un quartier prioritaire (QPV)' },
      ...{ qpv: true, qpvCode: 'QN06208M', qpvNom: 'Quartier Du Mont Liébaut' },
      ...{ qic: false, qicCode: null, qicNom: null, bande300m: false, candidats: null },
      ...{ 'bop-147': true, 'bop-147-reponse': 'sous conditions', date: '2024-10-01' },
    });
    expect(answer.json()).toHaveProperty('fonds-de-concours');
    expect(answer.json()).not.toHaveProperty('fcs');
    for (const value of Object.values(answer.json())) expect(typeof value === 'object' && value !== null).toBe(false);
  });

  it('is no error outside the quarters', async () => {
    const answer = await ask(OUTSIDE, '?date=2024-10-01&schemes=adulte-relais');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ certain: true, tier: 'none', qpv: false, qic: false, bande300m: false });
    expect(answer.json()).toMatchObject({ qpvCode: null, 'adulte-relais': false, 'adulte-relais-reponse': 'non' });
  });

  it('is not certain about an ambiguous address, and names its candidates', async () => {
    const flat = (await ask(AMBIGUOUS, '?date=2024-10-01&schemes=bop-147')).json();
    expect(flat).toMatchObject({ certain: false, qpv: null, qpvCode: null, bande300m: null, 'bop-147': null });
    expect(flat.candidats.split(' ; ').sort()).toEqual([
      '3 Rue de l’Essai 62400 Béthune',
      '3 Rue de l’Essai 62920 Gonnehem',
    ]);
  });

  it('has null for what is unknown, never false, when the address is not found', async () => {
    const answer = await ask('99 boulevard Introuvable 62400 Béthune');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ adresse: null, certain: false, qpv: null, candidats: null });
    expect(answer.json().motifs).toMatch(/adresse/);
  });

  it('says the same as the other questions about an address', async () => {
    for (const address of [INSIDE, OUTSIDE, AMBIGUOUS]) {
      const { tier, certainty, reasons } = (
        await service.app.inject({
          method: 'POST',
          url: '/v1/address-eligibility',
          payload: { address, date: '2024-10-01' },
        })
      ).json();
      const flat = (await ask(address)).json();
      expect([flat.tier, flat.certain]).toEqual([tier, certainty === 'firm']);
      expect(flat.motifs ?? '').toBe(reasons.map(({ message }: { message: string }) => message).join(' '));
    }
  });

  it('takes a long address with accents and a slash', async () => {
    const long = `12/14 ${'é'.repeat(180)} Béthune`;
    expect((await ask(long)).statusCode).toBe(200);
  });

  it.each([
    ['ab', ''],
    [INSIDE, '?schemes=inconnu'],
    [INSIDE, '?date=2024-02-30'],
    [INSIDE, '?autre=1'],
  ])('refuses for good what it cannot read: %s %s', async (address, query) => {
    const answer = await ask(address, query);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain('Essai');
  });
});

describe('GET /referentiel/adresses?q=', () => {
  it('completes an address, each suggestion with its answer', async () => {
    const answer = await service.app.inject(
      `/referentiel/adresses?q=${encodeURIComponent('3 rue de l’ess')}&date=2024-10-01&schemes=bop-147`,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    const { resultats } = answer.json();
    const inside = resultats.find(({ commune }: { commune: string }) => commune === 'Béthune');
    expect(inside).toMatchObject({ label: '3 Rue de l’Essai 62400 Béthune', codeInsee: '62119', codePostal: '62400' });
    expect(inside).toMatchObject({ certain: true, qpv: true, 'bop-147': true });
    expect(inside.id).toBe(inside.label);
    const again = (await ask(inside.id, '?date=2024-10-01&schemes=bop-147')).json();
    expect(inside).toMatchObject(again);
  });

  it('proposes nothing before three characters', async () => {
    expect((await service.app.inject('/referentiel/adresses?q=ru')).json()).toEqual({ resultats: [] });
    expect((await service.app.inject('/referentiel/adresses')).statusCode).toBe(400);
  });
});

describe('the address in the URL', () => {
  const SECRET = '12 impasse des Recognoissables';
  const paths = [
    `/referentiel/adresse/${encodeURIComponent(SECRET)}?autre=1`,
    `/referentiel/adresse/${encodeURIComponent(SECRET)}/${encodeURIComponent(SECRET)}`,
    `/referentiel/adresse/${encodeURIComponent(SECRET.repeat(10))}`,
    `/Referentiel/adresse/${encodeURIComponent(SECRET)}`,
    `/referentiel%2Fadresse%2F${encodeURIComponent(SECRET)}`,
    `/referentiel/adresse/%zz${encodeURIComponent(SECRET)}`,
    `/referentiel/adresses/${encodeURIComponent(SECRET)}`,
    `/referentiel/adresses?q=${encodeURIComponent(SECRET)}&autre=1`,
    `/referentiel/adresses?q=${encodeURIComponent(SECRET.repeat(10))}`,
  ];

  it('is in no error, log line or metric', async () => {
    const requests = paths.flatMap((url) => [{ url }, { url, method: 'POST' as const }]);
    for (const request of requests) {
      const { statusCode, body } = await service.app.inject({
        ...request,
        headers: { authorization: 'Bearer secret' },
      });
      expect(statusCode, request.url).toBeGreaterThanOrEqual(400);
      expect(body, request.url).not.toMatch(/Recognoissables/i);
    }
    const metrics = (await service.app.inject('/metrics')).body;
    expect(metrics).toContain('route="/referentiel/adresse/:id"');
    expect(`${metrics}${service.log.join('')}`).not.toMatch(/Recognoissables|Essai|secret/i);
  });
});

/**
 * The client of demarche.numerique: it waits 4 s (2 s while completing), tries again after 408, 429 and 5xx, takes 400,
 * 401, 403 and 404 as final, reads at most 1 MB, and maps paths of the JSON to fields.
 */
async function formClient(url: string, { isCompleting = false, token = '' } = {}): Promise<FormOutcome> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    const headers: Record<string, string> = token === '' ? {} : { 'x-api-key': token };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(isCompleting ? 2000 : 4000) });
    const text = await answer.text();
    if (answer.status === 408 || answer.status === 429 || answer.status >= 500) continue;
    if (!answer.ok) return { state: 'final', attempts: attempt };
    if (text.length > 1_000_000) return { state: 'too-large', attempts: attempt };
    return { state: 'filled', attempts: attempt, json: JSON.parse(text) };
  }
  return { state: 'given-up', attempts: 3 };
}

interface FormOutcome {
  readonly state: 'filled' | 'final' | 'too-large' | 'given-up';
  readonly attempts: number;
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of the service
  readonly json?: any;
}

describe('the client of demarche.numerique', () => {
  const url = (address: string) => `${origin}/referentiel/adresse/${encodeURIComponent(address)}?schemes=bop-147`;

  it('fills its fields at the first attempt, with or without a token', async () => {
    for (const token of ['', 'jeton-du-formulaire']) {
      const { state, attempts, json } = await formClient(url(INSIDE), { token });
      expect([state, attempts]).toEqual(['filled', 1]);
      const fields = { quartier: json.qpvNom, prioritaire: json.qpv, aide: json['bop-147'] };
      expect(fields).toEqual({ quartier: 'Quartier Du Mont Liébaut', prioritaire: true, aide: true });
    }
  });

  it('fills a form outside the quarters and for an unknown address too', async () => {
    for (const address of [OUTSIDE, AMBIGUOUS, 'une adresse qui n’existe pas']) {
      expect((await formClient(url(address))).state).toBe('filled');
    }
  });

  it('does not insist where the form is wrong', async () => {
    expect(await formClient(url('ab'))).toEqual({ state: 'final', attempts: 1 });
    expect(await formClient(`${url(INSIDE)}&autre=1`)).toEqual({ state: 'final', attempts: 1 });
  });

  it('completes from a list', async () => {
    const q = encodeURIComponent('3 rue de l’essai');
    const { json } = await formClient(`${origin}/referentiel/adresses?q=${q}`, { isCompleting: true });
    expect(json.resultats.map(({ label }: { label: string }) => label)).toContain('3 Rue de l’Essai 62400 Béthune');
  });

  it('tries again while the geocoder is down', async () => {
    const down = createServer((_request, response) => response.writeHead(503).end());
    await new Promise<void>((resolve) => down.listen(0, '127.0.0.1', resolve));
    const { port } = down.address() as AddressInfo;
    const other = openService({ addresses: `http://127.0.0.1:${port}/geocodage` });
    const outcome = await formClient(`${await listen(other)}/referentiel/adresse/${encodeURIComponent(INSIDE)}`);
    await other.close();
    down.close();
    expect(outcome).toEqual({ state: 'given-up', attempts: 3 });
  });
});
