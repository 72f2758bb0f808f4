import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'perimetre-batch-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = 'id,lon,lat\n1,2.6289,50.518\n2,2.67,50.56\n';

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `perimetre` in a separate process, with a separate store. */
function perimetre(args: string[], stdin = '', closeAfter = Number.POSITIVE_INFINITY): Promise<Run> {
  const env = { ...process.env, PERIMETRE_DB: join(folder, 'var', 'perimetre.db') };
  const child = spawn(process.execPath, ['src/cli.ts', ...args], { cwd: root, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece;
    if (stdout.length > closeAfter) child.stdout.destroy();
  });
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece;
  });
  // A process that stops early does not read all of its input.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('perimetre batch', () => {
  it('answers a file: exit code 0, a line of summary', async () => {
    const out = join(folder, 'out.csv');
    const run = await perimetre(['batch', written('in.csv', GOOD), '--out', out, '--date', '2024-10-01']);
    expect(run).toMatchObject({ code: 0, stdout: '' });
    expect(run.stderr).toContain('2 lignes');
    expect(readFileSync(out, 'utf8').split('\n')[1]).toMatch(/^1,2\.6289,50\.518,ok,bop-147,/);
    expect(readFileSync(join(folder, 'in.csv'), 'utf8')).toBe(GOOD);
  });

  it('works in a pipe', async () => {
    const run = await perimetre(['batch', '--from-stdin', '--to-stdout', '--date', '2024-10-01'], GOOD);
    expect(run.code).toBe(0);
    expect(run.stdout.split('\n')).toHaveLength(4);
  });

  it('with some invalid rows: exit code 2, and a complete file', async () => {
    const out = join(folder, 'some.csv');
    const run = await perimetre([
      'batch',
      written('some-in.csv', `${GOOD}3,,\n`),
      '--out',
      out,
      '--date',
      '2024-10-01',
    ]);
    expect(run.code).toBe(2);
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(5);
  });

  it('in Lambert-93', async () => {
    const input = written('lambert.csv', 'x,y\n673721.02,7046905.43\n');
    const run = await perimetre(['batch', input, '--to-stdout', '--crs', 'EPSG:2154', '--date', '2024-10-01']);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(',ok,');
  });

  it.each<[string, string[], RegExp]>([
    ['a file that is not there', ['nowhere.csv', '--to-stdout'], /nowhere\.csv.*n’existe pas/],
    ['a folder for a file', [folder, '--to-stdout'], /fichier/],
    ['its own input for an output', ['IN', '--out', 'IN'], /fichier d’entrée/],
    ['a folder that is not there', ['IN', '--out', join(folder, 'none', 'out.csv')], /n’existe pas/],
    ['a folder for an output', ['IN', '--out', folder], /dossier|fichier/],
    ['a file without coordinates', ['BAD', '--to-stdout'], /introuvable/],
    ['no output', ['IN'], /--out/],
    ['an unknown option', ['IN', '--to-stdout', '--fast'], /fast/],
    ['an unknown system', ['IN', '--to-stdout', '--crs', 'EPSG:1'], /EPSG:1/],
    ['a date that does not exist', ['IN', '--to-stdout', '--date', '2024-02-30'], /2024-02-30/],
    ['a version that is not there', ['IN', '--to-stdout', '--data-version', 'none'], /none/],
  ])('%s: exit code 1, and one line with the reason', async (_, args, message) => {
    const input = written('in.csv', GOOD);
    const bad = written('bad.csv', 'a,b\n1,2\n');
    const run = await perimetre(['batch', ...args.map((arg) => (arg === 'IN' ? input : arg === 'BAD' ? bad : arg))]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });

  it('a bad file leaves neither an output nor a part', async () => {
    const out = join(folder, 'never.csv');
    const run = await perimetre(['batch', written('torn.csv', `${GOOD}"3,2.6,50.5\n`), '--out', out]);
    expect(run.code).toBe(1);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('a reader that stops early, like `head`, ends the run silently', async () => {
    const long = written('long.csv', `id,lon,lat\n${'1,2.6289,50.518\n'.repeat(300_000)}`);
    const run = await perimetre(['batch', long, '--to-stdout', '--date', '2024-10-01'], '', 1000);
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });
});
