import { mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Addresses, type AddressProvider } from '../../src/address/addresses.ts';
import { type AddressQuestion, type Candidate, GeocoderUnavailable } from '../../src/address/candidate.ts';
import { bookOf } from './book.ts';

const folder = mkdtempSync(join(tmpdir(), 'perimetre-addresses-'));
const path = join(folder, 'addresses.db');
afterAll(() => rmSync(folder, { recursive: true }));

/** Installs a file of addresses with one street of this name. */
async function put(street: string): Promise<void> {
  const book = await bookOf([
    { street, number: 1, city: 'Lillers', citycode: '62516', lon: 2.48, lat: 50.56 },
    { street, number: 3, city: 'Lillers', citycode: '62516', lon: 2.481, lat: 50.56 },
  ]);
  renameSync(book.path, path);
  book.remove();
}

/** A remote geocoder that records its questions. */
function remote(answer: () => Promise<readonly Candidate[]> = async () => []) {
  const asked: AddressQuestion[] = [];
  return {
    asked,
    state: 'closed' as const,
    answers: async () => true,
    search: (question: AddressQuestion) => {
      asked.push(question);
      return answer();
    },
    reverse: async () => [],
  };
}

const ask = (addresses: Addresses, text: string) => addresses.search({ text, limit: 5 });
const far = { label: 'far away', score: 0.9, provider: 'geoplateforme' } as Candidate;

describe('the source of addresses', () => {
  beforeEach(() => put('Rue de l’Essai'));

  it.each<[string, AddressProvider | undefined, string, number]>([
    ['by default, the local file alone', undefined, '1 rue de l essai lillers', 0],
    ['by default, the local file alone, even for what it lacks', undefined, '1 rue inconnue lillers', 0],
    ['the local file alone', 'local', '1 rue inconnue lillers', 0],
    ['the remote geocoder alone', 'geoplateforme', '1 rue de l essai lillers', 1],
    ['the local file, and that is enough', 'local-then-geoplateforme', '1 rue de l essai lillers', 0],
    ['the local file, then the remote geocoder', 'local-then-geoplateforme', '1 rue inconnue lillers', 1],
  ])('%s', async (_, provider, text, asked) => {
    const geocoder = remote(async () => [far]);
    const addresses = new Addresses(path, provider, geocoder);
    const found = await ask(addresses, text);
    expect(geocoder.asked).toHaveLength(asked);
    if (asked > 0) expect(found).toEqual([far]);
    addresses.close();
  });

  it('without a file, the remote geocoder by default; an error where only the file may answer', async () => {
    rmSync(path);
    const geocoder = remote();
    await ask(new Addresses(path, undefined, geocoder), '1 rue de l essai');
    expect(geocoder.asked).toHaveLength(1);
    await expect(ask(new Addresses(path, 'local', geocoder), '1 rue de l essai')).rejects.toThrow(/Aucune adresse/);
    await expect(ask(new Addresses(path, 'off', geocoder), '1 rue de l essai')).rejects.toThrow(/ne cherche pas/);
    expect(geocoder.asked).toHaveLength(1);
  });

  it('a doubtful local result is kept when the remote geocoder is down', async () => {
    const down = remote(async () => {
      throw new GeocoderUnavailable('down');
    });
    const addresses = new Addresses(path, 'local-then-geoplateforme', down);
    const [found] = await ask(addresses, '7 quai de l essaie lillers');
    expect(down.asked).toHaveLength(1);
    expect(found).toMatchObject({ name: 'Rue de l’Essai' });
    await expect(ask(addresses, '1 rue inconnue lillers')).rejects.toThrow(GeocoderUnavailable);
    addresses.close();
  });
});

