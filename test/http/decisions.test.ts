import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProof } from '../../src/proof/read-proof.ts';
import { verifyProof } from '../../src/proof/verify.ts';
import { type BookRow, bookOf } from '../address/book.ts';
import { square } from '../shapes.ts';
import { drawn } from '../world.ts';
import { openService, pathsOf, type Service } from './service.ts';

const ROW = { street: 'Rue des Recognoissables', city: 'Béthune', citycode: '62119', postcode: '62400' };
const BOOK: BookRow[] = [
  { ...ROW, number: 12, lon: 2.62891357, lat: 50.51802468 },
  { ...ROW, number: 14, lon: 2.62895357, lat: 50.51806468 },
  { ...ROW, number: 90, lon: 2.66, lat: 50.54 },
];
const ADDRESS = '12 rue des Recognoissables 62400 Béthune';
const POINT = { lon: 2.6289, lat: 50.518, uncertainty: 5 };

let book: Awaited<ReturnType<typeof bookOf>>;
let folder: string;
let service: Service;
beforeAll(async () => {
  book = await bookOf(BOOK);
  folder = mkdtempSync(join(tmpdir(), 'perimetre-proofs-'));
  const issuer = { name: 'Ville de l’Exemple', url: 'https://perimetre.example.org' };
  service = openService({ addresses: book.path, folder, issuer });
});
afterAll(async () => {
  await service.close();
  book.remove();
  rmSync(folder, { recursive: true });
});

const post = (url: string, payload: object, accept = 'application/json') =>
  service.app.inject({ method: 'POST', url, payload, headers: { accept } });
const question = { where: POINT, date: '2024-10-01', schemes: ['fcs', 'tva-5-5'], application: { expenses: 5000 } };

async function recorded(url: string, asked: object): Promise<{ reference: string; secret: string }> {
  const answer = await post(url, { ...asked, record: true });
  expect(answer.statusCode).toBe(200);
  return answer.json().decision;
}

async function proven(asked: object, show?: object, url = '/v1/eligibility') {
  const { reference } = await recorded(url, asked);
  const answer = await post(`/v1/decisions/${reference}/proof`, { question: asked, ...(show ? { show } : {}) });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

describe('recording', () => {
  const asked = [
    ['/v1/eligibility', question],
    ['/v1/adulte-relais', { residence: POINT, hiringDate: '2024-05-01', ageConditionMet: true }],
    ['/v1/address-eligibility', { address: ADDRESS, date: '2024-05-01', scheme: 'adulte-relais' }],
  ] as const;

  it.each(asked)('%s returns the same, with a receipt', async (url, payload) => {
    const plain = (await post(url, payload)).json();
    expect((await post(url, { ...payload, record: false })).json()).toEqual(plain);
    const { decision, ...rest } = (await post(url, { ...payload, record: true })).json();
    expect(rest).toEqual(plain);
    expect(Object.keys(decision)).toEqual(['reference', 'secret', 'recordedOn', 'expiresOn']);
  });

  it.each(asked)('%s only accepts true or false', async (url, payload) => {
    const answer = await post(url, { ...payload, record: 'yes' });
    expect(answer.statusCode).toBe(400);
    expect(pathsOf(answer.json())).toEqual(['record']);
  });

  it.each(asked)('the stored part of %s can be read back', async (url, payload) => {
    const { reference } = await recorded(url, payload);
    const answer = await service.app.inject(`/v1/decisions/${reference.toLowerCase().replaceAll('-', '')}`);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({ reference, kind: url.slice('/v1/'.length), tier: 'bop-147' });
    expect(answer.json()).not.toHaveProperty('secretHash');
    expect(answer.body).not.toMatch(/boundaryDistance|Recognoissables|2\.6289|50\.518|5000/);
  });

  it.each(asked)('%s refuses an address that a proof could not show as typed', async (url, payload) => {
    const field = { '/v1/eligibility': 'where', '/v1/adulte-relais': 'residence' }[url as string];
    for (const mark of ['\ud800', '\udc00\ud800', '\u0000', '\n', '\u001b[2J', '\u009b']) {
      const address = `12 rue des Recognoissables ${mark}62400 Béthune`;
      const asked = { ...payload, ...(field ? { [field]: { address } } : { address }) };
      const answer = await post(url, { ...asked, record: true });
      expect(answer.statusCode).toBe(400);
      expect(pathsOf(answer.json())).toEqual([field ? `${field}.address` : 'address']);
      expect(answer.body).not.toMatch(/Recognoissables/);
    }
  });

  it('an absent reference is a 404, however it is written', async () => {
    for (const reference of ['7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE', 'nothing', '%20', 'U'.repeat(26)]) {
      const answer = await service.app.inject(`/v1/decisions/${reference}`);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ type: '/problems/not-found' });
    }
  });
});

