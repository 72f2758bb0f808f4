import { describe, expect, it } from 'vitest';
import { attachmentOf } from '../../../src/proof/pdf/attachment.ts';
import { proofPdf } from '../../../src/proof/pdf/proof-pdf.ts';
import { answers } from '../../../src/rules/answer.ts';
import { context, hidden, proof, realVerdicts, verdict } from './proofs.ts';
import { contentsOf, pageCount, sentencesOf, wordsOf } from './reading.ts';

const NO_DECISION = 'Ce document est une indication signée par ce service ; il n’est pas une décision de l’État.';
const NO_PLACE = 'Le lieu n’est pas indiqué : ce document ne prouve rien d’une adresse particulière.';

describe('the page', () => {
  it('contains the question, the place, the answer, the versions and how to verify it', async () => {
    const pdf = await proofPdf(proof(), context);
    const text = sentencesOf(pdf);
    for (const expected of [
      'Indication d’éligibilité',
      NO_DECISION,
      '7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE',
      'Établie le 2 novembre 2024',
      '12 Rue du Levant, 62400 Béthune',
      '50,51300° N, 2,62500° E, à 20 m près',
      '1er octobre 2024',
      'Demandeur : CCAS',
      'Dans le quartier « Quartier du Levant » (QPV QN06208M), à 212,3 m de sa limite.',
      'Situation sûre',
      'Fonds de cohésion sociale de l’agglomération (FCS)',
      'Reste à justifier : Justifier du domicile.',
      'Contrat de ville (9 avril 2024)',
      'À qui s’adresser : Le service de l’agglomération',
      'Version des données : 2026-12-01.1. Version des règles : 2026-11-21.abcd1234.',
      'clé q3Zf0bXhT1m8Lk2w',
      'https://perimetre.example.org/verifier',
    ]) {
      expect(text).toContain(expected);
    }
    expect(text).not.toContain(NO_PLACE);
    expect(pageCount(pdf)).toBe(1);
  });

  it('prints no distance for an address known by its street or its commune alone', async () => {
    const printed = async (code: string, certainty: 'firm' | 'review', possibleTiers: string[]) => {
      const { answer } = proof();
      const reasons = [{ code, message: 'Seule l’étendue est connue.' }];
      return sentencesOf(await proofPdf(proof({ answer: { ...answer, certainty, possibleTiers, reasons } }), context));
    };
    const sure = await printed('address-street-only', 'firm', ['bop-147']);
    expect(sure).toContain('Dans le quartier « Quartier du Levant » (QPV QN06208M).');
    expect(sure).not.toContain('212,3 m');
    const doubtful = await printed('address-area-only', 'review', ['bop-147', 'none']);
    expect(doubtful).toContain('Connu par sa commune ou son lieu-dit seulement, le lieu peut être dans un quartier.');
    expect(doubtful).not.toMatch(/212,3 m|Hors du quartier|Semble être/);
    expect(await printed('address-street-only', 'review', ['fonds-de-concours', 'none'])).toContain(
      'Connu par sa voie seulement, le lieu peut être à moins de 300 m d’un quartier.',
    );
  });

  it('draws a street judged as a whole by its numbers, and not by a circle around its middle', async () => {
    const { place } = proof();
    const whole = { ...place!, address: 'Rue du Levant 62400 Béthune', uncertainty: 150 };
    const positions = [-2, -1, 0, 1, 2].map((i) => ({ lon: 2.625 + i * 0.0005, lat: 50.513, uncertainty: 20 }));
    const byCircle = sentencesOf(await proofPdf(proof({ place: whole }), context));
    expect(byCircle).toMatch(/doute/);
    const byNumbers = sentencesOf(await proofPdf(proof({ place: { ...whole, positions } }), context));
    expect(byNumbers).toContain('numéros connus de la voie');
    expect(byNumbers).not.toMatch(/ doute (QPV|QIC)/);
  });

  it.each(answers)('prints « %s » in words', async (answer) => {
    const words = {
      yes: 'OUI',
      conditional: 'SOUS CONDITIONS',
      review: 'À EXAMINER',
      no: 'NON',
      'out-of-period': 'HORS PÉRIODE',
    };
    expect(wordsOf(await proofPdf(proof({}, [verdict({ verdict: answer })]), context)).split('\n')).toContain(
      words[answer],
    );
  });

  it('prints the possible answers of a doubtful one', async () => {
    const doubtful = verdict({ verdict: 'review', certainty: 'review', alternatives: ['conditional', 'no'] });
    expect(sentencesOf(await proofPdf(proof({}, [doubtful]), context))).toContain(
      'À EXAMINER : SOUS CONDITIONS OU NON',
    );
  });

  it('prints an amount with its ceiling and the year of its source', async () => {
    const amount = { ceiling: 70_000, currency: 'EUR', status: 'review', statedFor: 2019 } as const;
    const text = sentencesOf(await proofPdf(proof({}, [verdict({ amount })]), context));
    expect(text).toContain('Montant : 70 000 € au plus, chiffre énoncé pour 2019, à confirmer.');
  });

  it('without a place has no map and no distance, and states that it proves nothing about an address', async () => {
    const text = sentencesOf(await proofPdf(hidden(), context));
    expect(text).toContain(NO_PLACE);
    expect(text).toContain('Dans le quartier « Quartier du Levant » (QPV QN06208M).');
    expect(text).not.toMatch(/212|Béthune|° N|moins de 300/);
  });

  it('draws a footprint as the place', async () => {
    const geometry = { type: 'Polygon', coordinates: context.perimeters[0]!.geometry[0] };
    const drawn = { ...hidden(), question: { kind: 'eligibility', body: { where: { geometry } } } } as const;
    const text = sentencesOf(await proofPdf(drawn, context));
    expect(text).toContain('le tracé que porte la pièce jointe');
    expect(text).not.toContain(NO_PLACE);
  });

  it('prints no link without a public address of the service', async () => {
    const bare = proof({ issuer: { name: 'Agglomération', url: null } });
    expect(sentencesOf(await proofPdf(bare, { ...context, verifyUrl: null }))).not.toContain('http');
  });
});

