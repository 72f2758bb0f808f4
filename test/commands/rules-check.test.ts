import { describe, expect, it } from 'vitest';
import { perimetre } from './perimetre.ts';

const check = (...args: string[]) => perimetre(['rules', 'check', ...args], ':memory:');

describe('perimetre rules check', () => {
  it('reports nothing for rules that were verified within the year, and exits 0', async () => {
    const { code, stdout, stderr } = await check('--date', '2026-12-01');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+ dispositifs, version \S+ : 0 remarque\n$/m);
    expect(stdout).not.toMatch(/verifiedOn/);
  });

  it('prints each reference, with its link where the rules have its identifier', async () => {
    const { stdout } = await check('--date', '2026-12-01');
    expect(stdout).toContain(
      'adulte-relais.yaml: Code du travail, article L5134-102 : ' +
        'https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000044043083, vérifié le 21 novembre 2026\n',
    );
    expect(stdout).toContain('/LEGIARTI000031014056,');
    expect(stdout).toContain('tfpb-30.yaml: CGI, article 1388 bis : sans lien, vérifié le 21 novembre 2026\n');
  });

  it('lists schemes not verified for a year, and exits 2', async () => {
    const words = await check('--date', '2029-01-01');
    const json = await check('--date', '2029-01-01', '--json');
    expect(words.code).toBe(2);
    expect(words.stdout).toMatch(/^adulte-relais\.yaml: verifiedOn: /m);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout).findings).toContainEqual(
      expect.objectContaining({ scheme: 'adulte-relais', key: 'verifiedOn', message: expect.any(String) }),
    );
  });

  it('gives a program the references too, each as it is printed', async () => {
    const { rulesVersion, references, findings } = JSON.parse((await check('--date', '2026-12-01', '--json')).stdout);
    expect(findings).toEqual([]);
    expect(rulesVersion).toMatch(/^\d{4}-\d{2}-\d{2}\./);
    const { stdout } = await check('--date', '2026-12-01');
    expect(references).toHaveLength(stdout.trimEnd().split('\n').length - 1);
    expect(references).toContainEqual({
      scheme: 'adulte-relais',
      reference: 'Code du travail, article L5134-102',
      url: 'https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000044043083',
      verifiedOn: '2026-11-21',
    });
  });

  it('refuses a date that does not exist, and exits 1', async () => {
    const { code, stderr } = await check('--date', '2029-02-29');
    expect(code).toBe(1);
    expect(stderr).toMatch(/« 2029-02-29 » n’est pas une date/);
  });
});