describe('erasing', () => {
  const erase = (reference: string, authorization?: string) =>
    service.app.inject({
      method: 'DELETE',
      url: `/v1/decisions/${reference}`,
      headers: authorization === undefined ? {} : { authorization },
    });

  it('requires the secret, refuses another, and erases', async () => {
    const { reference, secret } = await recorded('/v1/eligibility', question);
    const asked = await erase(reference);
    expect(asked.statusCode).toBe(401);
    expect(asked.headers['www-authenticate']).toMatch(/^Bearer/);
    expect((await erase(reference, `Basic ${secret}`)).statusCode).toBe(401);
    expect((await erase(reference, `Bearer ${secret.slice(0, -1)}`)).statusCode).toBe(403);
    expect((await erase(reference, `Bearer ${secret}`)).statusCode).toBe(204);
    expect((await erase(reference, `Bearer ${secret}`)).statusCode).toBe(404);
    expect((await service.app.inject(`/v1/decisions/${reference}`)).statusCode).toBe(404);
  });
});

describe('a proof', () => {
  it('is signed, with the place, the question, the answer and its versions', async () => {
    const proof = await proven(question);
    expect(proof).toMatchObject({
      format: 'perimetre-proof/1',
      issuer: { name: 'Ville de l’Exemple', url: 'https://perimetre.example.org' },
      question: { kind: 'eligibility', body: question },
      place: { address: null, ...POINT },
      answer: { date: '2024-10-01', tier: 'bop-147', zones: [{ id: 'QN06208M', boundaryDistance: -204.514 }] },
      dataVersion: service.loaded.current.zones.dataVersion,
      rulesVersion: service.loaded.rulebook.rulesVersion,
    });
    const { verdicts } = (await post('/v1/eligibility', question)).json();
    // How to ask for a scheme is advice of the day, and is not signed.
    expect(proof.answer.verdicts).toEqual(verdicts.map(({ filing: _, ...verdict }: { filing: unknown }) => verdict));
    const { keys } = (await service.app.inject('/.well-known/perimetre-keys.json')).json();
    expect(await verifyProof(proof, keys)).toMatchObject({ isValid: true });
  });

  it('is a PDF unless JSON is requested, with the same proof in it', async () => {
    const { reference } = await recorded('/v1/eligibility', question);
    const url = `/v1/decisions/${reference}/proof`;
    const pdf = await post(url, { question }, '*/*');
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect(pdf.headers['content-disposition']).toBe(`attachment; filename="perimetre-${reference}.pdf"`);
    expect(await readProof(pdf.rawPayload)).toEqual((await post(url, { question })).json());
  });

  it('of an address has the address found and its position', async () => {
    const asked = { address: ADDRESS, date: '2024-05-01' };
    const { place, question } = await proven(asked, undefined, '/v1/address-eligibility');
    expect(place).toMatchObject({
      address: '12 Rue des Recognoissables 62400 Béthune',
      lon: 2.62891357,
      lat: 50.51802468,
    });
    expect(question.body).toEqual(asked);
  });

  it('of a drawn place has the drawing and no point', async () => {
    const geometry = { type: 'Polygon', coordinates: square(2.6289, 50.518, 20) };
    const { place, question } = await proven({ where: { geometry }, date: '2024-10-01', schemes: ['tva-5-5'] });
    expect(place).toBeNull();
    expect(question.body.where).toEqual({ geometry });
  });

  it('has the date of the question, even when the question had none', async () => {
    const { body } = (await proven({ where: POINT, schemes: ['fcs'] })).question;
    expect(body).toEqual({ where: POINT, schemes: ['fcs'], date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  });

  it('is refused for another question than the recorded one', async () => {
    const { reference } = await recorded('/v1/eligibility', question);
    const others = [
      { ...question, where: { lon: 2.575, lat: 50.475 } },
      { ...question, where: { ...POINT, uncertainty: 250 } },
      { ...question, date: '2024-10-02' },
      { ...question, schemes: ['fcs'] },
      { ...question, schemes: ['tva-5-5', 'fcs'] },
      { ...question, application: { applicant: 'individual' } },
    ];
    for (const other of others) {
      const answer = await post(`/v1/decisions/${reference}/proof`, { question: other });
      expect(answer.statusCode).toBe(409);
      expect(answer.json()).toMatchObject({ type: '/problems/question-differs' });
    }
  });

  it('of an address mentions that the file of addresses may have changed', async () => {
    const asked = { where: { address: ADDRESS }, date: '2024-10-01', schemes: ['fcs'] };
    const { reference } = await recorded('/v1/eligibility', asked);
    const other = { ...asked, where: { address: '90 rue des Recognoissables 62400 Béthune' } };
    const refused = async (question: object) =>
      (await post(`/v1/decisions/${reference}/proof`, { question })).json().detail;
    expect(await refused(other)).toMatch(/ ou le fichier d’adresses a changé depuis\. Posez de nouveau la question /);
    expect(await refused({ ...asked, where: { lon: 2.575, lat: 50.475 } })).toMatch(/ne sont pas les mêmes\.$/);
  });

  it('of another place nearby has that other place', async () => {
    const { reference } = await recorded('/v1/eligibility', question);
    const where = { ...POINT, lon: 2.62891 };
    const other = await post(`/v1/decisions/${reference}/proof`, { question: { ...question, where } });
    expect(other.json().place).toMatchObject(where);
  });

  it('signs only numbers in a drawn place', async () => {
    const [ring] = square(2.6289, 50.518, 20);
    const asked = (altitude: unknown) => ({
      where: { geometry: { type: 'Polygon', coordinates: [ring!.map(([lon, lat]) => [lon, lat, altitude])] } },
      ...{ date: '2024-10-01', schemes: ['tva-5-5'] },
    });
    expect((await post('/v1/eligibility', asked(31.5))).statusCode).toBe(200);
    for (const altitude of ['Approuvé', { note: 'x' }, null, true]) {
      const answer = await post('/v1/eligibility', asked(altitude));
      expect(answer.statusCode).toBe(400);
      expect(pathsOf(answer.json())).toEqual(['where.geometry.coordinates[0][0]']);
    }
    const infinite = JSON.stringify(asked('∞')).replaceAll('"∞"', '1e999');
    const headers = { 'content-type': 'application/json' };
    const answer = await service.app.inject({ method: 'POST', url: '/v1/eligibility', payload: infinite, headers });
    expect(answer.statusCode).toBe(400);
  });

  it('is refused when it would be too large to be verified', async () => {
    const asked = { where: { address: ADDRESS }, date: '2024-10-01', schemes: ['fcs'] };
    const { reference } = await recorded('/v1/eligibility', asked);
    const padded = (length: number) => ({ ...asked, where: { address: ADDRESS + ' '.repeat(length) } });
    for (const accept of ['application/json', 'application/pdf']) {
      const url = `/v1/decisions/${reference}/proof`;
      const largest = await post(url, { question: padded(1_900_000) }, accept);
      expect(largest.statusCode).toBe(200);
      expect(await readProof(largest.rawPayload)).toMatchObject({ reference });
      const answer = await post(url, { question: padded(2_000_000) }, accept);
      expect(answer.statusCode).toBe(413);
      expect(answer.json().detail).toContain('dépasserait 2 Mo');
    }
  });

  it('is possible for a drawn place with the most positions', async () => {
    const ring = Array.from({ length: 1999 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 1999;
      return [2.6289 + 0.001 * Math.cos(angle), 50.518 + 0.001 * Math.sin(angle)];
    });
    const geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
    const asked = { where: { geometry }, date: '2024-10-01', schemes: ['tva-5-5'] };
    expect((await proven(asked)).question.body).toEqual(asked);
  });

  it('waits for earlier ones, unless there are too many', async () => {
    const { reference } = await recorded('/v1/eligibility', question);
    const asked = Array.from({ length: 20 }, () =>
      post(`/v1/decisions/${reference}/proof`, { question }, 'application/pdf'),
    );
    const answers = await Promise.all(asked);
    const [given, refused] = [200, 503].map((status) => answers.filter(({ statusCode }) => statusCode === status));
    expect(given!.length).toBeGreaterThanOrEqual(9);
    expect(refused!.length).toBe(20 - given!.length);
    expect(refused!.length).toBeGreaterThan(0);
    expect(refused![0]!.json()).toMatchObject({ type: '/problems/not-ready' });
    expect(refused![0]!.headers['retry-after']).toBe('5');
    expect((await post(`/v1/decisions/${reference}/proof`, { question }, 'application/pdf')).statusCode).toBe(200);
  });

  it('reports the faults of the question with their path', async () => {
    const { reference } = await recorded('/v1/eligibility', question);
    const faulty = async (body: object) => pathsOf((await post(`/v1/decisions/${reference}/proof`, body)).json());
    expect(await faulty({ question: { where: { lon: 2.6, lat: 'x' }, more: 1 } })).toEqual([
      'question.where.lat',
      'question.more',
    ]);
    expect(await faulty({ question: 'x', show: { place: 1, more: true }, more: 1 })).toEqual([
      ...['question', 'show.place', 'show.more', 'more'],
    ]);
    expect(await faulty({})).toEqual(['question']);
    expect(await faulty({ question, show: 1 })).toEqual(['show']);
  });
});

describe('a proof that hides', () => {
  it('the place has no address, point or distance, neither on the page nor in the attachment', async () => {
    const asked = { where: { address: '90 rue des Recognoissables 62400 Béthune' }, date: '2024-10-01' };
    const { reference } = await recorded('/v1/eligibility', asked);
    const request = { question: asked, show: { place: false } };
    const json = await post(`/v1/decisions/${reference}/proof`, request);
    const pdf = await post(`/v1/decisions/${reference}/proof`, request, 'application/pdf');
    expect(json.json()).toMatchObject({ place: null, question: { body: { where: null, date: '2024-10-01' } } });
    const proof = await readProof(pdf.rawPayload);
    expect(proof).toEqual(json.json());
    const attached = JSON.stringify(proof);
    expect(attached).not.toMatch(/Recognoissables|2\.66|50\.54|boundaryDistance/i);
    expect(attached).not.toMatch(/à [\d\s,]+m de la limite/);
  });

  it('the place reports that a limit is near, without its distance', async () => {
    const near = { where: { lon: 2.6345, lat: 50.518 }, date: '2024-10-01' };
    const whole = JSON.stringify((await proven(near)).answer.verdicts);
    const hidden = JSON.stringify((await proven(near, { place: false })).answer.verdicts);
    expect(whole).toMatch(/à [\d,]+\sm de la limite/);
    expect(hidden).not.toMatch(/à [\d,]+\sm de la limite/);
    expect(hidden).toContain('près de la limite');
  });

  it.each([
    ['/v1/adulte-relais', { residence: POINT, hiringDate: '2024-05-01' }, { residence: null }],
    [
      '/v1/address-eligibility',
      { address: ADDRESS, citycode: '62119' },
      { address: null, citycode: null, postcode: null },
    ],
  ])('the place of %s as well', async (url, asked, hidden) => {
    expect((await proven(asked, { place: false }, url)).question.body).toMatchObject(hidden);
  });

  it('the facts does not even show which were given', async () => {
    const asked = { residence: POINT, hiringDate: '2024-05-01', ageConditionMet: true };
    const { question } = await proven(asked, { facts: false }, '/v1/adulte-relais');
    expect(question.body).toEqual({
      ...{ residence: POINT, hiringDate: '2024-05-01' },
      ...{ ageConditionMet: null, withoutEmployment: null, postAgreed: null },
    });
    expect((await proven(forAssociation(), { facts: false })).question.body.application).toBeNull();
  });
});

function forAssociation() {
  return { where: POINT, date: '2024-10-01', schemes: ['fcs'], application: { applicant: 'association' } };
}

describe('versions', () => {
  it('a proof uses the versions of its answer, whatever was imported since', async () => {
    const where = { lon: 2.64, lat: 50.545 };
    const asked = { where, date: '2024-10-01', schemes: ['fcs'] };
    const { reference } = await recorded('/v1/eligibility', asked);
    const before = service.loaded.current.zones.dataVersion;
    service.loaded.versions.append(
      { id: 'imported.1', origin: 'import', summary: 'a QIC', base: before, makeCurrent: true },
      { perimeters: [drawn('2024', 'QIC-CATORIVE', [square(2.64, 50.545, 100)])] },
    );
    service.loaded.current.refresh();
    expect((await post('/v1/eligibility', asked)).json().situation.tier).toBe('fcs-only');
    const proof = (await post(`/v1/decisions/${reference}/proof`, { question: asked })).json();
    expect(proof).toMatchObject({ dataVersion: before, answer: { tier: 'unknown' } });
    // The version may be stated, if it is the same.
    const named = (dataVersion: string) =>
      post(`/v1/decisions/${reference}/proof`, { question: { ...asked, dataVersion } });
    expect((await named(before)).statusCode).toBe(200);
    expect((await named('imported.1')).statusCode).toBe(409);
    service.loaded.versions.use(before);
    service.loaded.current.refresh();
  });
});

describe('the public keys', () => {
  it('may be cached, and follow a rotation', async () => {
    const url = '/.well-known/perimetre-keys.json';
    const answer = await service.app.inject(url);
    const etag = String(answer.headers.etag);
    expect((await service.app.inject({ url, headers: { 'if-none-match': etag } })).statusCode).toBe(304);
    const proof = await proven(question);
    const made = service.loaded.keys.rotate();
    const after = await service.app.inject({ url, headers: { 'if-none-match': etag } });
    expect(after.statusCode).toBe(200);
    const { keys } = after.json();
    expect(keys.map(({ kid }: { kid: string }) => kid)).toEqual([made.kid, proof.signature.key]);
    expect(await verifyProof(proof, keys)).toMatchObject({ isValid: true });
    expect((await proven(question)).signature.key).toBe(made.kid);
  });

  it('contain no private key', async () => {
    const { body } = await service.app.inject('/.well-known/perimetre-keys.json');
    expect(body).not.toContain('"d"');
    expect(body).not.toContain('PRIVATE');
  });
});

describe('nothing of a home', () => {
  it('is in a file, a log line, a metric or an error, whatever is recorded and proven', async () => {
    const errors: string[] = [];
    for (const where of [{ address: ADDRESS }, { lon: 2.62891357, lat: 50.51802468 }]) {
      const asked = { where, date: '2024-10-01', application: { expenses: 48_273.55 } };
      const { reference } = await recorded('/v1/eligibility', asked);
      const url = `/v1/decisions/${reference}/proof`;
      expect((await post(url, { question: asked })).statusCode).toBe(200);
      expect((await post(url, { question: asked }, 'application/pdf')).statusCode).toBe(200);
      for (const body of [
        { question: { ...asked, date: '2020-01-01' } },
        { question: { ...asked, [ADDRESS]: 1 } },
        { question: asked, show: { place: ADDRESS } },
        { question: { where: { address: ADDRESS.repeat(9) } } },
        { question: ADDRESS },
        { [ADDRESS]: asked },
      ]) {
        const answer = await post(url, body);
        expect(answer.statusCode).toBeGreaterThanOrEqual(400);
        errors.push(answer.body);
      }
    }
    await recorded('/v1/adulte-relais', { residence: { address: ADDRESS }, hiringDate: '2024-05-01' });
    await recorded('/v1/address-eligibility', { address: ADDRESS });
    const metrics = (await service.app.inject('/metrics')).body;
    const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['perimetre.db', 'perimetre.db-wal']));
    const written = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    const everything = [...errors, ...service.log, metrics, ...written].join('\n').toLowerCase();
    expect(everything).toContain('qn06208m');
    for (const mark of ['recognoissables', '2.62891357', '50.51802468', '48273', '48 273']) {
      expect(everything.includes(mark)).toBe(false);
    }
    // No file contains the expenses as a SQLite number, nor the position.
    for (const number of [2.62891357, 50.51802468, 48_273.55]) {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleBE(number);
      expect(written.some((text) => text.includes(bytes.toString('latin1')))).toBe(false);
    }
  });
});
