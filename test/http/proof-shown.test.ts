import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignedProof } from '../../src/proof/proof.ts';
import { shownBy } from '../../src/proof/prove.ts';
import { readProof } from '../../src/proof/read-proof.ts';
import { codesThatStay } from '../../src/proof/withheld.ts';
import { type BookRow, bookOf } from '../address/book.ts';
import { sentencesOf } from '../proof/pdf/reading.ts';
import { square } from '../shapes.ts';
import { dataFolder } from '../world.ts';
import { openService, type Service } from './service.ts';

/** A street along the limit, with its odd numbers inside and its even ones outside. */
const ROW = { street: 'Rue de la Limite', city: 'Béthune', citycode: '62119', postcode: '62400' };
const EAST = 2.63477;
const BOOK: BookRow[] = Array.from({ length: 12 }, (_, i) => ({
  ...{ ...ROW, number: i + 1, lon: EAST + (i % 2 === 0 ? -0.00008 : 0.00008), lat: 50.518 + i * 0.000001 },
}));

let book: Awaited<ReturnType<typeof bookOf>>;
let service: Service;
beforeAll(async () => {
  book = await bookOf(BOOK);
  service = openService({ addresses: book.path });
});
afterAll(async () => {
  await service.close();
  book.remove();
});

async function request(asked: object, show: object, accept: string, url: string) {
  const post = (path: string, payload: object) =>
    service.app.inject({ method: 'POST', url: path, payload, headers: { accept } });
  const { reference } = (await post(url, { ...asked, record: true })).json().decision;
  const answer = await post(`/v1/decisions/${reference}/proof`, { question: asked, show });
  expect(answer.statusCode).toBe(200);
  return answer;
}

/** The proof as JSON, and the words of its page. */
async function proven(asked: object, show: object = {}, url = '/v1/eligibility') {
  const pdf = (await request(asked, show, 'application/pdf', url)).rawPayload;
  return { proof: await readProof(pdf), page: sentencesOf(pdf) };
}

function messagesOf({ answer }: SignedProof) {
  const ofVerdicts = answer.verdicts.flatMap(({ reasons, conditions, notices }) => [
    ...reasons,
    ...conditions,
    ...notices,
  ]);
  return [...answer.reasons, ...ofVerdicts];
}

/** Five metres outside, within the doubt. */
const BY_THE_LIMIT = { lon: 2.6349043285889544, lat: 50.518, uncertainty: 8 };
const stated = (application: object) => ({ where: BY_THE_LIMIT, date: '2024-10-01', application });
const SIDE = stated({ streetSide: 'inner', addressOnLimitStreet: true, applicant: 'association', expenses: 5000 });

describe('the stated side of the street', () => {
  it('stays in a proof that shows its place, even without the facts', async () => {
    const { proof, page } = await proven(SIDE, { facts: false });
    const { application } = proof.question.body as { application: Record<string, unknown> };
    expect(application).toMatchObject({ streetSide: 'inner', addressOnLimitStreet: true });
    expect(Object.values(application).filter((value) => value !== null)).toEqual([true, 'inner']);
    expect(shownBy(proof)).toEqual({ place: true, facts: false });
    expect(page).toContain('Côté de la rue : celui du quartier');
    expect(page).not.toMatch(/Demandeur|Dépenses éligibles/);
  });

  it('is never shown as certain when it decides', async () => {
    const { proof, page } = await proven(SIDE);
    expect(proof.answer).toMatchObject({ certainty: 'firm', reasons: [{ code: 'stated-side' }] });
    expect(page).toMatch(/Dans le quartier « [^»]+ » \(QPV QN06208M\), d’après la déclaration\./);
    expect(page).toContain('D’après la déclaration : le lieu est du côté du quartier');
    expect(page).not.toContain('Situation sûre');
    expect(page).not.toMatch(/Dans le quartier [^.]*à [\d,]+ m de sa limite/);
    const { page: other } = await proven(stated({ streetSide: 'outer' }));
    expect(other).toContain('D’après la déclaration : le lieu n’est pas du côté du quartier');
    expect(other).not.toContain('Situation sûre');
  });

  it('is not shown as decisive when the data decides alone', async () => {
    const where = { lon: 2.6289, lat: 50.518, uncertainty: 5 };
    const { proof, page } = await proven({ where, date: '2024-10-01', application: { streetSide: 'inner' } });
    expect(proof.answer.reasons).toEqual([]);
    expect(page).toContain('Situation sûre');
    const { page: found } = await proven({
      where: { address: '3 rue de la Limite 62400 Béthune' },
      date: '2024-10-01',
    });
    expect(found).not.toContain('D’après la déclaration');
  });
});

