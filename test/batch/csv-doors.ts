import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Geocoder } from '../../src/address/candidate.ts';
import { AddressAnswer } from '../../src/batch/addresses/address-answer.ts';
import { AddressLayerAnswer } from '../../src/batch/addresses/address-layer.ts';
import { placeColumns } from '../../src/batch/answer-columns.ts';
import { Comparison } from '../../src/batch/compare/comparison.ts';
import { CsvAnswer } from '../../src/batch/csv-answer.ts';
import { LayerAnswer } from '../../src/batch/layer-answer.ts';
import { answerFile } from '../../src/batch/run.ts';
import type { Value } from '../../src/files/feature.ts';
import { openLayer } from '../../src/files/open-layer.ts';
import { detectFileEncoding } from '../../src/files/text/detect-encoding.ts';
import { CsvFile } from '../../src/http/geocoder/csv-file.ts';
import { homesOf } from '../../src/share/list.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { bookOf } from '../address/book.ts';
import { multipartOf } from '../http/multipart.ts';
import { openService, type Service } from '../http/service.ts';
import { shipped } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'csv-doors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'in.csv');

/** Every way to read a CSV of addresses: returns the addresses of the column `adresse` (or of others). */
export const addressDoors: Readonly<Record<string, (file: Buffer, columns?: string[]) => Promise<string[]>>> = {
  async 'batch to a CSV'(file, columns = ['adresse']) {
    writeFileSync(path, file);
    const { encoding } = await detectFileEncoding(path);
    const { asked, geocoder } = recorder();
    const options = { zones: shipped, date: '2024-10-01', columns: { address: columns }, addresses: geocoder };
    for await (const _ of new AddressAnswer({ ...options, known: { encoding } }).answer(inPieces(file)));
    return asked;
  },
  async 'batch from a pipe'(file, columns = ['adresse']) {
    const { asked, geocoder } = recorder();
    const options = { zones: shipped, date: '2024-10-01', columns: { address: columns }, addresses: geocoder };
    for await (const _ of new AddressAnswer(options).answer(inPieces(file)));
    return asked;
  },
  async 'batch to another format'(file, columns = ['adresse']) {
    writeFileSync(path, file);
    const { asked, geocoder } = recorder();
    const layer = await openLayer(path);
    const options = { zones: shipped, date: '2024-10-01', columns: { address: columns }, geocoder };
    await new AddressLayerAnswer(layer, options).each(layer.features, () => {});
    return asked;
  },
  async share(file, columns = ['adresse']) {
    writeFileSync(path, file);
    const asked: string[] = [];
    for await (const [home] of homesOf(await openLayer(path), { address: { address: columns } })) {
      if (typeof home === 'object' && home !== null && 'text' in home) asked.push(home.text);
    }
    return asked;
  },
  async '/search/csv'(file, columns = ['adresse']) {
    const csv = await CsvFile.open(file);
    const asked: string[] = [];
    for await (const { fields, count } of csv.rows()) {
      const text = columns.map((name) => fields[csv.columns.indexOf(name)] ?? '').join(' ');
      if (count <= csv.columns.length && text.trim() !== '') asked.push(text.replace(/\s+/g, ' ').trim());
    }
    return asked;
  },
};

/** Every way to answer a CSV of points: returns the `tier` of each row, or why it is invalid. */
export const pointDoors: Readonly<Record<string, (file: Buffer) => Promise<string[]>>> = {
  async 'batch to a CSV'(file) {
    writeFileSync(path, file);
    const { encoding } = await detectFileEncoding(path);
    return answersIn(file, new CsvAnswer({ zones: shipped, date: '2024-10-01', known: { encoding } }));
  },
  async 'batch from a pipe'(file) {
    return answersIn(file, new CsvAnswer({ zones: shipped, date: '2024-10-01' }));
  },
  async '/v1/lookup'(file) {
    const url = '/v1/lookup?date=2024-10-01';
    const answer = await service().app.inject({ method: 'POST', url, headers: CSV, payload: file });
    if (answer.statusCode !== 200) throw new Error(answer.json().detail);
    return answersOf(answer.rawPayload);
  },
  async 'batch to another format'(file) {
    writeFileSync(path, file);
    const layer = await openLayer(path);
    const answer = new LayerAnswer(layer, { zones: shipped, date: '2024-10-01', system: null, isStated: false });
    const answers: string[] = [];
    const at = (column: string) => placeColumns.findIndex(({ name }) => name === column);
    const take = (values: readonly Value[]) => `${values[at(values[at('status')] === 'ok' ? 'tier' : 'reason')]}`;
    await answer.each(layer.features, (_, values) => {
      answers.push(take(values));
    });
    return answers;
  },
};

