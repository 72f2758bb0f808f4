import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { Addresses } from '../../src/address/addresses.ts';
import { GeocoderUnavailable } from '../../src/address/candidate.ts';
import { type StreetGroup, StreetGroups } from '../../src/address/file/street-groups.ts';
import { buildAddresses } from '../../src/address/local/build.ts';
import { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { seal } from '../../src/store/sealed-file.ts';
import { type BookRow, banText, bookOf } from './book.ts';
import { madeAddresses } from './made/addresses.ts';
import { madeFolder } from './made/cached.ts';
import { faultyQueries } from './made/queries.ts';

const folder = mkdtempSync(join(tmpdir(), 'perimetre-large-'));
afterAll(() => rmSync(folder, { recursive: true }));

const remote = { state: 'closed' as const, answers: async () => true, search: async () => [], reverse: async () => [] };

/** The houses of a street. */
function houses(street: string, numbers: readonly number[]): BookRow[] {
  return numbers.map((number) => ({
    ...{ street, number, city: 'Lillers', citycode: '62516', lon: 2.48 + number / 10_000, lat: 50.56 },
  }));
}

describe('a file of addresses whose streets are written as they come', () => {
  it('answers as one whose streets were all held', async () => {
    const source = madeFolder('agglomeration');
    const inputs = readdirSync(source).map((name) => ({ path: join(source, name), name }));
    const [held, written] = [join(folder, 'held.db'), join(folder, 'written.db')];
    const all = await buildAddresses(held, inputs, '2026-11-21');
    const few = await buildAddresses(written, inputs, '2026-11-21', { heldAtMost: { streets: 150, numbers: 2000 } });
    expect(few).toEqual(all);
    const [one, other] = [LocalAddresses.open(held), LocalAddresses.open(written)];
    for (const { text } of faultyQueries(madeAddresses(), 300, 1)) {
      const asked = { text, limit: 10 };
      expect(plain(other.search(asked))).toEqual(plain(one.search(asked)));
    }
    one.close();
    other.close();
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('has one street where its rows are in several places', async () => {
    const rows = [
      ...houses('Rue de l’Essai', [1, 5]),
      ...houses('Rue du Milieu', [1, 2, 3]),
      ...houses('Rue de l’Essai', [2, 5, 9]),
      ...houses('Rue de la Fin', [4]),
      ...houses('Rue de l’Essai', [3]),
    ];
    const csv = join(folder, 'adresses-62.csv');
    writeFileSync(csv, banText(rows));
    const path = join(folder, 'parts.db');
    const heldAtMost = { streets: 1, numbers: 2 };
    const report = await buildAddresses(path, [{ path: csv, name: 'adresses-62.csv' }], '2026-11-21', { heldAtMost });
    expect(report).toMatchObject({ addresses: 9, streets: 3, repeated: 1 });
    const book = LocalAddresses.open(path);
    expect(book.streetsOf('62516').map(({ name }) => name)).toEqual([
      'Rue de la Fin',
      'Rue de l’Essai',
      'Rue du Milieu',
    ]);
    const [street] = book.streetsOf('62516', 'Rue de l’Essai');
    expect(street!.numbers!().map(({ number }) => number)).toEqual([1, 2, 3, 5, 9]);
    book.close();
  });

  it('holds no more streets and numbers than it may, and leaves no scratch file', () => {
    const scratch = join(folder, 'scratch.part');
    const groups = new StreetGroups(scratch, { streets: 10, numbers: 25 });
    for (let i = 0; i < 600; i++) {
      const street = groups.street(`street ${i % 60}`, () => groupNamed(`street ${i % 60}`, i));
      const place = { suffix: '', position: 'entrance', lon: 2.48, lat: 50.56, uncertainty: 5 } as const;
      groups.addNumber(street, { number: i, ...place });
    }
    expect(groups.mostHeld.streets).toBeLessThanOrEqual(10);
    expect(groups.mostHeld.numbers).toBeLessThanOrEqual(25);
    const streets = [...groups.whole()];
    expect(streets.map(({ name }) => name)).toEqual(Array.from({ length: 60 }, (_, i) => `street ${i}`));
    expect(streets[7]!.numbers.map(({ number }) => number)).toEqual(Array.from({ length: 10 }, (_, i) => 7 + 60 * i));
    groups.close();
    expect(existsSync(scratch)).toBe(false);
  });
});

describe('a file of addresses that is damaged while it is open', () => {
  it('gives the same answer or none, wherever the damage is', async () => {
    const streets = Array.from({ length: 40 }, (_, i) =>
      houses(`Rue ${words[i % 8]} ${words[(i * 3 + 1) % 8]}`, [1, 2, 3]),
    );
    const { path, remove } = await bookOf(streets.flat());
    const whole = LocalAddresses.open(path);
    const asked = { text: '2 rue albert lillers', limit: 50 };
    const right = plain(whole.search(asked));
    whole.close();
    const size = readFileSync(path).length;
    let refused = 0;
    for (let at = 0; at < size; at += 397) {
      const copy = join(folder, 'damaged.db');
      copyFileSync(path, copy);
      const book = LocalAddresses.open(copy);
      changeByte(copy, at);
      const answer = answerOf(() => plain(book.search(asked)));
      expect([right, 'refused']).toContainEqual(answer);
      if (answer === 'refused') refused++;
      if (answer === 'refused') expect(book.isDamaged).toBe(true);
      book.close();
    }
    expect(refused).toBeGreaterThan(0);
    remove();
  });

  it('and opened in a separate thread, is known not to be sound', async () => {
    const { path, remove } = await bookOf(houses('Rue de l’Essai', [1, 2, 3]));
    const sound = await LocalAddresses.openApart(path);
    expect(await sound.isSound).toBe(true);
    expect(sound.local.search({ text: '2 rue de l essai lillers', limit: 1 })).toHaveLength(1);
    sound.local.close();
    // A byte of free space, which no record covers.
    changeByte(path, 8192 + 3000);
    const opened = await LocalAddresses.openApart(path).catch((error: Error) => error);
    if (opened instanceof Error) expect(opened.message).toMatch(/est abîmé/);
    else {
      expect(await opened.isSound).toBe(false);
      opened.local.close();
    }
    remove();
  });
});

describe('a large file of addresses', () => {
  it('is opened while the service does other work; until then it asks to try again', async () => {
    const { path, remove } = await largeBook();
    const addresses = new Addresses(path, undefined, remote);
    const order: string[] = [];
    const opening = addresses.refreshApart().then(() => order.push('opened'));
    setImmediate(() => order.push('other work'));
    expect(addresses.status()).toMatchObject({ file: 'checking', provider: 'local' });
    await expect(addresses.search({ text: '1 rue de l essai', limit: 1 })).rejects.toThrow(/réessayez dans un instant/);
    await opening;
    expect(order).toEqual(['other work', 'opened']);
    expect(addresses.status()).toMatchObject({ file: 'loaded' });
    expect(await addresses.search({ text: '1 rue de l essai lillers', limit: 1 })).toHaveLength(1);
    addresses.close();
    remove();
  });

  it('that is damaged is left once it was verified', async () => {
    const { path, remove } = await largeBook();
    changeByte(path, readFileSync(path).length - 100_000);
    const addresses = new Addresses(path, undefined, remote);
    await addresses.refreshApart();
    await addresses.verify();
    expect(addresses.status()).toMatchObject({ file: 'refused' });
    await expect(addresses.search({ text: '1 rue de l essai', limit: 1 })).rejects.toThrow(/est abîmé/);
    remove();
  });

  it('is not kept open when the service was closed meanwhile', async () => {
    const { path, remove } = await largeBook();
    const addresses = new Addresses(path, 'local', remote);
    const opening = addresses.refreshApart();
    addresses.close();
    expect(await opening).toBe(false);
    expect(addresses.status()).toMatchObject({ local: null });
    remove();
  });

  it('that is deleted while it is opened is absent', async () => {
    const { path, remove } = await largeBook();
    const addresses = new Addresses(path, undefined, remote);
    const opening = addresses.refreshApart();
    rmSync(path);
    await opening.catch(() => {});
    expect(addresses.status()).toMatchObject({ file: 'absent', provider: 'geoplateforme' });
    addresses.close();
    remove();
  });
});

/** A file above the size from which a service opens it in a separate thread. */
async function largeBook(): ReturnType<typeof bookOf> {
  const made = await bookOf(houses('Rue de l’Essai', [1, 2, 3]));
  const database = new Database(made.path);
  database.exec('CREATE TABLE filling AS SELECT zeroblob(11000000) AS zeros');
  database.close();
  seal(made.path);
  return made;
}

function changeByte(path: string, at: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.from([readFileSync(path)[at]! ^ 0x11]), 0, 1, at);
  closeSync(file);
}

function answerOf(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    expect(error).toBeInstanceOf(GeocoderUnavailable);
    return 'refused';
  }
}

/** Candidates as data, with their streets' numbers. */
function plain(candidates: ReturnType<LocalAddresses['search']>): unknown {
  return candidates.map((candidate) => ({ ...candidate, numbers: candidate.numbers?.() }));
}

function groupNamed(name: string, rank: number): StreetGroup {
  const sums = { size: 0, west: 2, south: 50, east: 3, north: 51, lon: 0, lat: 0, postcodes: [] };
  const place = { citycode: '62516', city: 'Lillers', oldcitycode: '', oldcity: '' };
  return { rank, kind: 'street', id: name, name, ...place, sums, numbers: [] };
}

const words = ['Albert', 'Basly', 'Cadot', 'Danton', 'Évrard', 'Ferry', 'Gambetta', 'Hugo'];
