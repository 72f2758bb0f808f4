import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, perimetre } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'batch-'));
const database = join(folder, 'perimetre.db');
afterAll(() => rmSync(folder, { recursive: true }));

const input = join(folder, 'in.csv');
const good = 'id;lon;lat;date\n1;2.6289;50.518;2024-10-01\n2;2.67;50.56;2024-10-01\n';
const batch = (...args: string[]) => perimetre(['batch', ...args], database);

describe('perimetre batch', () => {
  it('answers every row and exits 0, with one line that sums up', async () => {
    writeFileSync(input, good);
    const out = join(folder, 'out.csv');
    const { code, stdout, stderr } = await batch(input, '--out', out);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^2 lignes : 2 répondues dont 0 à examiner, 0 invalides ; \d+,\d s, [^\n]* lignes\/s\n$/);
    expect(readFileSync(out, 'utf8')).toBe(
      `id;lon;lat;date;status;tier;inside;band;nearest;nearest_distance;certainty;generation;data_version;reason
1;2.6289;50.518;2024-10-01;ok;bop-147;QN06208M;;QN06208M;-204.514;firm;2024;2026-11-21.1;
2;2.67;50.56;2024-10-01;ok;none;;;;;firm;2024;2026-11-21.1;
`,
    );
  });

  it('exits 2 when some rows are invalid, which are written all the same', async () => {
    writeFileSync(input, `${good}3;x;50;2024-10-01\n`);
    const out = join(folder, 'some.csv');
    const { code, stderr } = await batch(input, '--out', out);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^3 lignes : 2 répondues dont 0 à examiner, 1 invalides/);
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
    ['an unknown encoding', () => [input, '--to-stdout', '--encoding', 'utf-16'], /ni utf-8 ni iso-8859-1/],
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

  it('fits a pipe', async () => {
    const child = spawn(process.execPath, [cli, 'batch', '--from-stdin', '--to-stdout'], {
      env: { PATH: process.env.PATH, PERIMETRE_DB: database },
    });
    child.stdin.end(good);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(stdout.split('\n')[1]).toBe(
      '1;2.6289;50.518;2024-10-01;ok;bop-147;QN06208M;;QN06208M;-204.514;firm;2024;2026-11-21.1;',
    );
  });
});

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