async function answersIn(file: Buffer, answer: CsvAnswer): Promise<string[]> {
  const out: Buffer[] = [];
  for await (const { bytes } of answer.answer(inPieces(file))) out.push(Buffer.from(bytes));
  return answersOf(Buffer.concat(out));
}

async function answersOf(answer: Buffer): Promise<string[]> {
  const csv = await CsvFile.open(answer);
  const at = (name: string) => csv.columns.lastIndexOf(name);
  const answers: string[] = [];
  for await (const { fields, count } of csv.rows()) {
    const last = (name: string) => fields[at(name)] ?? '';
    const [own, expected] = [count, csv.columns.length].map((fields) => fields - placeColumns.length);
    if (own! > expected!) answers.push(`${own} champs au lieu de ${expected}`);
    else answers.push(last('status') === 'ok' ? last('tier') : last('reason'));
  }
  return answers;
}

/**
 * The other ways to read a CSV of points: returns whether each readable position is in a QPV, in the order of the rows.
 */
export const positionDoors: Readonly<Record<string, (file: Buffer) => Promise<boolean[]>>> = {
  async 'share and compare'(file) {
    writeFileSync(path, file);
    const inside: boolean[] = [];
    for await (const [home] of homesOf(await openLayer(path), {})) {
      if (typeof home === 'object' && home !== null && 'lon' in home) inside.push(isInQpv(home.lon, home.lat));
    }
    return inside;
  },
  async '/reverse/csv'(file) {
    const fields = { data: file, result_columns: ['result_status', 'qpv'], date: '2024-10-01' };
    const answer = await service().app.inject({ method: 'POST', url: '/reverse/csv', ...multipartOf(fields) });
    if (answer.statusCode !== 200) throw new Error(answer.json().detail[0]);
    const csv = await CsvFile.open(answer.rawPayload);
    const inside: boolean[] = [];
    for await (const { fields, count } of csv.rows()) {
      const [status, qpv] = fields.slice(-2);
      if (count === csv.columns.length && status !== 'skipped') inside.push(qpv !== '');
    }
    return inside;
  },
};

/** Compares a file with its own earlier answer: returns how many rows are the same, and how many are not. */
export async function comparedWithItself(file: Buffer): Promise<{ same: number; others: number }> {
  const [input, previous, now] = ['in.csv', 'before.csv', 'now.csv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(input, file);
  const { encoding } = await detectFileEncoding(input);
  const options = { zones: shipped, date: '2024-10-01', known: { encoding } };
  for (const path of [previous, now]) rmSync(path, { force: true });
  await answerFile(input, previous, new CsvAnswer(options));
  const comparison = await Comparison.open(previous, undefined, null);
  await answerFile(input, now, new CsvAnswer(options), { finishing: [comparison] });
  await comparison.close();
  const { same, ...others } = comparison.changes.rows;
  return { same, others: Object.values(others).reduce((sum, count) => sum + count, 0) };
}

const CSV = { 'content-type': 'text/csv' };

let opened: Service | undefined;
let removeBook: (() => void) | undefined;
/** A service with an address, without which it refuses files of points. Opened by the first test that uses it. */
function service(): Service {
  if (!opened) throw new Error('openDoors was not called');
  return opened;
}

export async function openDoors(): Promise<void> {
  const book = await bookOf([
    { street: 'Rue du Dedans', city: 'Béthune', citycode: '62119', number: 3, lon: 2.6289, lat: 50.518 },
    { street: 'Rue du Dehors', city: 'Béthune', citycode: '62119', number: 3, lon: 2.67, lat: 50.56 },
  ]);
  removeBook = book.remove;
  opened = openService({ addresses: book.path });
}

export async function closeDoors(): Promise<void> {
  await opened?.close();
  removeBook?.();
}

function isInQpv(lon: number, lat: number): boolean {
  return situationOf({ lon, lat, uncertainty: 0 }, '2024-10-01', shipped).tier === 'bop-147';
}

export async function* inPieces(file: Buffer, size = 1 << 18): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += size) yield Buffer.from(file.subarray(at, at + size));
}

function recorder(): { asked: string[]; geocoder: Geocoder } {
  const asked: string[] = [];
  return {
    asked,
    geocoder: {
      async search({ text }) {
        asked.push(text);
        return [];
      },
    },
  };
}
