import { readFileSync } from 'node:fs';
import { Addresses } from '../../src/address/addresses.ts';
import { letterErrors } from '../../test/address/made/letters.ts';
import type { MadeAddress } from '../../test/address/made/street.ts';
import { oneOf } from '../../test/address/made/words.ts';
import { randomFrom } from '../../test/shapes.ts';

/** Opens a file of addresses as a service does, asks for sampled addresses, and prints the times as JSON. */
const [path = '', samplesPath = ''] = process.argv.slice(2);
const samples = JSON.parse(readFileSync(samplesPath, 'utf8')) as MadeAddress[];

const remote = { state: 'closed' as const, answers: async () => true, search: async () => [], reverse: async () => [] };
const addresses = new Addresses(path, 'local', remote);
let blocked = 0;
let last = performance.now();
const watching = setInterval(() => {
  const now = performance.now();
  blocked = Math.max(blocked, now - last - 1);
  last = now;
}, 1);
// The timer is running before the file is opened.
await new Promise((resolve) => setTimeout(resolve, 50));
blocked = 0;
const started = performance.now();
await addresses.refreshApart();
const opened = performance.now() - started;
await new Promise((resolve) => setTimeout(resolve, 20));
const verifying = performance.now();
await addresses.verify();
const verified = performance.now() - verifying;
clearInterval(watching);
const asked = performance.now();
await addresses.search({ text: '1 rue de la gare', limit: 1 });
const first = performance.now() - asked;

const random = randomFrom(1);
const lines = samples.map(({ number, suffix, street, postcode, city }, i) => {
  const line = `${number}${suffix === null ? '' : ` ${suffix}`} ${street}`;
  const wrong = street.replace(/[\p{L}]{4,}$/u, (word) => oneOf(random, letterErrors).err(word, random));
  return {
    withPlace: [
      `${line} ${postcode} ${city}`,
      `${line} ${city}`,
      `${line} ${postcode}`,
      `${number} ${wrong} ${postcode} ${city}`,
    ][i % 4]!,
    withoutPlace: i % 2 === 0 ? line : `${number} ${wrong}`,
    whole: `${line} ${city}`,
  };
});
const book = addresses.local!;
const ask = (text: string, autocomplete = false) => book.search({ text, limit: 5, autocomplete });
const typed = lines
  .filter((_, i) => i % 3 === 0)
  .flatMap(({ whole }) => [4, 8, 12, 16, 20, 26].filter((at) => at < whole.length).map((at) => whole.slice(0, at)));

const figures = {
  opened,
  blocked,
  first,
  verified,
  withPlace: timesOf(lines, ({ withPlace }) => ask(withPlace)),
  withoutPlace: timesOf(lines, ({ withoutPlace }) => ask(withoutPlace)),
  completion: timesOf(typed, (text) => ask(text, true)),
  reverse: timesOf(samples, ({ lon, lat }) => book.reverse({ lon: lon + 0.0003, lat, limit: 5 })),
};
export type CountryFigures = typeof figures;
addresses.close();
process.stdout.write(JSON.stringify(figures));

/** The median and the 99th percentile of the milliseconds of each call, after a warm-up on the first 300. */
function timesOf<T>(items: readonly T[], work: (item: T) => void): { median: number; p99: number } {
  for (const item of items.slice(0, 300)) work(item);
  const times = items.map((item) => {
    const start = performance.now();
    work(item);
    return performance.now() - start;
  });
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1]!, p99: times[Math.floor(times.length * 0.99)]! };
}
