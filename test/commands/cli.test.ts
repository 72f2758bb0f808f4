import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsedArguments } from '../../src/commands/arguments.ts';
import { type Command, numberOf } from '../../src/commands/command.ts';
import { openNew } from '../../src/store/open.ts';
import { cli, perimetre, spawned } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const database = join(folder, 'perimetre.db');
afterAll(() => rmSync(folder, { recursive: true }));

const names = [
  'lookup',
  'batch',
  'zones import',
  'zones versions',
  'zones use',
  'zones export',
  'data update',
  'rules check',
];

describe('perimetre', () => {
  it.skipIf(!existsSync('/dev/full'))('reports in one line that standard output is full', () => {
    const input = join(folder, 'full.csv');
    writeFileSync(input, 'lon,lat\n2.6289,50.518\n');
    for (const args of [
      ['batch', input, '--to-stdout'],
      ['zones', 'versions'],
    ]) {
      const full = openSync('/dev/full', 'w');
      const { status, stderr } = spawnSync(process.execPath, [cli, ...args], {
        env: { PATH: process.env.PATH, PERIMETRE_DB: database },
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: 'perimetre : sortie standard : il n’y a plus de place sur le disque\n',
      });
    }
  });

  it('alone, or with --help, lists every command and exits 0', async () => {
    for (const args of [[], ['--help'], ['help'], ['zones', '-h']]) {
      const { code, stdout, stderr } = await perimetre(args, database);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name}  +\\S`, 'm'));
    }
  });

  it.each([
    [['lokup'], 'commande inconnue, lokup'],
    [['zones'], 'zones import ou versions ou use ou export était attendu'],
    [['zones', 'list'], 'zones import ou versions ou use ou export était attendu, pas zones list'],
  ])('refuses %j in one line, and exits 1', async (args, message) => {
    expect(await perimetre(args, database)).toEqual({
      code: 1,
      stdout: '',
      stderr: `perimetre : ${message} : « perimetre --help » liste les commandes\n`,
    });
  });

  it.each([
    [['lookup', '2', '50', '--nope'], 'option inconnue : --nope', 'lookup'],
    [['lookup', '2'], 'une longitude et une latitude étaient attendues', 'lookup'],
    [['zones', 'versions', 'x'], 'argument inattendu : x', 'zones versions'],
    [['zones', 'use'], 'une version était attendue', 'zones use'],
    [['data', 'update', 'x'], 'argument inattendu : x', 'data update'],
    [['rules', 'check', 'x'], 'argument inattendu : x', 'rules check'],
    [['zones', 'import'], 'un fichier, un seul, était attendu', 'zones import'],
  ])('%j: the error, then the usage of the command, and exit code 1', async (args, message, command) => {
    const { code, stdout, stderr } = await perimetre(args, database);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^perimetre : ${message}\nusage : perimetre ${command}[^\n]*\n$`));
  });

  it.each([
    ['is a folder', folder, 'SQLITE_CANTOPEN'],
    ['is something else', join(folder, 'not-a.db'), 'SQLITE_NOTADB'],
  ])('reports in one line that its store %s', async (_, path, code) => {
    writeFileSync(join(folder, 'not-a.db'), 'This is not an SQLite file.'.repeat(99));
    expect(await perimetre(['lookup', '2', '50'], path)).toEqual({
      code: 1,
      stdout: '',
      stderr: `perimetre : ${path} : cette base de données ne s’ouvre pas (${code})\n`,
    });
  });

  it.each([
    ['has tables of its own', 'CREATE TABLE other (id INTEGER)'],
    [
      'is a GeoPackage',
      'PRAGMA application_id = 0x47504b47; PRAGMA user_version = 10300; CREATE TABLE gpkg_contents (a)',
    ],
  ])('does not change the store of another program, which %s', async (name, sql) => {
    const path = join(folder, `${name}.db`);
    openNew(path, sql).close();
    const before = readFileSync(path);
    expect(await perimetre(['lookup', '2', '50'], path)).toEqual({
      code: 1,
      stdout: '',
      stderr: `perimetre : ${path} est la base de données d’un autre programme\n`,
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('ends silently when the reader closes the pipe', async () => {
    const child = spawn(process.execPath, [cli, 'lookup', '2.6289', '50.518', '--json'], {
      env: { PATH: process.env.PATH, PERIMETRE_DB: database },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(stderr).toBe('');
  });

  it('is executable, for npx in a clone', () => {
    expect(statSync(cli).mode & 0o111).toBe(0o111);
    expect(execFileSync(cli, ['help'], { encoding: 'utf8' })).toContain('usage : perimetre');
  });

  it('after an error, exits with its code, one line and no stack', async () => {
    expect(await spawned(['zones', 'use', 'none'], database)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'perimetre : il n’y a pas de version none : « perimetre zones versions » les liste\n',
    });
  });

  it('may be started several times at once on a missing store', async () => {
    const fresh = join(folder, 'fresh', 'perimetre.db');
    const outcomes = await Promise.all([1, 2, 3].map(() => spawned(['lookup', '2.6289', '50.518'], fresh)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('arguments of a command', () => {
  const options: Command['options'] = { date: { type: 'string' }, json: { type: 'boolean' } };
  const parsed = (...args: string[]) => {
    const { values, positionals } = parsedArguments(args, options);
    return [{ ...values }, positionals];
  };

  it('a negative number is a value at any position', () => {
    expect(parsed('-61.5', '16.2')).toEqual([{}, ['-61.5', '16.2']]);
    expect(parsed('--date', '2024-05-01', '-61.5', '16.2')).toEqual([{ date: '2024-05-01' }, ['-61.5', '16.2']]);
    expect(parsed('55.5', '-20.9', '--json')).toEqual([{ json: true }, ['55.5', '-20.9']]);
    expect(parsed('--json', '-.5', '-1,5')).toEqual([{ json: true }, ['-.5', '-1,5']]);
    expect(parsed('--date', '-5')).toEqual([{ date: '-5' }, []]);
    expect(parsed('--date=2024-05-01', '--', '--json')).toEqual([{ date: '2024-05-01' }, ['--json']]);
  });

  it.each([
    [['--what'], 'option inconnue : --what'],
    [['--what=3'], 'option inconnue : --what'],
    [['-x'], 'option inconnue : -x'],
    [['--date'], '--date : une valeur était attendue'],
    [['--date', '--json'], '--date : une valeur était attendue'],
    [['--json=1'], '--json ne prend pas de valeur'],
  ])('%j is refused in French', (args, message) => {
    expect(() => parsedArguments(args, options)).toThrow(message);
  });

  it('numbers have a point or a comma', () => {
    expect(['2.5', '2,5', '-61', '+.5', '0', '5.'].map(numberOf)).toEqual([2.5, 2.5, -61, 0.5, 0, 5]);
    for (const text of ['', ' ', 'x', '2.5.1', '1e3', '0x10', '2;5', 'Infinity', '1 2'])
      expect(numberOf(text)).toBeNaN();
  });
});
