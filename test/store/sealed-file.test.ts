import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNew, openReadOnly } from '../../src/store/open.ts';
import { isSealed, isSealedApart, seal } from '../../src/store/sealed-file.ts';
import { randomFrom } from '../shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'perimetre-sealed-'));
const path = join(folder, 'sealed.db');
let whole: Buffer;
beforeAll(() => {
  const database = openNew(path, 'CREATE TABLE number (value INTEGER)');
  const insert = database.prepare('INSERT INTO number VALUES (?)');
  database.transaction(() => {
    for (let i = 0; i < 200_000; i++) insert.run(i);
  })();
  database.close();
  seal(path);
  whole = readFileSync(path);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a sealed file', () => {
  it('is a database as before, and is known to be whole', async () => {
    const database = openReadOnly(path);
    expect(database.prepare('SELECT sum(value) FROM number').pluck().get()).toBe((200_000 * 199_999) / 2);
    database.close();
    expect(isSealed(path)).toBe(true);
    expect(await isSealedApart(path)).toBe(true);
  });

  it('is known to be changed, whichever bit is', () => {
    const random = randomFrom(8);
    const offsets = Array.from({ length: 20 }, () => Math.floor(random() * whole.length));
    for (const offset of [0, 59, 60, 63, 64, 1 << 20, whole.length - 1, ...offsets]) {
      const changed = Buffer.from(whole);
      changed[offset]! ^= 1 << Math.floor(random() * 8);
      writeFileSync(path, changed);
      expect(isSealed(path), `offset ${offset}`).toBe(false);
    }
  });

  it.each<[string, () => Buffer]>([
    ['cut', () => whole.subarray(0, whole.length >> 1)],
    ['empty', () => Buffer.alloc(0)],
    ['longer', () => Buffer.concat([whole, Buffer.alloc(1)])],
    ['half zeros', () => Buffer.concat([whole.subarray(0, whole.length >> 1), Buffer.alloc(whole.length >> 1)])],
  ])('is known to be changed when it is %s', async (_, bytes) => {
    writeFileSync(path, bytes());
    expect(isSealed(path)).toBe(false);
    expect(await isSealedApart(path)).toBe(false);
  });

  it('is none where there is no file, or a folder', async () => {
    for (const none of [join(folder, 'none'), folder]) {
      expect(isSealed(none)).toBe(false);
      expect(await isSealedApart(none)).toBe(false);
    }
  });
});
