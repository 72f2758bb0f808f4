import { describe, expect, it } from 'vitest';
import type { Geography, ZoneDistance } from '../../src/rules/geography.ts';
import { inForce } from '../../src/rules/history.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { verdictsFor } from '../../src/verdict.ts';
import { codes, placeOn, qic, qpv, rulebook, sampleFolder, verdictOf } from './samples.ts';

const DATE = '2024-10-01';
const at = (...zones: ZoneDistance[]) => placeOn(DATE, zones);
const messages = (verdict: { reasons: readonly { message: string }[] }) =>
  verdict.reasons.map(({ message }) => message.replace(/\s/g, ' ')).join(' ');

describe('less than 300 m is strict', () => {
  it.each([
    [-0.001, 'conditional'],
    [0, 'conditional'],
    [0.001, 'conditional'],
    [299.999, 'conditional'],
    [300, 'no'],
    [300.001, 'no'],
  ])('%d m from a QPV in 2019: %s', (distance, verdict) => {
    const place = placeOn('2019-06-01', [qpv(distance)]);
    expect(verdictOf('fonds-de-concours', '2019-06-01', place).verdict).toBe(verdict);
    expect(verdictOf('fonds-de-concours-majoration', '2019-06-01', place).verdict).toBe(verdict);
  });
  it('prints as less than 300 m up to the last millimetre', () => {
    const place = placeOn('2019-06-01', [qpv(299.999)]);
    expect(messages(verdictOf('fonds-de-concours', '2019-06-01', place))).toContain('à 299,9 m de la limite');
  });
});

describe('outside its period, a scheme gives the days of the period', () => {
  it.each([
    ['always', '"2019-01-01": { value: open', '2025-01-01', 'il s’applique jusqu’au 31 décembre 2024.'],
    ['2019-01-01', '', '2025-01-01', 'il s’applique du 1er janvier 2019 au 31 décembre 2024.'],
    ['2019-01-01', '"2025-01-01": null', '2018-12-31', 'il s’applique à partir du 1er janvier 2019.'],
  ])('from %s', (from, edited, date, sentence) => {
    const folder = sampleFolder('period', (text) => {
      if (from === 'always') return text.replace(edited, 'always: { value: open');
      return edited === '' ? `${text}\n` : text.replace(`  ${edited}\n`, '');
    });
    const verdict = verdictOf('sample', date, placeOn(date, [qpv(-1)]), {}, [], loadRulebook(folder));
    expect(verdict.verdict).toBe('out-of-period');
    expect(messages(verdict)).toContain(sentence);
  });
});

