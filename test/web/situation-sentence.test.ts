import { describe, expect, it } from 'vitest';
import { type Named, namedAs, sentenceOf as sentenceOfAny } from '../../src/web/answer/situation-sentence.ts';
import type { SituatedZone, Situation } from '../../src/web/answers.ts';

const zone = (given: Partial<SituatedZone> = {}): SituatedZone => ({
  ...{
    id: 'QN06208M',
    kind: 'qpv',
    name: 'Mont Liébaut',
    relation: 'inside',
    boundaryDistance: -58,
    certainty: 'firm',
  },
  perimeter: { status: 'official', precision: 0.2 },
  ...given,
});
const situation = (given: Partial<Situation>): Situation => ({
  ...{ date: '2024-10-01', generation: '2024', dataVersion: '1', tier: 'bop-147', certainty: 'firm' },
  ...{ possibleTiers: ['bop-147'], zones: [zone()], unknown: [], reasons: [] },
  ...given,
});
const outside = zone({ relation: 'band', boundaryDistance: 58 });
const distances = { band: 300, near: 500 };
const sentenceOf = (given: Situation, what: Named = 'address') => sentenceOfAny(given, what, distances);

describe('the sentence of an answer', () => {
  it('gives no distance for a place with an extent', () => {
    const everywhere = ['bop-147', 'fcs-only', 'fonds-de-concours', 'none'] as const;
    const vague = situation({ tier: 'unknown', certainty: 'review', possibleTiers: everywhere, zones: [outside] });
    for (const type of ['street', 'locality', 'municipality'] as const) {
      const { text, isSure } = sentenceOf(vague, namedAs({ type }));
      expect(isSure).toBe(false);
      expect(text).toMatch(/^(Cette voie|Ce lieu-dit|Cette commune) peut être en tout ou partie dans un quartier : /);
      expect(text).not.toMatch(/\d+ m/);
      expect(sentenceOf(situation({}), namedAs({ type })).text).toMatch(
        / est tout(e)? enti(er|ère) dans le quartier prioritaire « Mont Liébaut »\.$/,
      );
    }
    expect(sentenceOf(situation({ tier: 'none', possibleTiers: ['none'], zones: [] }), 'street').text).toBe(
      'Cette voie n’est dans aucun quartier, ni à moins de 300 m d’un quartier.',
    );
    expect(sentenceOf(situation({}), namedAs({ type: 'housenumber' })).text).toMatch(
      /^Cette adresse est dans .* à 58\sm de sa limite\.$/,
    );
  });

  it('names the kind of quarter that a doubtful place may be in', () => {
    const between = (possibleTiers: Situation['possibleTiers'], near: SituatedZone) =>
      sentenceOf(situation({ tier: 'unknown', certainty: 'review', possibleTiers, zones: [near] })).text;
    expect(between(['fcs-only', 'fonds-de-concours'], outside)).toContain(
      'et pourrait être dans un quartier d’intérêt communautaire (QIC) : c’est à examiner.',
    );
    expect(between(['bop-147', 'fonds-de-concours'], zone({ ...outside, certainty: 'review' }))).toContain(
      'et pourrait être dans ce quartier : c’est à examiner.',
    );
  });

  it('states what is sure about a place that is partly in doubt', () => {
    const doubtful = (zones: SituatedZone[], possibleTiers: Situation['possibleTiers']) =>
      sentenceOf(situation({ tier: 'unknown', certainty: 'review', possibleTiers, zones })).text;
    expect(doubtful([], ['fonds-de-concours', 'none'])).toBe(
      'Cette adresse n’est dans aucun quartier, mais peut-être à moins de 300 m de l’un d’eux : c’est à examiner.',
    );
    expect(doubtful([], ['fcs-only', 'none'])).toBe(
      'Les données ne permettent pas de dire si cette adresse est dans un quartier.',
    );
    const far = zone({ relation: 'near', boundaryDistance: 403 });
    expect(doubtful([far], ['fonds-de-concours', 'none'])).toMatch(
      /403\sm .* et peut-être à moins de 300 m d’un autre/,
    );
  });

  it('describes a place outside the loaded quarters by that alone', () => {
    const reasons = [{ code: 'coverage', message: 'Hors du territoire.' }];
    const beyond = situation({
      tier: 'unknown',
      certainty: 'review',
      possibleTiers: ['bop-147', 'none'],
      zones: [],
      reasons,
    });
    for (const what of ['point', 'street', 'municipality'] as const) {
      expect(sentenceOf(beyond, what)).toMatchObject({
        isSure: false,
        text: expect.stringMatching(/ est hors du territoire dont ce service connaît tous les quartiers\.$/),
      });
    }
  });

  it('names the band without its width where the distances are unknown', () => {
    const near = situation({ tier: 'fonds-de-concours', possibleTiers: ['fonds-de-concours'], zones: [outside] });
    expect(sentenceOfAny(near, 'point', null).text).toMatch(/ est à 58 m du quartier .*, donc dans la bande\.$/);
    expect(sentenceOf(near, 'point').text).toMatch(/, donc à moins de 300 m\.$/);
    expect(sentenceOfAny(near, 'street', null).text).toContain('tout entière dans la bande du quartier prioritaire');
  });

  it('gives no depth for a declared position, and no quarter that is not sure', () => {
    const reasons = [{ code: 'stated-side', message: '' }];
    expect(sentenceOf(situation({ reasons }), 'point').text).toBe(
      'Ce point est dans le quartier prioritaire « Mont Liébaut ».',
    );
    const two = [
      zone({ certainty: 'review' }),
      zone({ id: 'B', name: 'Renaissance', relation: 'band', certainty: 'review' }),
    ];
    expect(sentenceOf(situation({ zones: two })).text).toBe(
      'Cette adresse est dans un quartier, sans qu’on puisse dire lequel : « Mont Liébaut » ou « Renaissance ».',
    );
  });
});
