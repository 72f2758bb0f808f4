import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { matchColumns, placeColumns } from '../../src/batch/answer-columns.ts';
import { bookOf } from '../address/book.ts';
import { type FakeGeoplateforme, featureOf, startFakeGeoplateforme } from '../address/fake-geoplateforme.ts';
import { cli, perimetre } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'batch-'));
const database = join(folder, 'perimetre.db');
afterAll(() => rmSync(folder, { recursive: true }));

const input = join(folder, 'in.csv');
const good = 'id;lon;lat;date\n1;2.6289;50.518;2024-10-01\n2;2.67;50.56;2024-10-01\n';
const batch = (...args: string[]) => perimetre(['batch', ...args], database);

describe('perimetre batch', () => {
  it('answers every row and exits 0, with a summary in one line', async () => {
    writeFileSync(input, good);
    const out = join(folder, 'out.csv');
    const { code, stdout, stderr } = await batch(input, '--out', out);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^2 lignes : 2 répondues dont 0 à examiner, 0 invalide ; \d+,\d s, [^\n]* lignes\/s\n$/);
    const [header, first, second, ...rest] = readFileSync(out, 'utf8').split('\n');
    expect(header).toBe(`id;lon;lat;date;${placeColumns.map(({ name }) => name).join(';')}`);
    expect(first).toMatch(/^1;2.6289;50.518;2024-10-01;ok;bop-147;/);
    expect(second).toMatch(/^2;2.67;50.56;2024-10-01;ok;none;/);
    expect(rest).toEqual(['']);
  });

  it('exits 2 when some rows are invalid, and writes them too', async () => {
    writeFileSync(input, `${good}3;x;50;2024-10-01\n`);
    const out = join(folder, 'some.csv');
    const { code, stderr } = await batch(input, '--out', out);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^3 lignes : 2 répondues dont 0 à examiner, 1 invalide/);
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(4);
  });

  it.each([
    ['a file that is not there', () => [join(folder, 'none.csv'), '--out', join(folder, 'x.csv')], /none\.csv/],
    ['a folder that is not there', () => [input, '--out', join(folder, 'nowhere', 'x.csv')], /nowhere/],
    ['no coordinates', () => [written('no.csv', 'a,b\n1,2\n'), '--out', join(folder, 'x.csv')], /lon/],
    ['nowhere to write', () => [input], /--out SORTIE\.csv ou --to-stdout/],
    ['two places to write', () => [input, '--out', 'x.csv', '--to-stdout'], /--out SORTIE\.csv ou --to-stdout/],
    ['nothing to read', () => ['--to-stdout'], /un fichier d’entrée, un seul/],
    ['two things to read', () => [input, '--from-stdin', '--to-stdout'], /un fichier d’entrée, un seul/],
    ['an unknown system', () => [input, '--to-stdout', '--crs', 'EPSG:9'], /EPSG:9 est inconnu/],
    ['an unknown encoding', () => [input, '--to-stdout', '--encoding', 'utf-16'], /utf-8 ou iso-8859-1 était attendu/],
    ['an unknown version', () => [input, '--to-stdout', '--data-version', 'x'], /il n’y a pas de version x/],
    [
      'a day that does not exist',
      () => [input, '--to-stdout', '--date', '2023-02-29'],
      /« 2023-02-29 » n’est pas une date/,
    ],
  ])('exits 1 with %s, one line, and no file', async (_, args, message) => {
    const { code, stdout, stderr } = await batch(...args());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^perimetre : [^\n]+\n(usage : [^\n]+\n)?$/);
    expect(readdirSync(folder).filter((name) => name.startsWith('x.csv'))).toEqual([]);
    expect(existsSync(join(folder, 'x.csv'))).toBe(false);
  });

  it('works in a pipe', async () => {
    const child = spawn(process.execPath, [cli, 'batch', '--from-stdin', '--to-stdout'], {
      env: { PATH: process.env.PATH, PERIMETRE_DB: database },
    });
    child.stdin.end(good);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(stdout.split('\n')[1]).toMatch(/^1;2.6289;50.518;2024-10-01;ok;bop-147;/);
  });
});