describe('a doubtful place', () => {
  it('is firm when every possible place gives the same verdict', () => {
    const verdict = verdictOf('fonds-de-concours', '2019-06-01', [
      placeOn('2019-06-01', [qpv(-3)]),
      placeOn('2019-06-01', [qpv(3)]),
    ]);
    expect(verdict).toMatchObject({ verdict: 'conditional', certainty: 'firm', alternatives: [] });
  });

  it('is review between its verdicts, best first, when they differ', () => {
    const verdict = verdictOf('adulte-relais', DATE, [at(), at(qic(-1)), at(qpv(-1)), at(qpv(5))]);
    expect(verdict).toMatchObject({
      verdict: 'review',
      certainty: 'review',
      alternatives: ['conditional', 'review', 'no'],
    });
    expect(codes(verdict.reasons)).toEqual([
      'place-decides',
      'hypothesis-conditional',
      'hypothesis-review',
      'hypothesis-no',
    ]);
    expect(messages(verdict)).toContain('« sous conditions », « à examiner » ou « non »');
  });

  it('is review with its alternatives even where one of them is review', () => {
    expect(verdictOf('bop-147', DATE, [at(qpv(-1)), at(qpv(1))])).toMatchObject({
      verdict: 'review',
      alternatives: ['conditional', 'review'],
    });
  });

  it('can surely be review, where the rule leaves it open', () => {
    expect(verdictOf('bop-147-poche', DATE, at(qic(-1)))).toMatchObject({
      verdict: 'review',
      certainty: 'firm',
      alternatives: [],
    });
  });

  it('is never refused when nothing is known about it', () => {
    expect(verdictOf('fcs', DATE, [])).toMatchObject({ verdict: 'review', certainty: 'review', alternatives: [] });
  });

  it('leaves nothing to prove where the answer is no', () => {
    const elsewhere = verdictOf('adulte-relais', DATE, at());
    expect(elsewhere).toMatchObject({ verdict: 'no', conditions: [] });
    expect(codes(elsewhere.whomToAsk)).toEqual(['prefecture-delegates', 'prefecture']);
  });

  it('keeps the reasons of the situation, which name the quarter without a perimeter', () => {
    const missing = { code: 'missing-perimeter', message: 'Le périmètre de la Cité des Oiseaux manque.' };
    const oiseaux = { ...qic(0, 'QIC-OISEAUX'), name: 'Cité des Oiseaux' };
    const verdict = verdictOf('fcs', DATE, [at(), at(oiseaux)], { fcsAxis: 1 }, [missing]);
    expect(verdict).toMatchObject({ verdict: 'review', alternatives: ['conditional', 'no'] });
    expect(verdict.reasons).toContainEqual(missing);
    expect(verdict.reasons.find(({ code }) => code === 'hypothesis-conditional')?.message).toContain('QIC-OISEAUX');
    const firm = verdictOf('tfpb-30', DATE, [at(), at(oiseaux)], {}, [missing]);
    expect(firm).toMatchObject({ verdict: 'no', certainty: 'firm' });
    expect(firm.reasons).not.toContainEqual(missing);
  });

  it('adds the services that decide the limit to those to ask', () => {
    const ask = (places: Geography[]) => codes(verdictOf('tfpb-30', DATE, places).whomToAsk);
    expect(ask([at(qpv(-1))])).toEqual(['tax-office']);
    expect(ask([at(qpv(-1)), at(qpv(1))])).toEqual(['tax-office', 'anct']);
    expect(codes(verdictOf('adulte-relais', DATE, [at(), at(qic(-1))]).whomToAsk)).toContain('agglomeration');
  });

  it('outside every generation is review for every scheme in its period that depends on the place', () => {
    const unknown = [at(), at(qpv(0, null)), at(qpv(150, null)), at(qic(0, null)), at(qic(150, null))].map((one) => ({
      ...one,
      generation: null,
    }));
    for (const { scheme, verdict } of verdictsFor({ memberships: unknown, reasons: [] }, {}, '2019-06-01', rulebook)) {
      const firm: Record<string, string> = { 'bop-147-poche': 'no', 'reussite-educative': 'conditional' };
      const isClosed = inForce(rulebook.schemes.get(scheme)!.period, '2019-06-01') === null;
      expect(verdict, scheme).toBe(isClosed ? 'out-of-period' : (firm[scheme] ?? 'review'));
    }
  });
});