/** Values measured in metres. */
const LAWFUL = /(?:300|500)\s+m(?![\wé])/g;
const METRES = /\d\s*m(?:ètres?)?(?![\wé²])/;

describe('a proof without its facts', () => {
  it('keeps every message that needs no fact, and no amount', async () => {
    const asked = { where: { lon: 2.6289, lat: 50.518 }, date: '2024-10-01' };
    const withFacts = { ...asked, application: { applicant: 'association', expenses: 5000 } };
    const { proof: plain } = await proven(asked);
    const { proof } = await proven(withFacts, { facts: false });
    const { proof: whole } = await proven(withFacts);
    const plainMessages = messagesOf(plain).map(({ message }) => message);
    const ofFacts = /-(?:met|unmet)$|^public-share|^amount/;
    const kept = messagesOf(whole).filter(
      ({ code, message }) => plainMessages.includes(message) && !ofFacts.test(code),
    );
    expect(kept.length).toBeGreaterThan(20);
    expect(messagesOf(proof)).toEqual(kept);
    expect(proof.answer.verdicts.map(({ amount }) => amount)).toEqual(proof.answer.verdicts.map(() => null));
  });
});

describe('a proof without its place', () => {
  const building = { geometry: { type: 'Polygon', coordinates: square(2.6355, 50.518, 15) } };
  const places: [string, object][] = [
    ['a point by the limit', stated({ streetSide: 'inner', addressOnLimitStreet: true })],
    ['a doubtful point by the limit', { where: BY_THE_LIMIT, date: '2024-10-01' }],
    ['a point in the band', { where: { lon: 2.6366, lat: 50.518 }, date: '2024-10-01' }],
    ['a point by the end of the band', { where: { lon: 2.639, lat: 50.518, uncertainty: 20 }, date: '2024-10-01' }],
    ['a small building', { where: building, date: '2024-10-01' }],
    ['an address of a limit street', { where: { address: '3 rue de la Limite 62400 Béthune' }, date: '2024-10-01' }],
    ['an address and its commune', { where: { address: '4 rue de la Limite', citycode: '62119' }, date: '2024-10-01' }],
  ];

  it.each(places)('of %s has no distance, no side and no street', async (_, asked) => {
    const { proof, page } = await proven(asked, { place: false });
    for (const { message } of messagesOf(proof)) expect(message.replaceAll(LAWFUL, '')).not.toMatch(METRES);
    expect(messagesOf(proof).map(({ code }) => code)).not.toContain('limit-street');
    // A signature and a reference may contain any letters.
    const { question, place, answer } = proof;
    expect(JSON.stringify({ question, place, answer })).not.toMatch(
      /doute :|du côté|\brue\b|"inner"|62119|boundaryDistance/i,
    );
    const { application } = proof.question.body as { application?: object };
    expect(application).toMatchObject({ streetSide: null, addressOnLimitStreet: null });
    expect(page).toContain('Le lieu n’est pas indiqué');
    expect(page).not.toMatch(/Côté de la rue|sur la rue/);
  });

  it('has them otherwise', async () => {
    const whole = await Promise.all(places.map(([, asked]) => proven(asked)));
    const messages = whole.flatMap(({ proof }) => messagesOf(proof));
    const codes = messages.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['limit-street', 'limit-within-doubt', 'building-entirely-near']));
    const text = messages.map(({ message }) => message).join();
    expect(text).toMatch(/point le plus éloigné est à \d/);
    expect(text).toMatch(/\(doute : \d/);
  });

  it('still shows that it depends on a declaration', async () => {
    const { page } = await proven(SIDE, { place: false });
    expect(page).not.toContain('Situation sûre');
    expect(page).toContain('La situation repose en partie sur ce qui a été déclaré du lieu.');
  });

  it('still has the texts that hold for any place, and the quarter', async () => {
    const { proof } = await proven({ where: { lon: 2.6289, lat: 50.518 }, date: '2024-10-01' }, { place: false });
    const whole = await proven({ where: { lon: 2.6289, lat: 50.518 }, date: '2024-10-01' });
    expect(proof.answer.verdicts.map(({ conditions }) => conditions)).toEqual(
      whole.proof.answer.verdicts.map(({ conditions }) => conditions),
    );
    expect(messagesOf(proof).map(({ code }) => code)).toContain('inside-qpv');
  });

  it('contains none of the sentences of the rules with a measure', async () => {
    const measuring = globSync('*.yaml', { cwd: join(dataFolder, 'rules') }).flatMap((file) => {
      const text = readFileSync(join(dataFolder, 'rules', file), 'utf8');
      return [...text.matchAll(/code: ([\w-]+)\s+message: "[^"\n]*\{(?:distance|nearest|farthest)\}/g)].map(
        ([, code]) => code!,
      );
    });
    expect(measuring.length).toBeGreaterThan(1);
    for (const code of measuring) expect(codesThatStay.has(code)).toBe(false);
  });
});