describe('perimetre batch --address', () => {
  let book: Awaited<ReturnType<typeof bookOf>>;
  let fake: FakeGeoplateforme;
  beforeAll(async () => {
    const street = { street: 'Rue des Essais', lon: 2.6289, lat: 50.518 };
    book = await bookOf([
      { ...street, number: 4, city: 'Béthune', citycode: '62119' },
      { ...street, number: 4, city: 'Essars', citycode: '62310', lon: 2.665, lat: 50.5485 },
    ]);
    fake = await startFakeGeoplateforme();
  });
  afterAll(async () => {
    book.remove();
    await fake.close();
  });

  function addresses(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const local = { ADDRESS_PROVIDER: 'local', PERIMETRE_ADDRESSES: book.path, GEOPLATEFORME_URL: fake.url };
    for (const [name, value] of Object.entries({ ...local, ...environment })) vi.stubEnv(name, value);
    return batch(...args);
  }

  const OURS = [...placeColumns, ...matchColumns].map(({ name }) => name).join(';');

  it('answers every row from its columns, with a summary without addresses', async () => {
    const path = written(
      'addresses.csv',
      'num;voie;cp;ville;insee\n4;rue des Essais;62400;Béthune;62119\n4;rue des Essais;;;\n;nulle part;;;\n',
    );
    const out = join(folder, 'addresses-out.csv');
    const columns = ['--address', 'num,voie,cp,VILLE', '--citycode', 'INSEE', '--postcode', 'cp'];
    const { code, stdout, stderr } = await addresses([path, '--out', out, ...columns, '--date', '2024-10-01']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(
      /^3 lignes : 3 répondues dont 2 à examiner \(1 adresse introuvable, 1 ambiguë\), 0 invalide ; \d+,\d s, [^\n]* lignes\/s\n$/,
    );
    const [header, first, second, third] = readFileSync(out, 'utf8').split('\n');
    expect(header).toBe(`num;voie;cp;ville;insee;${OURS}`);
    expect(first).toMatch(/^4;rue des Essais;62400;Béthune;62119;ok;bop-147;/);
    expect(first).toMatch(/;4 Rue des Essais 62400 Béthune;housenumber;1.000;2.6289000;50.5180000;1$/);
    expect(second).toMatch(/^4;rue des Essais;;;;ok;.*;review;2024;.*;Plusieurs adresses .*;2$/);
    expect(third).toMatch(/^;nulle part;;;;ok;unknown;;;;;review;2024;.*;L’adresse n’a pas été trouvée[^;]*;+0$/);
  });

  it('exits 2 when some rows have no address, and writes them too', async () => {
    const path = written('empty.csv', 'adresse\n""\n4 rue des Essais Béthune\n');
    const out = join(folder, 'empty-out.csv');
    const { code, stderr } = await addresses([path, '--out', out, '--address', 'adresse']);
    expect(code).toBe(2);
    expect(readFileSync(out, 'utf8').split('\n')[1]).toMatch(/^"",invalid,+adresse absente,{6,}$/);
    expect(stderr).toMatch(/1 invalide/);
  });

  it('uses the State’s geocoder where allowed; when it is down, all rows are to be rerun', async () => {
    const path = written('remote.csv', 'adresse\n12 rue des Essais\n13 rue Secrète\n');
    const remote = { ADDRESS_PROVIDER: 'geoplateforme' };
    const out = join(folder, 'remote-out.csv');
    fake.load(() => [featureOf({}, [2.6289, 50.518])]);
    const well = await addresses([path, '--out', out, '--address', 'adresse'], remote);
    expect(well.code).toBe(0);
    expect(readFileSync(out, 'utf8').split('\n')[1]).toMatch(
      /,ok,bop-147,.*,12 Rue des Essais 62400 Béthune,housenumber,0\.970,/,
    );
    fake.fail('down');
    const down = await addresses([path, '--out', out, '--address', 'adresse'], remote);
    fake.reset();
    expect(down.code).toBe(2);
    expect(readFileSync(out, 'utf8').match(/,invalid,.*relancez/g)).toHaveLength(2);
    expect(down.stderr).toMatch(/2 invalides dont 2 à relancer, le service d’adresses n’ayant pas répondu/);
    expect(down.stderr).not.toContain('Secrète');
  });

  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['no file of addresses', [], { PERIMETRE_ADDRESSES: '/none/addresses.db' }, /il n’y a pas de fichier d’adresses/],
    ['no geocoder', [], { ADDRESS_PROVIDER: 'off' }, /ADDRESS_PROVIDER=off/],
    ['a system of coordinates', ['--crs', 'EPSG:2154'], {}, /--crs et --address s’excluent/],
    ['an unknown column', ['--postcode', 'cp'], {}, /colonne « cp » introuvable ; colonnes lues : id, adresse/],
    ['no column', ['--address', ','], {}, /--address : un ou plusieurs noms de colonnes/],
  ])('exits 1 with %s, one line, and no file', async (_, args, environment, message) => {
    const path = written('never.csv', 'id;adresse\n1;rue Secrète\n');
    const out = join(folder, 'x.csv');
    const { code, stdout, stderr } = await addresses(
      [path, '--out', out, '--address', 'adresse', ...args],
      environment,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^perimetre : [^\n]+\n(usage : [^\n]+\n)?$/);
    expect(stderr).not.toContain('Secrète');
    expect(readdirSync(folder).filter((name) => name.startsWith('x.csv'))).toEqual([]);
  });

  it('filters of addresses require --address', async () => {
    const { code, stderr } = await addresses([input, '--to-stdout', '--citycode', 'insee']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/--citycode ne va qu’avec --address/);
  });

  it('has a help', async () => {
    const { code, stdout } = await addresses(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'perimetre batch aides.csv --out reponses.csv --address num,voie,cp,ville --citycode insee',
    );
  });
});

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
