import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAddressesApart } from '../../src/address/local/build-apart.ts';
import { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { madeAddresses } from '../../test/address/made/addresses.ts';
import { madeFolder } from '../../test/address/made/cached.ts';
import { faultyQueries } from '../../test/address/made/queries.ts';
import { queriesWithoutAnswer } from '../../test/address/made/queries-without-answer.ts';
import { print, type Row } from './row.ts';

/*
 * The local index of addresses: the time to load a département, the share of faulty addresses whose first candidate is
 * right, and the time of a query. The addresses are made from a seed, in the BAN's file format.
 */

const folder = madeFolder('departement');
const path = join(tmpdir(), `perimetre-bench-${process.pid}.db`);
const inputs = readdirSync(folder).map((name) => ({ path: join(folder, name), name }));
const started = performance.now();
const { addresses } = await buildAddressesApart(path, inputs, '2026-11-21');
const seconds = (performance.now() - started) / 1000;
const memory = process.resourceUsage().maxRSS / 1024;
const book = LocalAddresses.open(path);
rmSync(path);

const set = madeAddresses({ size: 'departement' });
const ask = (text: string, autocomplete = false) => book.search({ text, limit: 5, autocomplete });
const wrong: string[] = [];

/** The share of queries whose first candidate is the address before its faults. */
function rightFirst(faults: 1 | 2 | 3, count: number): number {
  const queries = faultyQueries(set, count, faults);
  const right = queries.filter((query) => {
    const [first] = book.search({ text: query.text, citycode: query.citycode, postcode: query.postcode, limit: 5 });
    const isRight = first?.id === query.expected?.id;
    if (!isRight)
      wrong.push(
        `${query.faults.join('+')}\t${query.text}\t${query.expected?.id}\t${first?.id ?? ''} ${first?.label ?? ''}`,
      );
    return isRight;
  });
  return right.length / queries.length;
}

const one = rightFirst(1, 5000);
const two = rightFirst(2, 2500);
const three = rightFirst(3, 2500);
const without = queriesWithoutAnswer(set, 5000);
const none = without.filter(({ text }) => {
  const found = ask(text);
  if (found.length > 0) wrong.push(`none\t${text}\t\t${found[0]!.score.toFixed(2)} ${found[0]!.label}`);
  return found.length === 0;
});

const queries = faultyQueries(set, 5000, 1, 7).map(({ text }) => text);
const typing = queries
  .slice(0, 1500)
  .flatMap((text) => [4, 8, 12, 16, 20, 26].filter((at) => at < text.length).map((at) => text.slice(0, at)));
const searches = times(queries, (text) => ask(text));
const completions = times(typing, (text) => ask(text, true));
const backwards = times(
  set.addresses.filter((_, i) => i % 300 === 0),
  ({ lon, lat }) => book.reverse({ lon: lon + 0.0003, lat, limit: 5 }),
);
book.close();
if (process.env.WRONG) process.stderr.write(`${wrong.join('\n')}\n`);

print([
  row(`loading ${addresses} addresses`, seconds, 's', 60, 'at most'),
  row('memory of the loading process', memory, 'MB', 300, 'at most'),
  row('right first, one fault', one * 100, '%', 97, 'at least'),
  row('right first, two faults', two * 100, '%', 90, 'at least'),
  row('right first, three faults', three * 100, '%', 90, 'at least'),
  row('nothing found where nothing fits', (none.length / without.length) * 100, '%', 98, 'at least'),
  row('query, p99', percentile(searches, 0.99), 'ms', 5, 'at most'),
  row('query, median', percentile(searches, 0.5), 'ms', 5, 'at most'),
  row('autocompletion, p99', percentile(completions, 0.99), 'ms', 5, 'at most'),
  row('nearest numbers of a point, p99', percentile(backwards, 0.99), 'ms', 5, 'at most'),
]);

function row(what: string, value: number, unit: string, goal: number, sense: 'at least' | 'at most'): Row {
  const reached = sense === 'at least' ? value >= goal : value <= goal;
  return { what, value, unit, goal: `${sense} ${goal} ${unit}`, reached };
}

/** The milliseconds of each call, after a warm-up on the first 500. */
function times<T>(items: readonly T[], work: (item: T) => void): number[] {
  for (const item of items.slice(0, 500)) work(item);
  return items.map((item) => {
    const start = performance.now();
    work(item);
    return performance.now() - start;
  });
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