describe('a proof without its facts', () => {
  const FACTS = { ageConditionMet: true, withoutEmployment: true, postAgreed: true };
  const home = { residence: { lon: 2.6289, lat: 50.518, uncertainty: 5 }, hiringDate: '2024-05-01' };

  it('does not print them as reasons, and shows that they are hidden', async () => {
    const asked = { ...home, ...FACTS };
    const whole = await proven(asked, {}, '/v1/adulte-relais');
    expect(messagesOf(whole.proof).map(({ code }) => code)).toContain('age-met');
    expect(whole.page).toMatch(/26 ans[^.]* \(selon la déclaration\)\./);
    expect(whole.page).not.toContain('Ce document n’indique pas les faits déclarés, s’il y en a.');
    const { proof, page } = await proven(asked, { facts: false }, '/v1/adulte-relais');
    expect(messagesOf(proof).filter(({ code }) => /-(?:met|unmet)$/.test(code))).toEqual([]);
    expect(page).not.toContain('au moins 26 ans (selon');
    expect(page).toContain('Ce document n’indique pas les faits déclarés, s’il y en a.');
  });

  it('has no amount, no share of the public, and no other message due to the facts', async () => {
    const application = {
      ...{ applicant: 'association', expenses: 48_000, subsidies: 1000, actionYear: 2, publicShareFromQpv: 0.73 },
      ...{ category: 'roads', investment: true, contract: 'cdd', contractMonths: 7 },
    };
    const where = { lon: 2.6289, lat: 50.518, uncertainty: 5 };
    const asked = { where, date: '2024-10-01', application };
    const { proof } = await proven(asked, { facts: false });
    const whole = await proven(asked);
    expect(whole.proof.answer.verdicts.some(({ amount }) => amount !== null)).toBe(true);
    expect(proof.answer.verdicts.every(({ amount }) => amount === null)).toBe(true);
    const codes = messagesOf(proof).map(({ code }) => code);
    expect(codes.filter((code) => /^(?:public-share|amount)|-(?:met|unmet|eligible|degression)$/.test(code))).toEqual(
      [],
    );
    expect(JSON.stringify(proof.answer)).not.toMatch(/48\s?000|73 %|seconde année|deuxième année/);
    expect(shownBy(proof)).toEqual({ place: true, facts: false });
  });
});