describe('the commune', () => {
  const hulluch = { commune: '62464', inAgglomeration: false };
  const haisnes = { commune: '62401', inAgglomeration: true };
  const saintElie = { ...qpv(-20, 'QN06216M'), name: 'Quartier Saint-Elie - Fosse 13' };
  const inHulluch = placeOn(DATE, [saintElie], hulluch);
  const inHaisnes = placeOn(DATE, [saintElie], haisnes);

  it('of Hulluch is in a quarter but not in the agglomeration', () => {
    expect(verdictOf('fonds-de-concours', DATE, inHulluch)).toMatchObject({ verdict: 'no', certainty: 'firm' });
    expect(verdictOf('fcs', DATE, inHulluch)).toMatchObject({ verdict: 'review', certainty: 'firm' });
    expect(verdictOf('adulte-relais', DATE, inHulluch)).toMatchObject({ verdict: 'conditional', certainty: 'firm' });
    expect(codes(verdictOf('fonds-de-concours', DATE, inHulluch).reasons)).toContain('commune-outside');
  });

  it('decides where the data cannot distinguish Hulluch from its neighbours, with a reason', () => {
    for (const places of [
      [inHulluch, inHaisnes],
      [inHaisnes, inHulluch],
    ]) {
      const verdict = verdictOf('fonds-de-concours', DATE, places);
      expect(verdict).toMatchObject({ verdict: 'review', certainty: 'review', alternatives: ['conditional', 'no'] });
      expect(codes(verdict.reasons)).toContain('commune-decides');
      expect(codes(verdict.reasons)).not.toContain('place-decides');
    }
  });

  it('and the place may both decide', () => {
    const verdict = verdictOf('fonds-de-concours', DATE, [inHulluch, inHaisnes, placeOn(DATE, [], haisnes)]);
    expect(codes(verdict.reasons)).toEqual(expect.arrayContaining(['commune-decides', 'place-decides']));
  });

  it('and the place are both named where neither alone decides', () => {
    const verdict = verdictOf('fonds-de-concours', DATE, [inHaisnes, placeOn(DATE, [], hulluch)]);
    expect(verdict.alternatives).toEqual(['conditional', 'no']);
    expect(codes(verdict.reasons)).toEqual(expect.arrayContaining(['commune-decides', 'place-decides']));
  });

  it('does not decide where the place already refuses', () => {
    const verdict = verdictOf('fonds-de-concours', DATE, [placeOn(DATE, [], hulluch), placeOn(DATE, [], haisnes)]);
    expect(verdict).toMatchObject({ verdict: 'no', certainty: 'firm' });
  });

  it.each([
    ['cite-educative', DATE, '62119', 'conditional'],
    ['cite-educative', DATE, '62178', 'conditional'],
    ['cite-educative', DATE, '62516', 'no'],
    ['cite-educative', DATE, null, 'no'],
    ['reussite-educative', '2020-12-31', '62126', 'no'],
    ['reussite-educative', '2021-01-01', '62126', 'conditional'],
    ...['62048', '62083', '62119', '62178', '62194', '62270', '62555', '62516'].map((commune) => [
      'reussite-educative',
      '2019-01-01',
      commune,
      'conditional',
    ]),
    ['reussite-educative', DATE, '62617', 'no'],
  ] as [string, string, string | null, string][])('%s on %s in %s: %s', (scheme, date, commune, verdict) => {
    expect(verdictOf(scheme, date, placeOn(date, [], { commune })).verdict).toBe(verdict);
  });

  it('decides for the cité éducative on the edge of Béthune', () => {
    const verdict = verdictOf('cite-educative', DATE, [at(), placeOn(DATE, [], { commune: null })]);
    expect(verdict).toMatchObject({ verdict: 'review', alternatives: ['conditional', 'no'] });
    expect(codes(verdict.reasons)).toContain('commune-decides');
  });
});

describe('several quarters', () => {
  const several = at(qic(-5), qpv(120), qpv(250, 'QN06214M'));
  it('give the best verdict once, with every reason', () => {
    const verdict = verdictOf('fonds-de-concours', DATE, several, { applicant: 'commune', expenses: 100_000 });
    expect(verdict).toMatchObject({ verdict: 'conditional', amount: { ceiling: 40_000 } });
    expect(codes(verdict.reasons)).toEqual(expect.arrayContaining(['inside-qic', 'near-qpv']));
    for (const id of ['QIC-CATORIVE', 'QN06212M', 'QN06214M']) expect(messages(verdict)).toContain(id);
  });
  it('near, and only near, count for the majoration', () => {
    expect(verdictOf('fonds-de-concours-majoration', DATE, several).verdict).toBe('review');
  });
});