describe('what nobody declared', () => {
  it('is not supposed of the place: each scheme names the one that it looks at', async () => {
    const text = sentencesOf(await proofPdf(proof({}, realVerdicts()), context));
    expect(text).not.toMatch(/(?:Le domicile|L’établissement|Le logement|Le projet|Le collège)[^.;:]* (?:est|n’est) /);
    expect(text).toContain('Contrat adulte-relais (le domicile du candidat). Le lieu n’est dans aucun des périmètres');
    const [alone] = realVerdicts(['adulte-relais']);
    const one = sentencesOf(await proofPdf(proof({}, [alone!]), context));
    expect(one).toContain('La réponse vaut si le lieu de la question est celui qui compte pour le dispositif.');
    expect(one).toContain('Lieu qui compte : le domicile du candidat. Le lieu ');
  });

  it('is not supposed of the commune, which the page adds to a chosen address', async () => {
    const where = { address: '12 Rue du Levant, 62400 Béthune', citycode: '62119' };
    const body = { where, date: '2024-10-01' };
    const text = sentencesOf(await proofPdf(proof({ question: { kind: 'eligibility', body } }), context));
    expect(text).toContain('Commune indiquée code INSEE 62119');
    expect(text).not.toMatch(/[Dd]éclaré/);
  });

  it('is not supposed of facts that are hidden, whether there are any or not', async () => {
    const body = { where: { lon: 2.625, lat: 50.513 }, date: '2024-10-01', application: null };
    const text = sentencesOf(await proofPdf(proof({ question: { kind: 'eligibility', body } }), context));
    expect(text).toContain('Ce document n’indique pas les faits déclarés, s’il y en a.');
  });

  it('is apart from what was declared, which nobody verified', async () => {
    const facts = { ageConditionMet: true, withoutEmployment: false };
    const verdicts = realVerdicts(['adulte-relais'], facts);
    const body = { residence: { lon: 2.625, lat: 50.513 }, hiringDate: '2024-10-01', ...facts };
    const text = sentencesOf(await proofPdf(proof({ question: { kind: 'adulte-relais', body } }, verdicts), context));
    expect(text).toContain('Contrat adulte-relais : le domicile déclaré du candidat');
    expect(text).toContain('Déclaré, sans être vérifié : Condition d’âge remplie : oui');
    expect(text).toMatch(/à l’embauche \(selon la déclaration\)|aidé auquel il est mis fin \(selon la déclaration\)/);
  });
});

