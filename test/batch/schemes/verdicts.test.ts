import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { placeColumns } from '../../../src/batch/answer-columns.ts';
import { type BatchOptions, CsvAnswer } from '../../../src/batch/csv-answer.ts';
import { readSchemeQuestion } from '../../../src/batch/schemes/scheme-question.ts';
import { type Declaration, declarations, facts } from '../../../src/rules/application.ts';
import type { Zones } from '../../../src/zones/zones.ts';
import { rulebook } from '../../rules/samples.ts';
import { randomFrom } from '../../shapes.ts';
import { drawnAll, registry, shipped, world } from '../../world.ts';
import { eligibilityOf, questionOf, someFacts, somewhere, verdictCells, writtenInFrench } from './eligibility.ts';

const schemes = [...rulebook.schemes.keys()];
const worlds: Record<string, Zones> = {
  'as shipped': shipped,
  'with the QIC, and the quarters of 2015': world({
    perimeters: [...drawnAll('2024', 'qic', 300), ...drawnAll('2015', 'qic', 200)],
  }),
};
/** Across the generations, and the days on which rules change. */
const dates = [
  ...['2014-06-01', '2015-06-01', '2016-12-31', '2017-01-01', '2018-12-15', '2020-02-29', '2021-01-01', '2022-07-01'],
  ...['2023-12-31', '2024-01-01', '2024-04-14', '2024-10-01', '2025-06-01', '2026-02-01', '2030-12-31', '2031-01-01'],
];

function answered(text: string, options: Partial<BatchOptions> & Pick<BatchOptions, 'zones' | 'schemes'>) {
  const csv = new CsvAnswer({ date: '2024-10-01', ...options });
  const bytes = Buffer.concat([...csv.push(Buffer.from(text)), ...csv.end()]);
  return parse(bytes, { columns: true, delimiter: ';' }) as Record<string, string>[];
}

describe.each(Object.entries(worlds))('the verdicts of a file are those of POST /v1/eligibility: %s', (_, zones) => {
  it('where rows are bare points, under the same facts', async () => {
    const random = randomFrom(5);
    for (const date of dates) {
      const application = someFacts(random);
      const places = Array.from({ length: 60 }, () => somewhere(random, zones));
      const given = Object.entries(application).map(([fact, value]) => `${fact}=${value}`);
      const text = `lon;lat\n${places.map((place) => place.join(';')).join('\n')}\n`;
      const rows = answered(text, { zones, date, schemes: questionOf({ schemes: schemes.join(), facts: given }) });
      for (const [i, [lon, lat]] of places.entries()) {
        const question = { where: { lon, lat }, date, schemes, application };
        expect(verdictCells(rows[i]!, schemes)).toEqual(await eligibilityOf(zones, question));
      }
    }
  });

  it('where each row has a date, an uncertainty, a commune and facts', async () => {
    const random = randomFrom(6);
    const names = Object.keys(declarations) as Declaration[];
    const codes = registry.communes.map(({ citycode }) => citycode);
    const asked = Array.from({ length: 700 }, (_, i) => {
      const [lon, lat] = somewhere(random, zones);
      const side = i % 6 === 0 ? { streetSide: (['inner', 'outer', 'unknown'] as const)[i % 3]! } : {};
      return {
        where: {
          ...{ lon, lat },
          ...(i % 3 === 0 ? { uncertainty: Math.round(10 ** (2.5 * random())) } : {}),
          ...(i % 4 === 0 ? { citycode: codes[Math.floor(random() * codes.length)]! } : {}),
        },
        date: dates[Math.floor(random() * dates.length)]!,
        schemes,
        application: { ...someFacts(random), ...side },
      };
    });
    const text = asked.map(({ where, date, application }) => {
      const cells = names.map((name) => writtenInFrench(application[name as never], declarations[name], random));
      return [where.lon, where.lat, date, where.uncertainty, where.citycode, ...cells].join(';');
    });
    const header = ['lon', 'lat', 'date', 'uncertainty', 'citycode', ...names.map((name) => `col ${name}`)].join(';');
    const question = questionOf({ schemes: schemes.join(), columns: names.map((name) => `${name}=COL ${name}`) });
    const rows = answered(`${header}\n${text.join('\n')}\n`, { zones, schemes: question });
    for (const [i, one] of asked.entries()) {
      expect(verdictCells(rows[i]!, schemes)).toEqual(await eligibilityOf(zones, one));
    }
    const verdicts = new Set(rows.flatMap((row) => schemes.map((scheme) => row[scheme])));
    expect([...verdicts].sort()).toEqual(['conditional', 'no', 'out-of-period', 'review']);
  });
});

