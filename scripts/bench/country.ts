import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMadeCountry } from '../../test/address/made/country.ts';
import type { CountryFigures } from './country-queries.ts';
import { print, type Row } from './row.ts';

/*
 * The addresses of many départements, made from a seed in the BAN's files: memory and time of the command that loads
 * them, how long the file takes to open in a service and keeps it from answering, and the time of queries. `MILLIONS`
 * has the numbers of addresses, « 0.5,1,2,5 » by default.
 */

const rows: Row[] = [];
for (const millions of (process.env.MILLIONS ?? '0.5,1,2,5').split(',').map(Number)) {
  const folder = mkdtempSync(join(tmpdir(), 'perimetre-bench-'));
  try {
    const samples = writeMadeCountry(folder, millions * 1e6, 3000);
    const queries = join(folder, 'queries.json');
    writeFileSync(queries, JSON.stringify(samples));
    const path = join(folder, 'addresses.db');
    const loading = await run(join('..', '..', 'src', 'cli.ts'), [
      ...['data', 'update', '--only', 'addresses', '--from', folder],
    ]);
    rows.push(
      row(millions, 'memory while loading', loading.peak, 'MB', 1500),
      row(millions, 'loading', loading.seconds / millions, 's for a million', 60),
      row(millions, 'size of the file', statSync(path).size / 1e6 / millions, 'MB for a million', 200),
    );
    const measured = await run('country-queries.ts', [path, queries]);
    const figures = JSON.parse(measured.output) as CountryFigures;
    rows.push(
      row(millions, 'file opened', figures.opened, 'ms', 200),
      row(millions, 'longest wait of the main thread meanwhile', figures.blocked, 'ms', 50),
      row(millions, 'first query', figures.first, 'ms', 300),
      row(millions, 'file verified as a whole', figures.verified, 'ms', 60_000),
      row(millions, 'memory of the process that answers', measured.peak, 'MB', 1500),
      row(millions, 'query with a place, median', figures.withPlace.median, 'ms', 20),
      row(millions, 'query with a place, p99', figures.withPlace.p99, 'ms', 20),
      row(millions, 'query without a place, median', figures.withoutPlace.median, 'ms', 100),
      row(millions, 'query without a place, p99', figures.withoutPlace.p99, 'ms', 100),
      row(millions, 'autocompletion, median', figures.completion.median, 'ms', 100),
      row(millions, 'autocompletion, p99', figures.completion.p99, 'ms', 100),
      row(millions, 'nearest numbers of a point, p99', figures.reverse.p99, 'ms', 20),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  /** Runs a program with the data of the folder; its peak memory in megabytes, threads included. */
  async function run(program: string, words: readonly string[]) {
    const started = performance.now();
    const imports = ['--import', join(import.meta.dirname, 'report-peak.ts')];
    const child = spawn(process.execPath, [...imports, join(import.meta.dirname, program), ...words], {
      env: { ...process.env, PERIMETRE_DB: join(folder, 'perimetre.db') },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const message = once(child, 'message') as Promise<[{ peak: number }]>;
    const ended = once(child, 'exit');
    let output = '';
    for await (const text of child.stdout!.setEncoding('utf8')) output += text;
    const [code] = await ended;
    if (code !== 0) throw new Error(`${program} ended with ${code}`);
    return { output, seconds: (performance.now() - started) / 1000, peak: (await message)[0].peak };
  }
}
print(rows);

function row(millions: number, what: string, value: number, unit: string, goal: number): Row {
  return { what: `${millions} M addresses: ${what}`, value, unit, goal: `at most ${goal}`, reached: value <= goal };
}