describe('all schemes at once', () => {
  it('take three pages at most, each with its answer, and refusals in a few words', async () => {
    const verdicts = realVerdicts();
    const pdf = await proofPdf(proof({}, verdicts), context);
    const text = sentencesOf(pdf);
    expect(verdicts.length).toBeGreaterThan(15);
    for (const { scheme } of verdicts) expect(text).toContain(context.schemes.get(scheme)!.label);
    for (const { conditions } of verdicts)
      for (const { message } of conditions) expect(text).toContain(message.replace(/\s/g, ' '));
    expect(pageCount(pdf)).toBeLessThanOrEqual(3);
    expect(text).toContain('Page 1 sur 3');
  });

  it('with very many reasons take the pages that they need, and stay readable', async () => {
    const message = 'Une raison qui n’en finit pas. '.repeat(300);
    const verdicts = realVerdicts().map((one) => ({ ...one, reasons: [{ code: 'long', message }] }));
    const pdf = await proofPdf(proof({}, verdicts), context);
    expect(pageCount(pdf)).toBeGreaterThan(5);
    expect(pageCount(pdf)).toBeLessThan(60);
  });

  it('an answer without any is a page too', async () => {
    expect(pageCount(await proofPdf(proof({}, []), context))).toBe(1);
  });
});

describe('difficult texts', () => {
  const long = `Quartier de la ${'très '.repeat(60)}longue ${'Rue'.repeat(200)}`;

  it('long names are broken, and nothing fails', async () => {
    const whole = proof();
    const zones = whole.answer.zones.map((zone) => ({ ...zone, name: long }));
    const place = { ...whole.place!, address: long };
    const named = { ...whole, issuer: { name: long, url: null }, place, answer: { ...whole.answer, zones } };
    const perimeters = context.perimeters.map((perimeter) => ({ ...perimeter, name: long }));
    const pdf = await proofPdf(named, { ...context, perimeters });
    expect(sentencesOf(pdf).replaceAll(' ', '')).toContain('Rue'.repeat(200));
  });

  it('letters that the fonts lack are replaced by a similar one, or a question mark', async () => {
    const strange = proof({ issuer: { name: 'Łódź — ≤ 3 日本 🏠 a\u0000b\u0301', url: null } });
    expect(sentencesOf(await proofPdf(strange, context))).toContain('Łódź — ≤ 3 ?? ? a?b');
  });

  it.each([
    ['no perimeter near', { perimeters: [] }, {}],
    ['no band', { band: undefined as never }, {}],
    [
      'a perimeter without a ring',
      { perimeters: [{ id: 'QN06208M', kind: 'qpv', name: 'X', geometry: [] }] as const },
      {},
    ],
    ['a great doubt', {}, { place: { address: null, lon: 2.625, lat: 50.513, uncertainty: 10_000 } }],
    ['a place at the limit', {}, { place: { address: null, lon: 2.62, lat: 50.512, uncertainty: 0 } }],
    ['a place at the antipodes', {}, { place: { address: null, lon: -177.4, lat: -50.5, uncertainty: 0 } }],
  ])('%s', async (_, contextParts, parts) => {
    const pdf = await proofPdf(proof(parts), { ...context, ...contextParts });
    expect(pageCount(pdf)).toBe(1);
    expect(contentsOf(pdf).join('\n')).not.toMatch(/NaN|Infinity|e-\d/);
  });
});

describe('the file', () => {
  it('has the same bytes for the same proof', async () => {
    const verdicts = realVerdicts();
    const first = await proofPdf(proof({}, verdicts), context);
    const second = await proofPdf(structuredClone(proof({}, verdicts)), context);
    expect(Buffer.from(second).equals(Buffer.from(first))).toBe(true);
  });

  it('is tagged, in French, titled, and dated by the proof', async () => {
    const text = Buffer.from(await proofPdf(proof(), context)).toString('latin1');
    expect(text).toContain('/Marked true');
    expect(text).toContain('/Lang (fr-FR)');
    expect(text).toContain('/DisplayDocTitle true');
    expect(text).toContain('/AFRelationship /Data');
    expect(text).toContain('(D:20241102000000Z)');
    expect(text.match(/\/S \/Figure/g)).toHaveLength(2);
    for (const role of ['H1', 'H2', 'H3', 'L', 'LI', 'LBody']) expect(text).toContain(`/S /${role}\n`);
  });

  it('is small', async () => {
    const pdf = await proofPdf(proof({}, realVerdicts()), context);
    expect(pdf.length).toBeLessThan(150_000);
    expect((await attachmentOf(pdf)).length).toBeGreaterThan(1_000);
  });
});
