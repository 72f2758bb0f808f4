import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { ThreadedAnswer } from '../../src/batch/threads.ts';
import { startThreads } from '../../src/commands/batch/batch-thread.ts';
import { readConfig } from '../../src/config.ts';
import { load } from '../../src/load.ts';
import { randomFrom } from '../shapes.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'perimetre-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

function perimetre(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const env = { ...process.env, PERIMETRE_DB: join(folder, 'var', 'perimetre.db') };
  const child = spawn(process.execPath, ['src/cli.ts', 'batch', '--date', '2024-10-01', ...args], { cwd: root, env });
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

/** Several pieces of a megabyte: notes of several lines, quoted separators, rows that are bad, line ends of both kinds. */
function file(name: string, end = ''): string {
  const random = randomFrom(61);
  const notes = ['', 'rue', '"a;b"', '"deux\nlignes"', '"il dit ""oui"""', 'a"b', '"fin\r\n"'];
  const rows = Array.from({ length: 90_000 }, (_, i) => {
    const lon = random() < 0.01 ? 'ici' : (2.33 + random() * 0.54).toFixed(6);
    const note = notes[Math.floor(random() * notes.length)];
    return `${i};${note};${lon};${(50.39 + random() * 0.24).toFixed(6)}${random() < 0.1 ? '\r\n' : '\n'}`;
  });
  const path = join(folder, name);
  writeFileSync(path, `id;note;lon;lat\n${rows.join('')}${end}`);
  return path;
}

const path = (name: string) => join(folder, name);

describe('a file answered by several threads', () => {
  it('is the same, byte for byte, and so are its figures', async () => {
    const input = file('in.csv', '90000;sans fin de ligne;2.6289;50.518');
    const alone = await perimetre(input, '--out', path('alone.csv'), '--report', path('alone.json'));
    const threads = await perimetre(
      input,
      '--out',
      path('three.csv'),
      '--report',
      path('three.json'),
      '--workers',
      '3',
    );
    expect(alone.code).toBe(2);
    expect(threads.code).toBe(2);
    expect(readFileSync(path('three.csv')).equals(readFileSync(path('alone.csv')))).toBe(true);
    const [one, three] = ['alone.json', 'three.json'].map((name) => JSON.parse(readFileSync(path(name), 'utf8')));
    // Only how long it took may differ.
    for (const report of [one, three]) delete report.run;
    const timed = (key: string, value: unknown) => (/slow|seconds|time/i.test(key) ? undefined : value);
    expect(JSON.stringify(three, timed)).toBe(JSON.stringify(one, timed));
    // The same words, but for the time.
    const [told, toldOfThreads] = [alone, threads].map(({ stderr }) => stderr.split(' ; ')[0]);
    expect(toldOfThreads).toBe(told);
  });

  it('is the same whoever answers its pieces', async () => {
    const input = readFileSync(file('pieces.csv'));
    const zones = load(readConfig({ PERIMETRE_DB: path('pieces.db') })).current.zones;
    async function* pieces(pause: number) {
      // Long enough for the threads to be ready: they then answer most.
      await setTimeout(pause);
      for (let at = 0; at < input.length; at += 50_000) {
        yield input.subarray(at, at + 50_000);
        await setTimeout(1);
      }
    }
    const written = async (answer: CsvAnswer | ThreadedAnswer, pause = 0) => {
      const out: Buffer[] = [];
      for await (const { bytes } of answer.answer(pieces(pause))) out.push(Buffer.from(bytes));
      return { bytes: Buffer.concat(out), counts: answer.counts };
    };
    const options = { zones, date: '2024-10-01' };
    let given = 0;
    const start = () => {
      const { dataVersion } = zones;
      const threads = startThreads(2, {
        date: options.date,
        dataVersion,
        encoding: undefined,
        crs: undefined,
        isTallied: false,
      });
      for (const thread of threads) thread.on('message', () => given++);
      return threads;
    };
    const alone = await written(new CsvAnswer(options));
    const together = await written(new ThreadedAnswer(options, start), 5000);
    expect(together.bytes.equals(alone.bytes)).toBe(true);
    expect(together.counts).toEqual(alone.counts);
    // Each says first that it is ready.
    expect(given).toBeGreaterThan(10);
  });

  it('is refused with the same words when it is bad as a whole', async () => {
    const input = file('open.csv', '90000;"jamais fermé;2.6;50.5\n');
    const alone = await perimetre(input, '--out', path('open-alone.csv'));
    const threads = await perimetre(input, '--out', path('open-three.csv'), '--workers', '2');
    expect(alone.code).toBe(1);
    expect(threads).toEqual({ code: 1, stderr: alone.stderr });
  });

  it.each([
    ['a file that does not exist', ['rien.csv', '--workers', '2'], 'rien.csv : '],
    ['no number', ['in.csv', '--workers', 'deux'], '--workers : un nombre de 1 à 64'],
    ['no thread', ['in.csv', '--workers', '0'], '--workers : un nombre de 1 à 64'],
    ['addresses', ['in.csv', '--workers', '2', '--address', 'note'], '--workers ne va pas avec --address'],
  ])('%s: refused', async (_, [name, ...args], message) => {
    const run = await perimetre(path(name!), '--out', path('none.csv'), ...args);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(message);
  });
});