describe('the whole building of tva-5-5', () => {
  const building = (nearest: number, farthest: number, id = 'QN06212M', date = DATE, distance = nearest) =>
    verdictOf('tva-5-5', date, placeOn(date, [{ ...qpv(distance, id), nearest, farthest }], { extent: 'footprint' }));

  it.each([
    ['entirely inside', -40, -10, 'conditional'],
    ['partly inside, entirely near', -10, 20, 'conditional'],
    ['entirely less than 300 m away', 250, 299.999, 'conditional'],
    ['reaching 300 m', 250, 300, 'no'],
    ['partly inside, and reaching 300 m', -10, 300, 'no'],
    ['beyond', 310, 340, 'no'],
  ])('%s: %d to %d m: %s', (_, nearest, farthest, verdict) => {
    expect(building(nearest, farthest)).toMatchObject({ verdict, certainty: 'firm' });
  });

  it.each(['QN06208M', 'QN06211M', 'QP062008', 'QP062011'])(
    'around %s, in renewal, reaches farther since 2017',
    (id) => {
      expect(building(299.999, 499.999, id).verdict).toBe('conditional');
      expect(building(299.999, 500, id).verdict).toBe('no');
      expect(building(300, 400, id).verdict).toBe('no');
      expect(building(299, 400, id, '2016-12-31').verdict).toBe('no');
      expect(building(299, 400, id, '2017-01-01').verdict).toBe('conditional');
    },
  );

  it('is described with its position', () => {
    const messagesFor = (nearest: number, farthest: number) => messages(building(nearest, farthest));
    expect(messagesFor(-40, 0)).toBe('L’immeuble est dans le QPV Terrasses Basly (QN06212M).');
    expect(messagesFor(-40, 20)).toContain('L’immeuble est en partie dans le QPV Terrasses Basly (QN06212M).');
    expect(messagesFor(-40, 20)).toContain('son point le plus éloigné est à 20 m');
    expect(messagesFor(250, 290)).toContain(
      'à 250 m de la limite du QPV Terrasses Basly (QN06212M), soit moins de 300 m.',
    );
    expect(messagesFor(-40, 310)).toContain(
      'en partie dans le QPV Terrasses Basly (QN06212M) : cela n’ouvre pas ce dispositif ' +
        '(point le plus éloigné : 310 m, limite 300 m).',
    );
  });

  it('counts as a whole building, not a part of it', () => {
    expect(building(250, 310, 'QN06212M', DATE, 310).verdict).toBe('no');
    expect(building(250, 290, 'QN06212M', DATE, 290).verdict).toBe('conditional');
  });

  it.each([
    [-1, 'conditional'],
    [0, 'conditional'],
    [1, 'review'],
    [299, 'review'],
    [499.999, 'review'],
    [500, 'no'],
  ])('from a point alone, %d m: %s', (distance, verdict) => {
    expect(verdictOf('tva-5-5', DATE, at(qpv(distance))).verdict).toBe(verdict);
  });

  it('is never improved by a QIC', () => {
    expect(verdictOf('tva-5-5', DATE, at(qic(-10))).verdict).toBe('no');
  });
});

describe('a distance that is not measured', () => {
  const metres = /\d m\b/;
  const supposed = (distance: number) => at({ ...qpv(distance), isSupposed: true });
  const hypotheses = (scheme: string, ...places: Geography[]) =>
    verdictOf(scheme, '2019-06-01', places)
      .reasons.filter(({ code }) => code.startsWith('hypothesis'))
      .map(({ message }) => message.replace(/\s/g, ' '));

  it('is described by the limit that it is compared with', () => {
    const [near, far] = hypotheses('fonds-de-concours', supposed(150), supposed(399));
    expect(near).toContain('Le projet est à moins de 300 m de la limite du QPV');
    expect(far).toContain('Le projet est à 300 m ou plus de la limite du QPV');
    expect(`${near}${far}`).not.toMatch(/150|399/);
  });

  it('is described by the side of the limit where only that counts', () => {
    const [inside, outside] = hypotheses('adulte-relais', supposed(-20), supposed(399));
    expect(inside).toContain('dans le QPV');
    expect(outside).toMatch(/est hors du QPV .* : cela n’ouvre pas ce dispositif/);
    expect(outside).not.toMatch(metres);
  });
});

describe('the requested verdicts', () => {
  it('are all of them by default, in the order of the rulebook, or those named, in the order named', () => {
    const situation = { memberships: [at(qpv(-5))], reasons: [] };
    const all = verdictsFor(situation, {}, DATE, rulebook).map(({ scheme }) => scheme);
    expect(all).toEqual([...rulebook.schemes.keys()]);
    const some = verdictsFor(situation, {}, DATE, rulebook, ['fcs', 'bop-147']).map(({ scheme }) => scheme);
    expect(some).toEqual(['fcs', 'bop-147']);
    expect(() => verdictsFor(situation, {}, DATE, rulebook, ['nothing'])).toThrow('No scheme is called nothing');
  });

  it('are in whole sentences, without a placeholder left', () => {
    const memberships = [at(qpv(-5)), at(qpv(5), qic(100)), at(qic(-5)), at(qpv(0, null))];
    for (const date of ['2014-06-01', '2018-06-01', '2019-06-01', '2024-10-01', '2026-05-01'])
      for (const answer of verdictsFor({ memberships, reasons: [] }, { actionYear: 2 }, date, rulebook))
        for (const { code, message } of [...answer.reasons, ...answer.conditions, ...answer.notices]) {
          expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
          expect(message, `${answer.scheme} ${code}`).toMatch(/^[A-ZÀÉÊ«0-9][^{}]*[.»]$/);
          expect(message).not.toMatch(/undefined|null|NaN|Infinity|de le |à le |d'le /);
        }
  });
});
