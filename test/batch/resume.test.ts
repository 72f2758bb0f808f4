import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Candidate, Geocoder } from '../../src/address/candidate.ts';
import { AddressAnswer } from '../../src/batch/addresses/address-answer.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { type Journal, readJournal, rowsGivenUp, type Settings } from '../../src/batch/journal.ts';
import { answerFile } from '../../src/batch/run.ts';
import { Tally } from '../../src/batch/tally.ts';
import { shipped } from '../world.ts';
import { variedRows } from './killed.ts';

const folder = mkdtempSync(join(tmpdir(), 'resume-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

describe('a resumed run', () => {
  const input = at('stopped.csv');
  const output = at('stopped-out.csv');
  const content = variedRows(60_000, 3);

  /** Stops a run in the middle, and returns its journal. */
  async function stopped(settings: Settings = {}): Promise<Journal> {
    writeFileSync(input, content);
    const stop = new AbortController();
    const run = answerFile(input, output, new CsvAnswer({ zones: shipped, date: '2024-10-01' }), {
      settings,
      journalPause: 0,
      stop: stop.signal,
      progress: (_, read, size) => {
        if (read > size! / 2) stop.abort();
      },
    });
    await expect(run).rejects.toThrow(
      /interrompu : les [\d\s]+ premières lignes sont gardées, la même commande avec --resume continue/,
    );
    expect(existsSync(output)).toBe(false);
    return (await readJournal(output))!;
  }

  function goOn(resumed: Journal, settings: Settings = {}) {
    const answer = new CsvAnswer({ zones: shipped, date: '2024-10-01', known: resumed.state?.layout });
    return answerFile(input, output, answer, { resumed, settings });
  }

  it('ends like one without interruption', async () => {
    const resumed = await stopped();
    expect(resumed.state!.counts.rows).toBeGreaterThan(1000);
    await goOn(resumed);
    const whole = at('never-stopped.csv');
    await answerFile(input, whole, new CsvAnswer({ zones: shipped, date: '2024-10-01' }));
    expect(readFileSync(output).equals(readFileSync(whole))).toBe(true);
    expect(await readJournal(output)).toBeNull();
    rmSync(output);
  });

  it('writes no row to its journal', async () => {
    const journal = JSON.stringify(await stopped());
    expect(journal).not.toMatch(/2\.\d{6}|50\.\d{6}|=1\+1/);
  });

  it('is refused with another file', async () => {
    const resumed = await stopped();
    appendFileSync(input, '1;x;2.5;50.5\n');
    await expect(goOn(resumed)).rejects.toThrow(
      /le fichier d’entrée n’est plus celui pour lequel .*\.part a été commencé/,
    );
    writeFileSync(input, content);
    utimesSync(input, 1, 1);
    await expect(goOn(resumed)).rejects.toThrow(/n’est plus celui/);
    expect(existsSync(`${output}.part`)).toBe(true);
  });

  it('is refused with other options', async () => {
    const resumed = await stopped({ '--date': '2024-10-01' });
    await expect(goOn(resumed, { '--date': '2024-10-02' })).rejects.toThrow(
      /a été commencé avec --date 2024-10-01, et se poursuivrait avec --date 2024-10-02/,
    );
    await expect(goOn(resumed, { '--date': '2024-10-01', '--safe-csv': 'oui' })).rejects.toThrow(
      /commencé sans --safe-csv, et se poursuivrait avec --safe-csv oui/,
    );
    await goOn(resumed, { '--date': '2024-10-01' });
    rmSync(output);
  });

  it('is refused when its part was truncated', async () => {
    const resumed = await stopped();
    truncateSync(`${output}.part`, 100);
    await expect(goOn(resumed)).rejects.toThrow(/plus court que ne le dit son journal/);
  });

  it('is refused when its journal is unreadable', async () => {
    await stopped();
    writeFileSync(`${output}.part.json`, '{"format":');
    await expect(readJournal(output)).rejects.toThrow(/ne se lit pas : effacez-le/);
    // A run that starts anew does not need it.
    expect(await rowsGivenUp(output)).toBe(0);
  });

  it('is refused while another one writes', async () => {
    const resumed = await stopped();
    // The process that started this one is alive.
    writeFileSync(
      `${output}.part.json`,
      JSON.stringify({ ...resumed, writer: { ...resumed.writer, pid: process.ppid } }),
    );
    await expect(readJournal(output)).rejects.toThrow(/est en train d’être écrit par une autre commande/);
  });

  it('starts anew when nothing is left', async () => {
    expect(await readJournal(at('nothing.csv'))).toBeNull();
  });
});

describe('a run of addresses', () => {
  const input = at('addresses.csv');
  const output = at('addresses-out.csv');
  const rows = Array.from({ length: 3000 }, (_, i) => `${i};${i} rue des Essais;${i % 40 === 0 ? 'x' : '62119'}\n`);
  const content = `id;adresse;insee\n${rows.join('')}`;

  /** Answers with a slow geocoder, which has a street of nine numbers. */
  function run(resumed: Journal | null, stop?: AbortController) {
    let asked = 0;
    const addresses: Geocoder = {
      async search({ text }) {
        if (++asked === 1500) stop?.abort();
        // Some answers take longer than those to later questions.
        for (let turn = 0; turn < (text.startsWith('1') ? 20 : 1); turn++) await setImmediate();
        return [candidateAt(2.62 + Number(text[0]) / 500, 50.518)];
      },
    };
    const begun = resumed?.state ?? null;
    const tally = begun?.tally ? Tally.from(begun.tally, shipped) : new Tally(shipped);
    const columns = { address: ['adresse'], citycode: 'insee' };
    const known = begun?.layout;
    const answer = new AddressAnswer({ zones: shipped, date: '2024-10-01', known, columns, addresses, tally });
    const options = { resumed, tally, journalPause: 0, stop: stop?.signal };
    return { tally, asked: () => asked, done: answerFile(input, output, answer, options) };
  }

  it('is stopped between two addresses, and continues from there', async () => {
    writeFileSync(input, content);
    const whole = run(null);
    await whole.done;
    const expected = readFileSync(output);
    rmSync(output);
    const stopped = run(null, new AbortController());
    await expect(stopped.done).rejects.toThrow(/^interrompu : les [\d\s]+ premières lignes sont gardées/);
    expect(existsSync(output)).toBe(false);
    const resumed = run(await readJournal(output));
    await resumed.done;
    expect(resumed.asked()).toBeLessThan(whole.asked());
    expect(readFileSync(output).equals(expected)).toBe(true);
    expect([...resumed.tally.firm, ...resumed.tally.review]).toEqual([...whole.tally.firm, ...whole.tally.review]);
    expect(resumed.tally.refused).toBe(75);
    // The time of each answered address is measured.
    expect(whole.tally.slow.rows).toBe(3000);
  });
});

function candidateAt(lon: number, lat: number): Candidate {
  return {
    ...{ type: 'housenumber', id: 'x', label: '1 Rue des Essais 62400 Béthune', score: 0.98, housenumber: '1' },
    ...{ name: '1 Rue des Essais', street: 'Rue des Essais', postcode: '62400', citycode: '62119', city: 'Béthune' },
    ...{ oldcitycode: null, oldcity: null, lon, lat, positionType: 'entrance', uncertainty: 5, importance: 0.5 },
    provider: 'local',
  };
}
