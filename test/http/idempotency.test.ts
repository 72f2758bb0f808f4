import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LightMyRequestResponse } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../src/load.ts';
import { Decisions } from '../../src/proof/records.ts';
import { openStore } from '../../src/store/open.ts';
import { openService, pathsOf, type Service } from './service.ts';

const KEY = '5a3f0b0e-8c1d-4f5e-9a41-2f6f3c1f7a55';
const QUESTION = {
  where: { lon: 2.6289, lat: 50.518, uncertainty: 5 },
  date: '2024-10-01',
  schemes: ['fcs'],
  application: { applicant: 'association' },
  record: true,
};

let folder: string;
let service: Service;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perimetre-idempotency-'));
  service = openService({ folder });
});
afterEach(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

function ask(body: object, key?: string, url = '/v1/eligibility'): Promise<LightMyRequestResponse> {
  const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) };
  return service.app.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) });
}

describe('a request with an Idempotency-Key', () => {
  it('is recorded once, and has one answer, also after a restart', async () => {
    const first = await ask(QUESTION, KEY);
    expect(first.statusCode).toBe(200);
    expect((await ask(QUESTION, KEY)).json()).toEqual(first.json());
    await service.close();
    service = openService({ folder });
    const again = await ask(QUESTION, KEY);
    expect(again.json()).toEqual(first.json());
    const { reference, secret } = again.json().decision;
    const headers = { authorization: `Bearer ${secret}` };
    const erased = await service.app.inject({ method: 'DELETE', url: `/v1/decisions/${reference}`, headers });
    expect(erased.statusCode).toBe(204);
  });

  it.each([
    ['/v1/adulte-relais', { residence: QUESTION.where, hiringDate: '2024-05-01', record: true }],
    ['/v1/eligibility', { where: QUESTION.where, record: true }],
  ])('is so on each route, and without a date: %s', async (url, question) => {
    const first = await ask(question, KEY, url);
    expect(first.statusCode).toBe(200);
    expect((await ask(question, KEY, url)).json()).toEqual(first.json());
  });

  it('is the same whatever the order of its fields, and whether its key has quotes', async () => {
    const reversed = Object.fromEntries(Object.entries(QUESTION).reverse());
    const first = await ask(QUESTION, KEY);
    expect((await ask(reversed, `"${KEY}"`)).json()).toEqual(first.json());
  });

  it('is recorded once when it is sent several times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(QUESTION, KEY)));
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
  });

  it('is recorded once by two processes of one database', async () => {
    const other = openService({ folder });
    const headers = { 'content-type': 'application/json', 'idempotency-key': KEY };
    const send = ({ app }: Service) =>
      app.inject({ method: 'POST', url: '/v1/eligibility', headers, payload: JSON.stringify(QUESTION) });
    const answers = await Promise.all([send(service), send(other), send(service), send(other)]);
    await other.close();
    expect(new Set(answers.map((answer) => answer.json().decision.reference)).size).toBe(1);
  });

  it('is refused for another question, without repeating anything', async () => {
    await ask(QUESTION, KEY);
    for (const [body, url] of [
      [{ ...QUESTION, where: { lon: 2.6408, lat: 50.5213 } }, '/v1/eligibility'],
      [{ ...QUESTION, application: { applicant: 'company' } }, '/v1/eligibility'],
      [{ residence: QUESTION.where, hiringDate: '2024-10-01', record: true }, '/v1/adulte-relais'],
    ] as const) {
      const answer = await ask(body, KEY, url);
      expect(answer.statusCode).toBe(409);
      expect(answer.json()).toMatchObject({ type: '/problems/question-differs' });
      expect(answer.body).not.toMatch(/2\.6|50\.5|5a3f0b0e/);
    }
  });

  it('records anew once its record is erased', async () => {
    const { decision } = (await ask(QUESTION, KEY)).json();
    const headers = { authorization: `Bearer ${decision.secret}` };
    await service.app.inject({ method: 'DELETE', url: `/v1/decisions/${decision.reference}`, headers });
    const again = (await ask(QUESTION, KEY)).json();
    expect(again.decision.reference).not.toBe(decision.reference);
  });

  it('counts for two days', async () => {
    let today = '2026-11-30';
    const database = openStore(service.database, migrations);
    const decisions = new Decisions(database, 1095, () => today);
    await service.close();
    service = openService({ folder }, (loaded) => ({ ...loaded, decisions }));
    const { decision } = (await ask(QUESTION, KEY)).json();
    today = '2026-12-01';
    expect(await decisions.purge()).toBe(0);
    expect((await ask(QUESTION, KEY)).json().decision).toEqual(decision);
    today = '2026-12-02';
    expect((await ask({ ...QUESTION, schemes: ['bop-147'] }, KEY)).statusCode).toBe(200);
    today = '2026-12-05';
    await decisions.purge();
    expect(database.prepare('SELECT count(*) FROM request_key').pluck().get()).toBe(0);
    database.close();
  });

  it.each([['court'], ['a'.repeat(256)], ['avec des blancs'], ['été-2026-été'], ['']])(
    'is refused where the key is no key: %j',
    async (key) => {
      const answer = await ask(QUESTION, key);
      expect(answer.statusCode).toBe(400);
      expect(pathsOf(answer.json())).toEqual(['Idempotency-Key']);
      if (key !== '') expect(answer.body).not.toContain(key);
    },
  );

  it('ignores the key where nothing is recorded', async () => {
    const { record: _, ...question } = QUESTION;
    expect((await ask(question, 'court')).statusCode).toBe(200);
  });

  it('leaves neither the key, nor the secret, nor anything of the question in the files', async () => {
    const where = { lon: 2.62891234567, lat: 50.51801234567 };
    const { decision } = (await ask({ ...QUESTION, where }, KEY)).json();
    const bytes = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(join(folder, name), 'latin1'));
    for (const text of [
      KEY,
      decision.secret,
      Buffer.from(decision.secret, 'base64url').toString('latin1'),
      '1234567',
    ]) {
      expect(bytes.some((content) => content.includes(text))).toBe(false);
    }
  });
});
