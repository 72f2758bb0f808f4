import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../src/batch/report/figures.ts';
import { cli, perimetre, spawned } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'batch-runs-'));
const database = join(folder, 'perimetre.db');
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const batch = (...args: string[]) => perimetre(['batch', ...args, '--date', '2024-10-01'], database);

function written(name: string, content: string): string {
  writeFileSync(at(name), content);
  return at(name);
}

const INSIDE = '2.6289,50.518';
const NONE = '2.67,50.56';
const SMALL = `id,nom,lon,lat\n1,=1+1,${INSIDE}\n2,x,${NONE}\n`;

describe('perimetre batch', () => {
  it('--safe-csv escapes formulas', async () => {
    const { code } = await batch(written('safe.csv', SMALL), '--out', at('safe-out.csv'), '--safe-csv');
    expect(code).toBe(0);
    expect(readFileSync(at('safe-out.csv'), 'utf8').split('\n')[1]).toMatch(/^1,'=1\+1,2\.6289,50\.518,ok,bop-147,/);
  });

  it('--compare summarises the changes in one line, --key names the column', async () => {
    const input = written('now.csv', SMALL);
    const before = at('before.csv');
    await perimetre(['batch', input, '--out', before, '--date', '2014-06-01'], database);
    for (const key of [[], ['--key', 'ID']]) {
      const { code, stderr } = await batch(input, '--out', at('compared.csv'), '--compare', before, ...key);
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /\ndepuis la réponse antérieure : 2 lignes ont changé \(1 de unknown à bop-147, 1 de unknown à none\), 0 sans changement\n$/,
      );
    }
    const again = await batch(input, '--out', at('compared.csv'), '--compare', at('compared.csv'));
    expect(again.stderr).toMatch(/: 0 ligne a changé, 2 sans changement\n$/);
    const others = await batch(
      written('other.csv', `id,nom,lon,lat\n3,y,${NONE}\n`),
      '--out',
      at('other-out.csv'),
      '--compare',
      before,
    );
    expect(others.stderr).toMatch(
      /1 disparue ; 1 ligne n’est pas celle du même rang : --key COLONNE les rapprocherait\n$/,
    );
  });

  it('--report writes a page and its figures, without the folders of files', async () => {
    const { code, stderr } = await batch(
      written('in.csv', `${SMALL}3,z,,\n`),
      '--out',
      at('out.csv'),
      '--report',
      at('r.html'),
    );
    expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 });
    const [page, json] = ['r.html', 'r.json'].map((name) => readFileSync(at(name), 'utf8'));
    const { rows, run } = JSON.parse(json!) as Figures;
    expect(rows).toEqual({ total: 3, answered: 2, firm: 2, review: 0, invalid: 1 });
    expect(run).toMatchObject({ file: 'in.csv', date: '2024-10-01', program: '0.1.0' });
    for (const text of [page!, json!]) expect(text).not.toContain(folder);
    expect(page).toContain('Rapport de traitement de in.csv');
  });

  it('two runs from pipes into one output do not mix, and the last one stays complete', async () => {
    const [one, other] = [`${INSIDE},1\n`, `${INSIDE},2\n`].map((row) => `lon,lat,n\n${row.repeat(60_000)}`);
    const out = at('piped.csv');
    const run = (text: string) =>
      spawned(['batch', '--from-stdin', '--out', out, '--date', '2024-10-01'], database, { input: text });
    const ran = await Promise.all([run(one!), run(other!)]);
    expect(ran.map(({ code }) => code)).toEqual([0, 0]);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n').slice(1);
    expect(lines).toHaveLength(60_000);
    expect(new Set(lines).size).toBe(1);
    expect(readdirSync(folder).filter((name) => name.includes('piped') && name.endsWith('.part'))).toEqual([]);
  });

  it('--report covers addresses too', async () => {
    const { code } = await batch(
      ...[written('addresses.csv', 'adresse\n""\n'), '--out', at('addresses-out.csv')],
      ...['--address', 'adresse', '--report', at('addresses.json')],
    );
    // There is no address to search.
    expect([1, 2]).toContain(code);
  });

  it('answers places outside France, and reports when nearly all are', async () => {
    const berlin = written('berlin.csv', `lon,lat\n${'13.405,52.52\n'.repeat(20)}`);
    const advice = /presque tous les lieux sont hors de France : vérifiez/;
    for (const output of ['bad-out.csv', 'bad-out.geojson']) {
      const { code, stderr } = await batch(berlin, '--out', at(output));
      expect(code).toBe(0);
      expect(stderr).toMatch(advice);
    }
    const mixed = written('abroad.csv', `lon,lat\n${`13.405,52.52\n${INSIDE}\n`.repeat(20)}`);
    expect((await batch(mixed, '--out', at('bad-out.csv'))).stderr).not.toMatch(advice);
  });

  it('advises when nearly all rows have the same error', async () => {
    const exchanged = await batch(
      written('exchanged.csv', `lon,lat\n${'50.518,2.6289\n'.repeat(20)}`),
      '--out',
      at('bad-out.csv'),
    );
    expect(exchanged.code).toBe(2);
    expect(exchanged.stderr).toMatch(
      /presque toutes les positions ont leur longitude et leur latitude inversées : échangez/,
    );
    const lambert = await batch(
      written('lambert.csv', `lon,lat\n${'673721,7046905\n'.repeat(20)}`),
      '--out',
      at('bad-out.csv'),
    );
    expect(lambert.stderr).toMatch(/presque toutes les coordonnées sont des mètres .* --crs EPSG:2154/);
    const mixed = await batch(
      written('mixed.csv', `lon,lat\n${`50.518,2.6289\n${INSIDE}\n`.repeat(20)}`),
      '--out',
      at('bad-out.csv'),
    );
    expect(mixed.stderr).not.toMatch(/presque toutes/);
  });

  it('--resume without an earlier run reports that, and answers the whole file', async () => {
    const { code, stderr } = await batch(written('in.csv', SMALL), '--out', at('fresh.csv'), '--resume');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^rien à reprendre pour .*fresh\.csv : le fichier est lu depuis le début\n2 lignes : /);
  });

  it.each<[string, string[], RegExp]>([
    ['--resume of a pipe', ['--resume', '--to-stdout'], /une entrée ou une sortie standard ne se reprend pas/],
    ['--key alone', ['--to-stdout', '--key', 'id'], /--key ne va qu’avec --compare/],
    ['a report of another sort', ['--to-stdout', '--report', 'r.pdf'], /--report : un nom en \.html ou en \.json/],
    [
      'a report in no folder',
      ['--to-stdout', '--report', '/none/r.html'],
      /\/none : ce fichier ou ce dossier n’existe pas/,
    ],
    [
      'an earlier answer that is empty',
      ['--to-stdout', '--compare', '/dev/null'],
      /: \/dev\/null : le fichier est vide/,
    ],
    [
      'an earlier answer that is not there',
      ['--to-stdout', '--compare', '/none/a.csv'],
      /\/none\/a\.csv : .* n’existe pas/,
    ],
  ])('refuses %s', async (_, args, message) => {
    const { code, stdout, stderr } = await batch(written('in.csv', SMALL), ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^perimetre : [^\n]+\n(usage : [^\n]+\n)?$/);
  });

  it('after an interruption it suggests --resume, which continues byte for byte', async () => {
    const rows = Array.from({ length: 600_000 }, (_, i) => `${i},x,${i % 2 === 0 ? INSIDE : NONE}\n`);
    const input = written('long.csv', `id,nom,lon,lat\n${rows.join('')}`);
    const out = at('long-out.csv');
    const args = ['batch', input, '--out', out, '--date', '2024-10-01', '--safe-csv', '--report', at('long.json')];
    // It interrupts itself once a megabyte is written, so that it never ends before.
    const watch = `import { statSync } from 'node:fs';
      const timer = setInterval(() => {
        if ((statSync(${JSON.stringify(`${out}.part`)}, { throwIfNoEntry: false })?.size ?? 0) < 1e6) return;
        clearInterval(timer);
        process.kill(process.pid, 'SIGINT');
      }, 1).unref();`;
    const preload = `data:text/javascript,${encodeURIComponent(watch)}`;
    const env = { PATH: process.env.PATH, PERIMETRE_DB: database };
    const child = spawn(process.execPath, ['--import', preload, cli, ...args], { env });
    let stderr = '';
    child.stderr.on('data', (piece) => {
      stderr += piece;
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    expect(await ended).toBe(1);
    expect(stderr).toMatch(
      /^perimetre : interrompu : les [\d\s]+ premières lignes sont gardées, la même commande avec --resume continue\n$/,
    );
    expect(existsSync(out)).toBe(false);

    const other = await perimetre([...args.filter((arg) => arg !== '--safe-csv'), '--resume'], database);
    expect(other.stderr).toMatch(/commencé avec --safe-csv oui, et se poursuivrait sans --safe-csv/);
    const resumed = await perimetre([...args, '--resume'], database);
    expect(resumed).toMatchObject({ code: 0 });
    expect(resumed.stderr).toMatch(/^600\s000 lignes : /);
    expect(JSON.parse(readFileSync(at('long.json'), 'utf8')).rows).toMatchObject({ total: 600_000, firm: 600_000 });
    const whole = at('whole.csv');
    await batch(input, '--out', whole, '--safe-csv');
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });
});
