import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Row } from './bench/row.ts';

/**
 * Runs the benchmarks and prints each figure with its goal, as a ratio to an alternative measured in the same run where
 * there is one. `npm run bench -- lookups start` runs only those two; `--json` prints the rows as JSON.
 */
const all = ['lookups', 'growth', 'http', 'file', 'start', 'unknown', 'address', 'page', 'country', 'postgis'];
const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const unknown = wanted.find((name) => !all.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`no benchmark ${unknown}; there are ${all.join(', ')}\n`);
  process.exit(1);
}
const { DATABASE_URL } = process.env;
if (wanted.includes('postgis') && !DATABASE_URL) {
  process.stderr.write(
    'postgis needs a database with the extension: DATABASE_URL=postgresql://user:password@host/database npm ' +
      'run bench -- postgis\n',
  );
  process.exit(1);
}
// The addresses of a country take half an hour.
const usual = all.filter((name) => name !== 'country' && (name !== 'postgis' || DATABASE_URL));

const rows: Row[] = [];
for (const name of wanted.length > 0 ? wanted : usual) {
  // Each runs in its own process, so that none warms up or slows down the next.
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'bench', `${name}.ts`)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    process.stderr.write(`the benchmark ${name} failed\n`);
    process.exit(1);
  }
  rows.push(...(JSON.parse(run.stdout) as Row[]));
}

if (args.includes('--json')) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else for (const row of rows) process.stdout.write(`${inWords(row)}\n`);

function inWords({ what, value, unit, against, ratio, goal, reached }: Row): string {
  const compared = against ? `; ${against.what} ${figure(against.value)} ${unit}` : '';
  const times = ratio === undefined ? '' : `, ratio ${figure(ratio)}`;
  return `${reached ? '✓' : '✗'} ${what}: ${figure(value)} ${unit}${compared}${times} (goal ${goal})`;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(3);
}
