import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRulebook } from '../../src/rules/check-rulebook.ts';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { rulebook, sampleFolder } from './samples.ts';

const findings = (edit: (text: string) => string, today = '2026-11-21') => {
  const folder = sampleFolder('edited', edit);
  const found = checkRulebook(loadRulebook(folder), today);
  rmSync(folder, { recursive: true });
  return found.map(({ key, message }) => `${key}: ${message}`);
};

const after = (line: string, more: string) => (text: string) => {
  if (!text.includes(line)) throw new Error(`the sample has no ${line}`);
  return text.replace(line, `${line}${more}`);
};
const instead = (line: string | RegExp, other: string) => (text: string) => text.replace(line, other);

describe('the shipped rulebook', () => {
  it('raises no objection on the day it was verified', () => expect(checkRulebook(rulebook, '2026-11-21')).toEqual([]));

  it('must be verified again a year later, file by file', () => {
    expect(checkRulebook(rulebook, '2027-11-20')).toEqual([]);
    const late = checkRulebook(rulebook, '2027-11-21');
    expect(late.map(({ scheme }) => scheme)).toEqual([...rulebook.schemes.keys()]);
    expect(late[0]).toEqual({
      scheme: 'adulte-relais',
      key: 'verifiedOn',
      message: 'dernière vérification le 2026-11-21, il y a un an ou plus',
    });
  });
});

describe('the check objects to', () => {
  it('a verification in the future', () => {
    expect(findings(instead('2026-11-21', '2026-11-22'))).toEqual([
      'verifiedOn: le 2026-11-22 est après aujourd’hui, 2026-11-21',
    ]);
  });

  it.each(['?', 'TODO', 'à compléter', '...'])('a reference without content: %s', (reference) => {
    const found = findings(
      instead(
        /prove: "Obtenir un vote\."\n( +)reference: .*/,
        `prove: "Obtenir un vote."\n$1reference: "${reference}"`,
      ),
    );
    expect(found).toEqual([`conditions.1.reference: « ${reference} » n’est pas une référence`]);
  });

  it('a geography that starts after the scheme', () => {
    expect(findings(instead(/(geography:\n +)"2019-01-01"/, '$1"2020-01-01"'))).toEqual([
      'geography: rien à partir de 2019-01-01, alors que le dispositif est ouvert',
    ]);
  });

  it('an amount that stops before the scheme', () => {
    const closing = '\n    "2023-01-01": null';
    expect(findings(instead(/(standing:\n.*)/, `$1${closing}`))).toEqual([
      'amount.standing: rien à partir de 2023-01-01, alors que le dispositif est ouvert',
    ]);
  });

  it('a value that stops before the scheme', () => {
    expect(findings(instead(/(.*value: 1000.*)/, '$1\n      "2024-01-01": null'))).toEqual([
      'values.ceiling: rien à partir de 2024-01-01, alors que le dispositif est ouvert',
    ]);
  });

  it('a distance that stops while a row names it', () => {
    expect(findings(instead(/(.*value: 300.*)/, '$1\n      "2024-01-01": null'))).toEqual([
      'values.band: rien à partir de 2024-01-01, alors qu’une ligne la nomme',
    ]);
  });

  it('a condition with two texts on one day', () => {
    const twice =
      `\n  - code: vote\n    from: "2020-01-01"\n    prove: "Obtenir deux votes."\n    reference: ` + `"Texte d'essai"`;
    expect(findings(instead(/(- code: vote\n.*\n.*)/, `$1${twice}`))).toEqual([
      'conditions.2: recouvre conditions.1 à partir de 2020-01-01',
    ]);
  });

  it('a condition missing between two periods', () => {
    const later =
      `\n  - code: vote\n    from: "2020-01-02"\n    prove: "Obtenir deux votes."\n    reference: ` + `"Texte d'essai"`;
    const edit = (text: string) =>
      text.replace(/- code: vote\n(.*\n.*)/, `- code: vote\n    until: "2019-12-31"\n$1${later}`);
    expect(findings(edit)).toEqual(['conditions.2: laisse un trou après 2019-12-31']);
    expect(findings((text) => edit(text).replace('2020-01-02', '2020-01-01'))).toEqual([]);
  });

  it('a quarter with a worse answer than elsewhere', () => {
    expect(findings(instead(/elsewhere: .*/, 'elsewhere: { verdict: conditional }'))).toEqual([
      'geography.2019-01-01.rows.1: donne review, moins que « ailleurs »',
    ]);
  });

  it('a place near a quarter with a better answer than inside', () => {
    expect(
      findings((text) =>
        text.replace('verdict: review', 'verdict: yes').replace('verdict: conditional', 'verdict: review'),
      ),
    ).toEqual(['geography.2019-01-01.rows.1: donne plus près de la zone que dedans']);
  });

  it('a row that an earlier one repeats', () => {
    const row = '      - { zone: qpv, closerThan: band, verdict: review }';
    expect(findings(after(row, `\n${row.replace('review', 'conditional')}`))).toEqual([
      'geography.2019-01-01.rows.2: examine la même chose que rows.1, qui vient avant',
    ]);
  });

  it('a conditional answer with nothing left to prove', () => {
    expect(findings(instead(/ +- code: vote\n.*\n.*\n/, ''))).toEqual([
      'conditions: rien ne reste à prouver une fois tous les faits donnés, et pourtant la réponse est sous conditions',
    ]);
  });

  it('a value that no rule names', () => {
    expect(findings(instead(/(bounds:\n) +- .*/, 'bounds: []'))).toEqual([
      'values.ceiling: aucune règle de ce fichier ne la nomme',
    ]);
  });
});
