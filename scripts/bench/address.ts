import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Candidate, MOST_CANDIDATES } from '../../src/address/candidate.ts';
import { buildAddressesApart } from '../../src/address/local/build-apart.ts';
import { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { madeAddresses } from '../../test/address/made/addresses.ts';
import { madeFolder } from '../../test/address/made/cached.ts';
import { faultyQueries, type Query } from '../../test/address/made/queries.ts';
import { queriesWithoutAnswer } from '../../test/address/made/queries-without-answer.ts';
import { type Typing, typeLetterByLetter } from './completion.ts';
import {
  askRealQueries,
  countVerdicts,
  judge,
  type Outcome,
  type Verdicts,
  withRealAddresses,
} from './real-addresses.ts';
import { print, type Row } from './row.ts';

/*
 * The local index of addresses: the time to load a département, the share of faulty addresses whose first candidate is
 * right, how often an answer is sure and wrong, and the time of a query. The addresses are made from a seed, in the
 * BAN's file format. The queries of ../shared/addresses are included, where that folder is present.
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
/** Addresses typed letter by letter. */
const TYPED = 500;
const ask = (text: string, autocomplete = false) => book.search({ text, limit: 5, autocomplete });

/** Outcomes of queries whose right answer is the address before its faults, or none. */
function outcomesOf(queries: readonly Query[]): Outcome[] {
  return queries.map(({ text, citycode, postcode, expected, faults }) => {
    const found = book.search({ text, citycode, postcode, limit: MOST_CANDIDATES });
    const isRight = ({ id }: Candidate) => id === expected?.id;
    return judge(found, text, expected === null ? 'none' : 'found', isRight, faults.join('+'));
  });
}

const one = outcomesOf(faultyQueries(set, 5000, 1));
const two = outcomesOf(faultyQueries(set, 2500, 2));
const three = outcomesOf(faultyQueries(set, 2500, 3));
const made = countVerdicts([...one, ...two, ...three, ...outcomesOf(queriesWithoutAnswer(set, 5000))]);
const real = await askRealQueries();

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
const typed = typeLetterByLetter(book, TYPED);
const reallyTyped = await withRealAddresses((real) => typeLetterByLetter(real, TYPED));
book.close();
if (process.env.WRONG) {
  const wrong = [...made.outcomes, ...(real?.outcomes ?? [])].filter(
    ({ expect, isFirstRight, isSureAndWrong }) => isSureAndWrong || (expect === 'found' && !isFirstRight),
  );
  const lines = wrong.map(({ kind, isSure, text, first }) =>
    [kind, isSure ? 'sure' : '', text, first?.label].join('\t'),
  );
  process.stderr.write(`${lines.join('\n')}\n`);
}

print([
  row(`loading ${addresses} addresses`, seconds, 's', 60, 'at most'),
  row('memory of the loading process', memory, 'MB', 300, 'at most'),
  row('right first, one fault', countVerdicts(one).rightFirst, '%', 98, 'at least'),
  row('right first, two faults', countVerdicts(two).rightFirst, '%', 90, 'at least'),
  row('right first, three faults', countVerdicts(three).rightFirst, '%', 90, 'at least'),
  ...verdictRows('made', made),
  ...(real === null ? [] : [row('real, right first', real.rightFirst, '%', 98, 'at least')]),
  ...(real === null ? [] : verdictRows('real', real)),
  ...(real === null ? [] : [row('real, number left out within its doubt', real.heldOutWithin, '%', 99, 'at least')]),
  ...typingRows('made', typed),
  ...(reallyTyped === null ? [] : typingRows('real', reallyTyped)),
  row('query, p99', percentile(searches, 0.99), 'ms', 5, 'at most'),
  row('query, median', percentile(searches, 0.5), 'ms', 5, 'at most'),
  row('autocompletion, p99', percentile(completions, 0.99), 'ms', 5, 'at most'),
  row('nearest numbers of a point, p99', percentile(backwards, 0.99), 'ms', 5, 'at most'),
]);

function verdictRows(name: string, { sureAndRight, wrongOfNone, wrongOfOthers }: Verdicts): Row[] {
  return [
    row(`${name}, sure and right`, sureAndRight, '%', 80, 'at least'),
    row(`${name}, sure and wrong where no address is right`, wrongOfNone, '%', 0.3, 'at most'),
    row(`${name}, sure and wrong where one is right`, wrongOfOthers, '%', 0.05, 'at most'),
  ];
}

function typingRows(name: string, { changed, untilFirst, untilFive, wholeRight }: Typing): Row[] {
  return [
    row(`${name}, first completion changes in keystrokes that agree with it`, changed, '%', 0.1, 'at most'),
    row(`${name}, letters until the right completion is first`, untilFirst, 'letters', 19, 'at most'),
    row(`${name}, letters until it is among the first five`, untilFive, 'letters', 17, 'at most'),
    row(`${name}, right completion first for a whole address`, wholeRight, '%', 99, 'at least'),
  ];
}

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
