import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePositions } from './positions-file.ts';
import { median, print, type Row } from './row.ts';
import { AGGLOMERATION, positions } from './sets.ts';

/** A file of a million rows through the command line, as its user runs it: rows a second of the whole process, and its memory. */
const folder = mkdtempSync(join(tmpdir(), 'perimetre-bench-'));
const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
const rows: Row[] = [];
try {
  const peaks: number[] = [];
  for (const count of [1_000_000, 5_000_000]) {
    const input = join(folder, `${count}.csv`);
    await writePositions(input, positions(count, AGGLOMERATION));
    const runs = Array.from({ length: count > 1_000_000 ? 1 : 3 }, () => run(input, count));
    const rate = median(runs.map((one) => one.rate));
    const peak = Math.max(...runs.map((one) => one.peak));
    peaks.push(peak);
    rows.push({
      what: `file of ${count / 1e6} M rows, start included`,
      value: rate / 1e6,
      unit: 'M rows/s',
      goal: '≥ 2.5',
      reached: rate >= 2.5e6,
    });
  }
  rows.push({
    what: 'memory at most, 1 M and 5 M rows',
    value: Math.max(...peaks),
    unit: 'MB',
    against: { what: '1 M rows alone', value: peaks[0]! },
    goal: '≤ 150',
    reached: Math.max(...peaks) <= 150,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
print(rows);

function run(input: string, count: number): { rate: number; peak: number } {
  const program = `
    process.argv = [process.argv[0], ${JSON.stringify(cli)}, 'batch', ${JSON.stringify(input)}, '--out', ${JSON.stringify(`${input}.out`)}];
    const started = performance.now();
    await import(${JSON.stringify(cli)});
    console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, peak: process.resourceUsage().maxRSS / 1024 }));`;
  const out = execFileSync(process.execPath, ['--max-semi-space-size=4', '--input-type=module', '-e', program], {
    env: { ...process.env, PERIMETRE_DB: join(folder, 'perimetre.db') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { seconds, peak } = JSON.parse(out.toString()) as { seconds: number; peak: number };
  return { rate: count / seconds, peak };
}