describe('the file of addresses', () => {
  it('is reopened when another replaces it, and the previous one can still be read', async () => {
    await put('Rue Ancienne');
    const addresses = new Addresses(path, undefined, remote());
    const [old] = await ask(addresses, '3 rue ancienne lillers');
    expect(addresses.refresh()).toBe(false);
    await put('Rue Nouvelle');
    expect(addresses.refresh()).toBe(true);
    expect((await ask(addresses, '3 rue nouvelle lillers'))[0]).toMatchObject({ housenumber: '3' });
    expect(old!.numbers!()).toHaveLength(2);
    addresses.close();
  });

  it('is refused when it is invalid, and the previous one stays in use', async () => {
    await put('Rue Ancienne');
    const addresses = new Addresses(path, undefined, remote());
    await ask(addresses, '3 rue ancienne lillers');
    writeFileSync(join(folder, 'bad.db'), 'not an address file');
    renameSync(join(folder, 'bad.db'), path);
    expect(() => addresses.refresh()).toThrow(/pas un fichier d’adresses/);
    expect(await ask(addresses, '3 rue ancienne lillers')).toHaveLength(1);
    addresses.close();
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut in half', (bytes) => bytes.subarray(0, bytes.length >> 1)],
    ['the second half of which is zeros', (bytes) => bytes.fill(0, bytes.length >> 1)],
    [
      'one bit of which changed',
      (bytes) => bytes.fill(bytes[bytes.length - 900]! ^ 1, bytes.length - 900, bytes.length - 899),
    ],
    ['that is empty', () => Buffer.alloc(0)],
    ['that is something else', () => Buffer.from('not an address file')],
  ])('%s is refused: no address is answered from it, nor sent elsewhere', async (_, damage) => {
    await put('Rue Ancienne');
    writeFileSync(path, damage(readFileSync(path)));
    const geocoder = remote();
    const addresses = new Addresses(path, undefined, geocoder);
    expect(() => addresses.refresh()).toThrow(
      /^[^\n]+(est abîmé|fichier d’adresses de cette version) ?: refaites-le[^\n]+$/,
    );
    expect(addresses.status()).toEqual({ provider: 'local', file: 'refused', local: null, remote: null });
    await expect(ask(addresses, '3 rue ancienne lillers')).rejects.toThrow(/est abîmé/);
    expect(geocoder.asked).toEqual([]);
    // It is not read again each second.
    expect(addresses.refresh()).toBe(false);
    await put('Rue Nouvelle');
    expect(addresses.refresh()).toBe(true);
    expect(addresses.status()).toMatchObject({ file: 'loaded' });
    addresses.close();
  });

  it('that changes in place while it is used answers no more, until it is whole again', async () => {
    await put('Rue Ancienne');
    const addresses = new Addresses(path, undefined, remote());
    expect(await ask(addresses, '3 rue ancienne lillers')).toHaveLength(1);
    const whole = readFileSync(path);
    const changed = Buffer.from(whole);
    changed[whole.length - 900]! ^= 1;
    writeFileSync(path, changed);
    await expect(ask(addresses, '3 rue ancienne lillers')).rejects.toThrow(/est abîmé/);
    expect(() => addresses.refresh()).toThrow(/est abîmé/);
    expect(addresses.status()).toMatchObject({ file: 'refused' });
    writeFileSync(path, whole);
    utimesSync(path, 0, 0);
    expect(await addresses.refreshApart()).toBe(true);
    expect(await ask(addresses, '3 rue ancienne lillers')).toHaveLength(1);
    addresses.close();
  });

  it('that changes on the disk without a trace is left when it is read again', async () => {
    await put('Rue Ancienne');
    utimesSync(path, 1000, 1000);
    const addresses = new Addresses(path, undefined, remote());
    expect(await ask(addresses, '3 rue ancienne lillers')).toHaveLength(1);
    await addresses.verify();
    expect(addresses.status()).toMatchObject({ file: 'loaded' });
    const changed = readFileSync(path);
    changed[changed.length - 900]! ^= 1;
    writeFileSync(path, changed);
    utimesSync(path, 1000, 1000);
    expect(addresses.status()).toMatchObject({ file: 'loaded' });
    await addresses.verify();
    expect(addresses.status()).toMatchObject({ file: 'refused' });
    addresses.close();
  });

  it('is not opened before the first question', () => {
    writeFileSync(path, 'not an address file');
    expect(() => new Addresses(path, undefined, remote()).close()).not.toThrow();
    expect(() => new Addresses(path, undefined, remote()).local).toThrow(/pas un fichier d’adresses/);
  });
});
