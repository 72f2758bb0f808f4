import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRulebook } from '../../src/rules/load-rulebook.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { explanationsFor } from '../../src/verdict.ts';
import { whySentences } from '../../src/web/answer/why-sentences.ts';
import { dataFolder, shipped } from '../world.ts';

const rulebook = loadRulebook(join(dataFolder, 'rules'));
const BETHUNE = { lon: 2.6289, lat: 50.518, uncertainty: 0 };

function sentencesOf(scheme: string, facts: object, date = '2024-10-01'): string[] {
  const situation = situationOf(BETHUNE, date, shipped);
  return explanationsFor(situation, facts, date, rulebook, [scheme]).flatMap(whySentences);
}

describe('« Pourquoi ? »', () => {
  it('gives the sentence of a condition, according to its outcome', () => {
    const conditionsOf = (facts: object) =>
      sentencesOf('bop-147', facts).filter((line) => line.startsWith('Condition'));
    expect(conditionsOf({ schoolTime: 'no' })).toContainEqual(
      expect.stringMatching(/^Condition remplie : L’action se tient hors du temps scolaire \(/),
    );
    expect(conditionsOf({ schoolTime: 'yes' })).toContainEqual(
      expect.stringMatching(
        /^Condition non remplie, ce qui donne « non » : L’action se tient pendant le temps scolaire/,
      ),
    );
    expect(conditionsOf({})).toContainEqual(
      expect.stringMatching(/^Condition à prouver : Montrer que l’action se tient hors du temps scolaire/),
    );
  });

  it.each([...rulebook.schemes.keys()])('is in French for %s: no code, no placeholder', (scheme) => {
    for (const date of ['2014-06-01', '2019-06-01', '2024-10-01', '2026-05-01', '2031-01-01']) {
      for (const applicant of [undefined, 'association', 'commune', 'landlord', 'company']) {
        for (const line of sentencesOf(scheme, applicant ? { applicant } : {}, date)) {
          for (const { code } of rulebook.schemes.get(scheme)!.conditions) expect(line).not.toContain(`« ${code} »`);
          expect(line).not.toMatch(/[{}]|undefined|null/);
        }
      }
    }
  });
});
