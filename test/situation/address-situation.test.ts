import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/address/candidate.ts';
import type { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { uncertaintyOf } from '../../src/address/uncertainty.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { situationOfAddress } from '../../src/situation/address-situation.ts';
import { verdictsFor } from '../../src/verdict.ts';
import { type BookRow, openBookOf } from '../address/book.ts';
import { moved, square } from '../shapes.ts';
import { dataFolder, drawn, drawnAll, world } from '../world.ts';

/*
 * Made-up streets around a square of 400 m in place of the Mont Liébaut. The QIC are drawn elsewhere, so that nothing
 * else is in doubt.
 */
const MIDDLE = [2.6289, 50.518] as const;
const HALF = 200;
const DAY = '2024-05-01';
const zones = world({
  perimeters: [drawn('2024', 'QN06208M', [square(...MIDDLE, HALF)]), ...drawnAll('2024', 'qic', 50)],
});
const rulebook = loadRulebook(`${dataFolder}/rules`);

const bethune = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const at = (east: number, north: number) => {
  const [lon, lat] = moved(MIDDLE, east, north);
  return { lon, lat };
};
const row = (street: string, number: number, east: number, north: number, more: Partial<BookRow> = {}): BookRow => ({
  ...bethune,
  street,
  number,
  ...at(east, north),
  ...more,
});
const many = (count: number, make: (i: number) => BookRow) => Array.from({ length: count }, (_, i) => make(i));

const rows: BookRow[] = [
  ...many(10, (i) => row('Rue du Dedans', i + 1, -90 + i * 20, i % 2 ? 8 : -8)),
  ...many(10, (i) => row('Rue du Dehors', i + 1, -90 + i * 20, 800 + (i % 2 ? 8 : -8))),
  ...many(40, (i) => row('Rue Traversière', i + 1, i * 20, i % 2 ? 8 : -8)),
  // Its odd side is inside, north of the southern limit; its even side is outside.
  ...many(20, (i) => row('Rue de la Limite', i + 1, -150 + i * 15, -HALF + (i % 2 ? -7 : 7))),
  row('Rue de la Limite', 23, 165, -HALF - 7),
  // The same name twice.
  ...many(6, (i) => row('Rue Double', i + 1, i * 10, 20)),
  ...many(6, (i) => ({
    ...row('Rue Double', i + 1, i * 10, 3000),
    ...{ city: 'Annezin', citycode: '62035', postcode: '62232' },
  })),
  ...many(6, (i) => row('Rue Jumelle', i + 1, i * 10, 40)),
  ...many(6, (i) => ({
    ...row('Rue Jumelle', i + 1, i * 10 - 90, 60),
    ...{ city: 'Annezin', citycode: '62035', postcode: '62400' },
  })),
  // Their neighbours are on both sides of the limit.
  row('Rue Lacunaire', 2, 0, HALF - 60),
  row('Rue Lacunaire', 10, 0, HALF + 60),
  row('Rue des Parcelles', 1, 0, HALF - 20, { position: 'parcelle' }),
  row('Rue des Parcelles', 3, 0, HALF - 40, { position: 'parcelle' }),
];

let book: LocalAddresses;
let close: () => void;
beforeAll(async () => {
  ({ book, close } = await openBookOf(rows));
});
afterAll(() => close());

const answerOf = (text: string, more: { citycode?: string; streetSide?: 'inner' | 'outer' | 'unknown' } = {}) => {
  const found = situationOfAddress(
    book.search({ text, citycode: more.citycode, limit: 10 }),
    { text, ...more },
    DAY,
    zones,
  );
  const [verdict] = verdictsFor(found.situation, {}, DAY, rulebook, ['adulte-relais']);
  return { ...found, verdict: verdict!.verdict, firm: verdict!.certainty === 'firm' };
};

describe('an address', () => {
  it.each<[string, string, string, string, boolean, string[]]>([
    // address, tier, certainty, adulte-relais, whether that is firm, doubts
    ['3 rue du dedans béthune', 'bop-147', 'firm', 'conditional', true, []],
    ['3 rue du dehors béthune', 'none', 'firm', 'no', true, []],
    ['rue du dedans béthune', 'bop-147', 'firm', 'conditional', true, ['address-street-only']],
    [
      '99 rue du dedans béthune',
      'bop-147',
      'review',
      'review',
      false,
      ['address-unknown-number', 'address-street-only'],
    ],
    ['99 rue du dehors béthune', 'none', 'review', 'review', false, ['address-unknown-number', 'address-street-only']],
    ['3 impasse du dehors béthune', 'none', 'review', 'review', false, ['address-other-type']],
    ['3 avenue du dehors béthune', 'none', 'firm', 'no', true, []],
    ['3 rue du dehors 59000 béthune', 'none', 'review', 'review', false, ['address-other-postcode']],
    ['3 rue du dehors', 'none', 'review', 'review', false, ['address-no-commune']],
    ['3 à 9 rue du dehors béthune', 'none', 'firm', 'no', true, ['address-ambiguous']],
    ['1 à 40 rue traversière béthune', 'bop-147', 'review', 'review', false, ['address-too-many', 'address-ambiguous']],
    ['rue du dehors béthune', 'none', 'firm', 'no', true, ['address-street-only']],
    ['rue traversière béthune', 'bop-147', 'review', 'review', false, ['address-street-only']],
    ['2 rue double', 'bop-147', 'review', 'review', false, ['address-ambiguous', 'address-no-commune']],
    ['2 rue double annezin', 'none', 'firm', 'no', true, []],
    ['3 à 9 rue du dedans béthune', 'bop-147', 'firm', 'conditional', true, ['address-ambiguous']],
    // The quarter has no part in Annezin, where the data places one of the two.
    ['2 rue jumelle 62400', 'bop-147', 'review', 'review', false, ['address-ambiguous']],
    ['6 rue lacunaire béthune', 'bop-147', 'review', 'review', false, ['address-interpolated']],
    ['1 rue des parcelles béthune', 'bop-147', 'review', 'review', false, []],
    ['3 rue des parcelles béthune', 'bop-147', 'firm', 'conditional', true, []],
    ['béthune', 'bop-147', 'review', 'review', false, ['address-area-only']],
    ['3 rue introuvable béthune', 'unknown', 'review', 'review', false, ['address-not-found']],
  ])('%s: %s, %s; adulte-relais %s', (text, tier, certainty, verdict, isFirm, doubts) => {
    const answer = answerOf(text);
    const reasons = answer.situation.reasons.map(({ code }) => code).filter((code) => code.startsWith('address-'));
    expect({ tier: answer.situation.tier, certainty: answer.situation.certainty, reasons }).toEqual({
      tier,
      certainty,
      reasons: doubts,
    });
    expect([answer.verdict, answer.firm]).toEqual([verdict, isFirm]);
  });

  it('that is ambiguous: each candidate has its own outcome', () => {
    const { candidates, situation } = answerOf('2 rue double');
    const tiers = candidates.map(({ candidate, situation: own }) => [candidate.city, own.tier, own.certainty]);
    expect(tiers.sort()).toEqual([
      ['Annezin', 'none', 'firm'],
      ['Béthune', 'bop-147', 'firm'],
    ]);
    expect(situation.possibleTiers).toEqual(expect.arrayContaining(['bop-147', 'none']));
  });

  it('that is not found: nothing that a place could open is refused', () => {
    const { situation } = answerOf('3 rue introuvable béthune');
    const verdicts = verdictsFor(situation, {}, DAY, rulebook);
    const refused = verdicts.filter(({ verdict }) => verdict === 'no').map(({ scheme }) => scheme);
    expect(refused).toEqual([]);
    // Answers that no place can change stay the same.
    const [excluded] = verdictsFor(situation, { applicant: 'company' }, DAY, rulebook, ['fonds-de-concours']);
    expect(excluded).toMatchObject({ verdict: 'no', certainty: 'firm' });
  });

  it('that resembles too little: no candidate is accepted', () => {
    const [right] = book.search({ text: '3 rue du dehors béthune', limit: 1 });
    const doubtful = { ...right!, score: 0.65 };
    const { situation } = situationOfAddress([doubtful], { text: '3 rue du dehors béthune' }, DAY, zones);
    expect(situation).toMatchObject({ certainty: 'review' });
    expect(situation.reasons[0]!.code).toBe('address-weak');
    const sure = situationOfAddress([{ ...right!, score: 0.7 }], { text: '3 rue du dehors béthune' }, DAY, zones);
    expect(sure.situation.certainty).toBe('firm');
  });
});

describe('a score alone decides nothing', () => {
  const remote = (score: number, more: Partial<Candidate> = {}): Candidate => ({
    type: 'housenumber',
    id: 'x',
    label: '3 Rue Lointaine 62400 Béthune',
    score,
    housenumber: '3',
    name: '3 Rue Lointaine',
    street: 'Rue Lointaine',
    ...bethune,
    oldcitycode: null,
    oldcity: null,
    ...at(0, 0),
    positionType: 'unknown',
    uncertainty: uncertaintyOf.unknown,
    importance: 0.5,
    provider: 'geoplateforme',
    ...more,
  });
  const certainty = (candidates: Candidate[], text = '3 rue lointaine béthune') =>
    situationOfAddress(candidates, { text }, DAY, zones).situation.certainty;

  it('one candidate is accepted at 0.7 and none at 0.34; two at 0.9 are ambiguous', () => {
    expect(certainty([remote(0.7)])).toBe('firm');
    expect(certainty([remote(0.9), remote(0.88, at(3000, 3000))])).toBe('review');
    expect(certainty([remote(0.9), remote(0.6, at(3000, 3000))])).toBe('firm');
    expect(certainty([remote(0.34)])).toBe('review');
  });

  it('as many equal candidates as requested may hide others: ten that agree are not certain', () => {
    const alike = Array.from({ length: 10 }, (_, i) => remote(0.9, { ...at(2000 + i, 0), label: `3 Rue ${i}` }));
    expect(certainty(alike)).toBe('review');
    expect(certainty(alike.slice(1))).toBe('firm');
  });

  it('a candidate of another commune than the stated one is not accepted', () => {
    const [candidate] = [remote(0.95, { citycode: '62178' })];
    const { situation } = situationOfAddress([candidate], { text: '3 rue lointaine', citycode: '62119' }, DAY, zones);
    expect(situation.certainty).toBe('review');
  });

  it('a candidate with another number than the requested one is not accepted', () => {
    expect(certainty([remote(0.95, { housenumber: '13' })])).toBe('review');
  });

  it('a remote street of unknown extent is judged as far as streets reach', () => {
    const street = remote(0.95, { type: 'street', housenumber: null, positionType: 'street', uncertainty: 1000 });
    expect(certainty([street])).toBe('review');
  });
});

describe('a house on a street that is a limit', () => {
  it.each([
    ['7', 'conditional'],
    ['8', 'no'],
    ['11', 'conditional'],
    ['12', 'no'],
  ])('is on the side of its number, with that reason: %s', (number, verdict) => {
    const answer = answerOf(`${number} rue de la limite béthune`);
    expect([answer.verdict, answer.firm, answer.isOnLimitStreet]).toEqual([verdict, true, true]);
    expect(answer.situation.reasons.map(({ code }) => code)).toContain('limit-street');
  });

  it('is to review when its position is across the street from its neighbours', () => {
    const answer = answerOf('23 rue de la limite béthune');
    expect([answer.verdict, answer.isOnLimitStreet]).toEqual(['review', true]);
  });

  it('is on the stated side, where the doubt reaches the limit', () => {
    const near = moved(MIDDLE, 0, HALF);
    const [candidate] = book.search({ text: '7 rue de la limite béthune', limit: 1 });
    const onIt = { ...candidate!, lon: near[0], lat: near[1], numbers: undefined };
    const sideOf = (streetSide: 'inner' | 'outer' | 'unknown') =>
      situationOfAddress([onIt], { text: '7 rue de la limite béthune', streetSide }, DAY, zones).situation
        .possibleTiers;
    expect(sideOf('inner')).toEqual(['bop-147']);
    expect(sideOf('outer')).toEqual(['fonds-de-concours']);
    expect(sideOf('unknown')).toEqual(['bop-147', 'fonds-de-concours']);
  });

  it('has no side on a street that crosses the limit', () => {
    expect(answerOf('11 rue traversière béthune').isOnLimitStreet).toBe(false);
  });
});
