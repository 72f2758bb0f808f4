import { describe, expect, it } from 'vitest';
import { perimetre } from './perimetre.ts';

const run = (...args: string[]) => perimetre(['rules', ...args], ':memory:');

describe('perimetre rules coverage', () => {
  it('finds a case for every period, row, commune, condition and bound of the rules', async () => {
    const { code, stdout, stderr } = await run('coverage');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+ cas, \d+ dispositifs : 0 partie non atteinte\n$/);
  });

  it('refuses a table that is absent', async () => {
    const { code, stderr } = await run('coverage', '--cases', '/nowhere.yaml');
    expect(code).toBe(1);
    expect(stderr).toContain('la table des cas est absente');
  });
});

describe('perimetre rules cases', () => {
  it('writes each case of a scheme as a French sentence', async () => {
    const { code, stdout } = await run('cases', '--scheme', 'emplois-francs');
    expect(code).toBe(0);
    expect(stdout.replace(/[\u00a0\u202f]/g, ' ')).toContain(
      'Le 1er avril 2018, dans QP093999 (demandeur : entreprise ; inscription comme demandeur d’emploi : oui ; ' +
        'contrat : CDI) : « Emplois francs » répond « sous conditions », au plus 15 000 €.',
    );
    for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^Le .+ : .+\.$/);
  });

  it('refuses an unknown scheme', async () => {
    const { code, stderr } = await run('cases', '--scheme', 'autre');
    expect(code).toBe(1);
    expect(stderr).toContain('« autre » est inconnu');
  });
});
