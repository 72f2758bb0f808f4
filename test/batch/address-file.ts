import { parse } from 'csv-parse/sync';
import { Addresses } from '../../src/address/addresses.ts';
import { Geoplateforme } from '../../src/address/remote/geoplateforme.ts';
import { AddressAnswer, type AddressBatchOptions } from '../../src/batch/addresses/address-answer.ts';
import type { AddressCounts } from '../../src/batch/addresses/address-counting.ts';
import { type BookRow, bookOf } from '../address/book.ts';
import { shipped } from '../world.ts';

const inBethune = { city: 'Béthune', citycode: '62119' };
const inEssars = { city: 'Essars', citycode: '62310' };
/** A street and a namesake of it around places whose answers are known. */
export const bookRows: readonly BookRow[] = [
  // Inside the QPV QN06208M, far from its limit.
  ...[2, 4, 10, 12].map((number) => ({
    ...{ number, street: 'Rue des Essais', ...inBethune },
    ...{ lon: 2.6287 + number * 0.00005, lat: 50.518 },
  })),
  { number: 3, street: 'Rue du Sacré-Cœur', ...inBethune, lon: 2.6289, lat: 50.518 },
  // In no quarter, in a commune without a missing one.
  { number: 3, street: 'Rue du Sacré-Cœur', ...inEssars, lon: 2.665, lat: 50.5485 },
  { number: 1, street: "Place d'Armes", ...inEssars, lon: 2.6651, lat: 50.5486 },
  { number: 7, street: 'Rue Neuve', city: 'Ambérieu', citycode: '01004', postcode: '01500', lon: 5.36, lat: 45.95 },
];

/** Opens the addresses of a file with these rows, without a remote geocoder. */
export async function openAddresses(rows: readonly BookRow[]): Promise<{ addresses: Addresses; close(): void }> {
  const book = await bookOf(rows);
  const addresses = new Addresses(book.path, 'local', new Geoplateforme({ baseUrl: 'http://127.0.0.1:9' }));
  return {
    addresses,
    close() {
      addresses.close();
      book.remove();
    },
  };
}

/** Answers a file, whole or in pieces; its addresses are in « adresse » unless `options` change that. */
export async function answerAddresses(
  input: string | readonly Buffer[] | AsyncIterable<Buffer>,
  options: Partial<AddressBatchOptions> & Pick<AddressBatchOptions, 'addresses'>,
): Promise<Answered> {
  const csv = new AddressAnswer({ zones: shipped, columns: { address: ['adresse'] }, date: '2024-10-01', ...options });
  const pieces: Buffer[] = [];
  let read = 0;
  for await (const piece of csv.answer(fileOf(input))) {
    pieces.push(piece.bytes);
    read += piece.read;
  }
  return { out: Buffer.concat(pieces), counts: csv.counts, read };
}

export interface Answered {
  readonly out: Buffer;
  readonly counts: AddressCounts;
  /** Bytes of the file that were answered. */
  readonly read: number;
}

/** The rows as objects, by the names of the header. */
export function rowsOf(out: Buffer): Record<string, string>[] {
  const delimiter = /([;,\t])status/.exec(out.toString())![1]!;
  return parse(out, { columns: true, delimiter, bom: true });
}

async function* fileOf(input: Parameters<typeof answerAddresses>[0]): AsyncGenerator<Buffer> {
  yield* typeof input === 'string' ? [Buffer.from(input)] : input;
}
