import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HEADER, writePositions } from './positions-file.ts';
import { median, print, type Row } from './row.ts';
import { AGGLOMERATION, positions } from './sets.ts';

/** Files through the command line: rows per second of the whole process, and its memory. */
const folder = mkdtempSync(join(tmpdir(), 'perimetre-bench-'));
const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
const rows: Row[] = [];
try {
  const [million, fiveMillion] = await Promise.all([made(1_000_000), made(5_000_000)]);
  // The first run builds the store and its indexes.
  await run([million, '--out', '-']);
  const ofOne = await several(() => run([million, '--out', join(folder, 'out.csv')]));
  const ofFive = await several(() => run([fiveMillion, '--out', join(folder, 'out.csv')]));
  for (const [count, runs] of [
    [1, ofOne],
    [5, ofFive],
  ] as const) {
    const rate = count / median(runs.map(({ seconds }) => seconds));
    rows.push({
      what: `file of ${count} M rows, start included`,
      value: rate,
      unit: 'M rows/s',
      goal: '≥ 2.5',
      reached: rate >= 2.5,
    });
  }
  const schemes = ['--schemes', 'bop-147,fcs', '--fact', 'applicant=association', '--date', '2024-10-01'];
  const shares = join(folder, 'shares.csv');
  await writePositions(shares, positions(1_000_000, AGGLOMERATION), true);
  for (const [what, words] of [
    ['1 M rows with two schemes', [million, ...schemes]],
    [
      '1 M rows with two schemes and a fact in a column',
      [shares, ...schemes, '--fact-column', 'publicShareFromQpv=share'],
    ],
  ] as const) {
    const runs = await several(() => run([...words, '--out', join(folder, 'out.csv')]));
    const rate = 1 / median(runs.map(({ seconds }) => seconds));
    rows.push({ what, value: rate, unit: 'M rows/s', goal: '≥ 0.5', reached: rate >= 0.5 });
  }
  const ofFifty = await run([await tenTimes(fiveMillion), '--out', '-']);
  const peak = Math.max(ofFifty.peak, ...[...ofOne, ...ofFive].map((run) => run.peak));
  rows.push({
    what: 'memory at most, 1 M, 5 M and 50 M rows',
    value: peak,
    unit: 'MB',
    against: { what: '1 M rows alone', value: Math.max(...ofOne.map((run) => run.peak)) },
    goal: '≤ 150',
    reached: peak <= 150,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
print(rows);

async function made(count: number): Promise<string> {
  const path = join(folder, `${count}.csv`);
  await writePositions(path, positions(count, AGGLOMERATION));
  return path;
}

async function several<Result>(measure: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < 3; i++) results.push(await measure());
  return results;
}

/** A file ten times as long, with one header. */
async function tenTimes(path: string): Promise<string> {
  const longer = join(folder, 'ten-times.csv');
  for (let i = 0; i < 10; i++) {
    const part = createReadStream(path, { start: i === 0 ? 0 : HEADER.length });
    await pipeline(part, createWriteStream(longer, { flags: 'a' }));
  }
  return longer;
}

/** The seconds of a whole run of `batch`, and its peak memory in megabytes. */
async function run(words: readonly string[]): Promise<{ seconds: number; peak: number }> {
  const started = performance.now();
  const reportPeak = join(import.meta.dirname, 'report-peak.ts');
  const child = spawn(process.execPath, ['--max-semi-space-size=4', '--import', reportPeak, cli, 'batch', ...words], {
    env: { ...process.env, PERIMETRE_DB: join(folder, 'perimetre.db') },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const message = once(child, 'message') as Promise<[{ peak: number }]>;
  const ended = once(child, 'exit');
  const [code] = await ended;
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`batch ${words.join(' ')} ended with ${code}`);
  return { seconds, peak: (await message)[0].peak };
}
