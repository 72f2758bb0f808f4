import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookOf } from '../address/book.ts';
import { ledgerRows } from '../streets/street-books.ts';
import { perimetre } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'streets-'));
const database = join(folder, 'perimetre.db');
const DAY = ['--date', '2024-10-01'] as const;
/** A name that must be neither a formula nor markup, as a CSV quotes it. */
const ODD_NAME = '"Rue ""A&B"" <i>; Zone"';
const odd = { street: ODD_NAME, city: 'Béthune', citycode: '62119', number: 5002, lon: 2.629, lat: 50.5181 };
const inBruay = { street: 'Rue Pasteur', city: 'Bruay-la-Buissière', citycode: '62178', lon: 2.55, lat: 50.48 };

beforeAll(async () => {
  const { path, remove } = await bookOf([...ledgerRows, odd, inBruay]);
  copyFileSync(path, join(folder, 'addresses.db'));
  remove();
});
afterAll(() => rmSync(folder, { recursive: true }));

const streets = (...args: string[]) => perimetre(['streets', ...args], database);
const written = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('perimetre streets', () => {
  it('writes a CSV for French spreadsheets on standard output', async () => {
    const { code, stdout, stderr } = await streets('--zone', 'QN06208M', ...DAY);
    expect(code).toBe(0);
    expect(stdout.startsWith('\uFEFFvoie;commune;code_insee;')).toBe(true);
    const lines = stdout.split('\r\n');
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toBe('');
    expect(lines).toContain(
      'Rue du Milieu;Béthune;62119;;62400;QN06208M;Quartier Du Mont Liébaut;entièrement dedans;sûre;1 à 9;2 à ' +
        '10;;;10;10;0;;2024-10-01;2026-12-01.1;2026-11-21',
    );
    expect(stdout).toContain('\r\n"Rue ""A&B"" <i>; Zone";Béthune;');
    expect(stdout).toContain(';5002 (fictif);');
    expect(stderr).toMatch(/^4 voies\n• Les voies et leurs numéros sont ceux de la Base Adresse Nationale/);
  });

  it('gives every line as many fields as there are columns', async () => {
    for (const args of [
      ['--zone', 'QN06208M', '--band'],
      ['--commune', '62119'],
      ['--commune', '62464'],
    ]) {
      const { stdout } = await streets(...args, ...DAY);
      const counts = stdout
        .trimEnd()
        .split('\r\n')
        .map((line) => line.replaceAll(/"[^"]*"/g, '').split(';').length);
      expect(new Set(counts)).toEqual(new Set([20]));
    }
  });

  it('lists streets of a commune outside quarters, and those possibly in an undrawn one', async () => {
    const { stdout } = await streets('--commune', '62119', ...DAY);
    expect(stdout).toContain('\r\nRue Lointaine;Béthune;62119;;62400;;;inconnue;à examiner;;;;;10;0;0;QIC-CATORIVE;');
    expect((await streets('--commune', '62516', ...DAY)).stdout).toContain(';;;hors des quartiers;sûre;');
    const named = await streets('--commune', '62119', '--name', 'rue voisine', ...DAY);
    expect(named.stdout.trimEnd().split('\r\n')).toHaveLength(2);
    expect(named.stdout).toContain(';à moins de 300 m;à examiner;');
    expect((await streets('--zone', 'QN06208M', '--band', ...DAY)).stdout).toContain(';à moins de 300 m;sûre;');
  });

  it('takes a former INSEE code for that of today’s commune', async () => {
    const { stdout } = await streets('--commune', '62482', ...DAY);
    expect(stdout).toContain('\r\nRue Pasteur;Bruay-la-Buissière;62178;');
  });

  it('writes a sheet to print, in one file', async () => {
    const out = join(folder, 'liebaut.html');
    const { code, stdout } = await streets('--zone', 'QN06208M', '--band', ...DAY, '--out', out);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const sheet = written('liebaut.html');
    expect(sheet).toMatch(/^<!doctype html>\n<html lang="fr">/);
    expect(sheet).toContain('<title>Voies du quartier QN06208M, au 01/10/2024</title>');
    expect(sheet).toContain('version 2026-12-01.1, à 0,2 m près');
    expect(sheet).toContain('chargées le 21/11/2026 (département 62)');
    expect(sheet).toMatch(/Base Adresse Nationale, Licence Ouverte 2\.0\s; ANCT/);
    expect(sheet).toContain('6 voies : 2 entièrement dedans, 2 à moins de 300 m, 1 en limite, 1 en partie.');
    expect(sheet).toContain('Rue &quot;A&amp;B&quot; &lt;i&gt;; Zone');
    expect(sheet).not.toContain('<i>');
    expect(sheet).not.toMatch(/<script|<link|<img|https?:|url\(/);
    expect(sheet).toMatch(/@page \{\s*size: A4/);
  });

  it('writes a sheet of a commune, with the quarter of each street', async () => {
    await streets('--commune', '62119', ...DAY, '--out', join(folder, 'bethune.html'));
    const sheet = written('bethune.html');
    expect(sheet).toContain('<h1>Béthune <small>62119</small></h1>');
    expect(sheet).toMatch(/sans périmètre\s: <span class="id">QIC-CATORIVE</);
    expect(sheet).toMatch(/Le périmètre du quartier «\sCatorive\s»/);
    await streets('--commune', '62119', '--name', 'xylophone', ...DAY, '--out', join(folder, 'none.html'));
    expect(written('none.html')).toContain('Aucune voie connue.');
  });

  it('replaces a file only by a complete one, and leaves nothing else behind', async () => {
    const out = join(folder, 'twice.csv');
    await streets('--zone', 'QN06208M', ...DAY, '--out', out);
    const before = written('twice.csv');
    await streets('--zone', 'QN06208M', ...DAY, '--out', out);
    expect(written('twice.csv')).toBe(before);
    mkdirSync(join(folder, 'taken.csv'));
    const refused = await streets('--zone', 'QN06208M', ...DAY, '--out', join(folder, 'taken.csv'));
    expect(refused.stderr).toContain('taken.csv : c’est un dossier, un fichier était attendu');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.each([
    [[], '--zone ou --commune'],
    [['--zone', 'QN06208M', '--commune', '62119'], '--zone ou --commune'],
    [['--commune', 'Béthune'], '--commune : le code INSEE'],
    [['--commune', '62119', '--band'], '--generation et --band'],
    [['--zone', 'QN06208M', '--name', 'rue'], '--name ne vaut qu’avec --commune'],
    [['--zone', 'QN06208M', '--date', 'hier'], '--date'],
    [['--zone', 'QN06208M', '--out', 'voies.pdf'], 'en .csv ou en .html'],
    [['--zone', 'QN06208M', '62119'], 'argument inattendu'],
    [['--zone', 'QN99999M'], 'Aucun quartier'],
    [['--zone', 'QN06208M', '--data-version', 'none'], 'none'],
    [['--commune', '62999'], '--commune : le code INSEE'],
    [['--commune', '62041'], 'La commune 62041'],
    // An empty list would mean that it has no street.
    [['--zone', 'QIC-OISEAUX'], 'Le périmètre du quartier « Cité des Oiseaux »'],
    [['--zone', 'QN06208M', '--out', '/nowhere/voies.csv'], '/nowhere/voies.csv : ce dossier n’existe pas'],
  ])('%j ends with exit code 1 and a line with the reason', async (args, why) => {
    const { code, stdout, stderr } = await streets(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`perimetre : `);
    expect(stderr).toContain(why);
  });

  it('reports missing addresses and how to load them', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'streets-'));
    const { code, stderr } = await perimetre(['streets', '--zone', 'QN06208M'], join(empty, 'perimetre.db'));
    rmSync(empty, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain('perimetre data update --only addresses');
    expect(existsSync(empty)).toBe(false);
  });

  it('describes its formats in --help', async () => {
    const { stdout } = await streets('--help');
    expect(stdout).toContain('point-virgule, UTF-8 avec BOM');
  });
});