describe('a row of facts', () => {
  const INSIDE = '2.6289;50.518';
  const fcs = (written: { facts?: string[]; columns?: string[] }) => questionOf({ schemes: 'fcs', ...written });

  it('has the columns of each scheme after ours, in the requested order', () => {
    const schemes = questionOf({ schemes: 'fcs, bop-147' });
    const [row] = answered(`lon;lat;fcs\n${INSIDE};x\n`, { zones: shipped, schemes });
    const names = Object.keys(row!);
    expect(names.slice(names.indexOf('status'))).toEqual([
      ...placeColumns.map(({ name }) => name),
      ...['fcs_perimetre', 'fcs_alternatives', 'fcs_ceiling'],
      ...['bop-147', 'bop-147_alternatives', 'bop-147_ceiling'],
    ]);
    expect(row).toMatchObject({ fcs: 'x', fcs_perimetre: 'conditional', 'bop-147': 'conditional' });
  });

  it('takes the value of the command where its cell is empty', () => {
    const schemes = fcs({ facts: ['applicant=individual'], columns: ['applicant=who'] });
    const rows = answered(`lon;lat;who\n${INSIDE};\n${INSIDE};association\n`, { zones: shipped, schemes });
    expect(rows.map(({ fcs }) => fcs)).toEqual(['no', 'conditional']);
  });

  it('is invalid where a cell is no value of its fact; the fact is named, the cell is not repeated', () => {
    const schemes = fcs({ columns: ['expenses=montant'] });
    const [row] = answered(`lon;lat;montant\n${INSIDE};0612345678 Dupont\n`, { zones: shipped, schemes });
    expect(row).toMatchObject({ status: 'invalid', tier: '', fcs: '', fcs_alternatives: '', fcs_ceiling: '' });
    expect(row!.reason).toBe('expenses invalide : un montant en euros de 0 à un milliard est attendu');
  });

  it('gives a ceiling where there is an amount, and alternatives where the place is in doubt', () => {
    const schemes = fcs({ facts: ['applicant=local-association', 'communeShare=1500'] });
    const rows = answered(`lon;lat\n${INSIDE}\n2.575;50.475\n2.67;50.56\n`, { zones: shipped, schemes });
    expect(rows.map((row) => verdictCells(row, ['fcs']))).toEqual([
      { fcs: 'conditional', fcs_alternatives: '', fcs_ceiling: '1500' },
      { fcs: 'review', fcs_alternatives: 'conditional;no', fcs_ceiling: '1500' },
      { fcs: 'no', fcs_alternatives: '', fcs_ceiling: '' },
    ]);
  });

  it('refuses a column that is missing from the file', () => {
    const schemes = fcs({ columns: ['expenses=montant'] });
    expect(() => answered(`lon;lat\n${INSIDE}\n`, { zones: shipped, schemes })).toThrow(
      'colonne « montant » introuvable ; colonnes lues : lon, lat',
    );
  });
});

describe('schemes and facts as texts', () => {
  const faultsOf = (written: { schemes: string; facts?: string[]; columns?: string[] }) => {
    const faults: [string, string][] = [];
    const whole = { facts: [], columns: [], ...written };
    readSchemeQuestion(whole, rulebook, (part, sentence) => faults.push([part, sentence]));
    return faults;
  };

  it('are refused with the known names, in one line each', () => {
    expect(faultsOf({ schemes: 'fcs,bop-148' })).toEqual([
      ['schemes', `le dispositif « bop-148 » est inconnu ; connus : ${schemes.join(', ')}`],
    ]);
    const known = [...Object.keys(facts), 'streetSide'].join(', ');
    expect(faultsOf({ schemes: 'fcs', facts: ['age=30'], columns: ['age=Age'] })).toEqual([
      ['facts', `le fait « age » est inconnu ; connus : ${known}`],
      ['columns', `le fait « age » est inconnu ; connus : ${known}`],
    ]);
    expect(faultsOf({ schemes: 'fcs', facts: ['applicant=12 rue Neuve'] })).toEqual([
      [
        'facts',
        expect.stringMatching(/^« applicant » : l’une de ces valeurs est attendue : association, .*individual$/),
      ],
    ]);
  });

  it('are refused when repeated, empty or without a value, and an invalid name is not repeated', () => {
    expect(faultsOf({ schemes: 'fcs,fcs' })).toEqual([['schemes', 'le dispositif « fcs » est demandé plusieurs fois']]);
    expect(faultsOf({ schemes: '' })[0]![1]).toMatch(/^le dispositif « \(nom illisible\) » est inconnu/);
    expect(faultsOf({ schemes: 'fcs', facts: ['expenses'] })[0]![1]).toMatch(
      /« expenses » : une valeur était attendue/,
    );
    expect(faultsOf({ schemes: 'fcs', facts: ['expenses=1', 'expenses=2'] })[0]![1]).toMatch(/donné plusieurs fois/);
    expect(faultsOf({ schemes: 'fcs', facts: ['12 rue Neuve=1'] })[0]![1]).not.toContain('Neuve');
    expect(faultsOf({ schemes: 'fcs', facts: ['toString=1'] })[0]![1]).toMatch(/est inconnu/);
  });
});