describe('a proof of a drawn place', () => {
  const geometry = { type: 'Polygon', coordinates: square(2.63487, 50.518, 20) };
  const line = {
    type: 'LineString',
    coordinates: [
      [2.634, 50.518],
      [2.636, 50.5181],
    ],
  };
  it.each([
    ['a building', geometry],
    ['a street works', line],
  ])('%s is drawn among the quarters, and not as a point', async (_, geometry) => {
    const { proof, page } = await proven({ where: { geometry }, date: '2024-10-01' });
    expect(proof.place).toBeNull();
    expect(page).toContain('le tracé que porte la pièce jointe');
    expect(page).toContain('En tout ou partie dans le quartier');
    expect(page).toContain('tracé QPV');
    expect(page).toContain('moins de 300 m');
    expect(page).not.toMatch(/Le lieu n’est pas indiqué|Position|non indiqué/);
  });
});

describe('a stated commune', () => {
  const where = { lon: 2.6289, lat: 50.518, citycode: '62119' };

  it('is shown with the place, and hidden with it', async () => {
    const asked = { where, date: '2024-10-01', application: {} };
    for (const show of [{}, { facts: false }])
      expect((await proven(asked, show)).page).toContain('Commune indiquée code INSEE 62119');
    expect((await proven(asked, { place: false })).page).not.toMatch(/INSEE 62119|Commune indiquée/);
    const address = { address: '3 rue de la Limite', citycode: '62119', date: '2024-10-01' };
    expect((await proven(address, {}, '/v1/address-eligibility')).page).toContain('Commune indiquée');
  });
});

describe('a situation decided only by a declaration', () => {
  it('is recorded as such, and others are not', async () => {
    const restsOn = async (asked: object) => {
      const payload = { ...asked, record: true };
      const answer = await service.app.inject({ method: 'POST', url: '/v1/eligibility', payload });
      const { reference } = answer.json().decision;
      return (await service.app.inject(`/v1/decisions/${reference}`)).json().restsOn;
    };
    expect(await restsOn(SIDE)).toBe('declaration');
    expect(await restsOn({ ...SIDE, where: { lon: 2.6289, lat: 50.518, uncertainty: 5 } })).toBe('data');
  });
});

describe('a doubtful place', () => {
  it('is recorded with its possible answers', async () => {
    const asked = { where: BY_THE_LIMIT, date: '2024-10-01', record: true };
    const { situation, decision } = (
      await service.app.inject({ method: 'POST', url: '/v1/eligibility', payload: asked })
    ).json();
    const kept = (await service.app.inject(`/v1/decisions/${decision.reference}`)).json();
    expect(kept.possibleTiers).toEqual(situation.possibleTiers);
    expect(kept.possibleTiers.length).toBeGreaterThan(1);
  });

  it('is shown with its possible answers, not as inside the quarter', async () => {
    const where = { ...BY_THE_LIMIT, lon: 2.63475 };
    const { proof, page } = await proven({ where, date: '2024-10-01' });
    expect(proof.answer.certainty).toBe('review');
    expect(proof.answer.possibleTiers).toEqual(['bop-147', 'fcs-only', 'fonds-de-concours']);
    expect(proof.answer.zones[0]).toMatchObject({ relation: 'inside', certainty: 'review' });
    expect(page).toMatch(/Semble être dans le quartier « [^»]* » \(QPV QN06208M\), ce n’est pas sûr\./);
    expect(page).toContain(
      'Le lieu peut être dans un quartier prioritaire (QPV), ou dans un quartier d’intérêt communautaire (QIC), ' +
        'hors QPV, ou hors des quartiers, à moins de 300 m de l’un d’eux.',
    );
  });
});

describe('an address that is not found', () => {
  const asked = { where: { address: '999 rue Zzyzx 62400 Qqqq' }, date: '2024-10-01', schemes: ['adulte-relais'] };

  it('is shown as typed, with the content of the file on its page', async () => {
    const { proof, page } = await proven(asked);
    expect(JSON.stringify(proof.question.body)).toContain('Zzyzx');
    expect(page).toContain('999 rue Zzyzx 62400 Qqqq');
    expect(page).toContain('n’a pas été trouvée');
    expect(page).not.toContain('Le lieu n’est pas indiqué');
  });

  it('is neither on the page nor in the file when it is hidden', async () => {
    const { proof, page } = await proven(asked, { place: false });
    expect(JSON.stringify(proof)).not.toContain('Zzyzx');
    expect(page).toContain('Le lieu n’est pas indiqué');
  });
});
