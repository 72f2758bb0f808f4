import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Loaded, load } from '../../src/load.ts';
import { Lookup } from '../../src/situation/lookup.ts';
import { randomFrom } from '../shapes.ts';
import { giveIndexes } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'perimetre-damaged-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder of data as a first start leaves it. */
const sound = join(folder, 'sound');
let made = 0;
const whole = (() => {
  const path = freshFolder();
  giveIndexes(path);
  load(readConfig({ PERIMETRE_DB: path })).close();
  cpSync(join(path, '..'), sound, { recursive: true });
  return indexFiles(path);
})();

function freshFolder(): string {
  const path = mkdtempSync(join(folder, `${made++}-`));
  return join(path, 'perimetre.db');
}

function indexFiles(database: string): Map<string, Buffer> {
  const index = join(database, '..', 'index');
  return new Map(readdirSync(index).map((name) => [name, readFileSync(join(index, name))]));
}

/** What a service answers at places spread over the agglomeration. */
function answersOf({ current }: Loaded): string[] {
  const random = randomFrom(3);
  const lookup = new Lookup(current.zones, '2024-10-01');
  return Array.from({ length: 400 }, () => {
    lookup.at(2.4 + 0.4 * random(), 50.4 + 0.25 * random(), 0);
    const { tier, isFirm, zoneCount, ids, distances } = lookup;
    return [tier, isFirm, ...ids.slice(0, zoneCount), ...distances.slice(0, zoneCount)].join(' ');
  });
}

/** Opens a copy of the sound data after `damage`. */
function opened(damage: (database: string) => void): { database: string; loaded: Loaded } {
  const database = freshFolder();
  cpSync(sound, join(database, '..'), { recursive: true });
  damage(database);
  return { database, loaded: load(readConfig({ PERIMETRE_DB: database })) };
}

const right = (() => {
  const { loaded } = opened(() => {});
  const answers = answersOf(loaded);
  loaded.close();
  return answers;
})();

describe('an index that was damaged never answers', () => {
  const half = (bytes: Buffer) => bytes.length >> 1;
  const damages: ((bytes: Buffer) => Buffer)[] = [
    (bytes) => bytes.fill(0, half(bytes)),
    (bytes) => bytes.fill(0, 0, half(bytes)),
    (bytes) => bytes.fill(bytes[half(bytes)]! ^ 64, half(bytes), half(bytes) + 1),
    (bytes) => bytes.subarray(0, half(bytes)),
    () => Buffer.alloc(0),
    (bytes) => Buffer.from(bytes.toString('latin1').replace(/index-\d/, 'index-9'), 'latin1'),
  ];

  it.each([
    ['zeros in either half, a byte that differs', 0],
    ['cut in half, empty, of a later format', 3],
  ])('%s: it is made again, and answers are the same', (_, first) => {
    const { database, loaded } = opened((database) => {
      for (const [i, [name, bytes]] of [...indexFiles(database)].entries()) {
        writeFileSync(join(database, '..', 'index', name), damages[first + (i % 3)]!(bytes));
      }
    });
    expect(answersOf(loaded)).toEqual(right);
    expect(loaded.cache!.takeRemarks().map(({ what }) => what)).toEqual(
      Array.from(whole, () => 'unreadable index made again'),
    );
    expect(indexFiles(database)).toEqual(whole);
    expect(loaded.cache!.takeRemarks()).toEqual([]);
    loaded.close();
  });

  it('it is of an earlier format: it is made again, and the log names no damage', () => {
    const { database, loaded } = opened((database) => {
      for (const [name, bytes] of indexFiles(database)) {
        const earlier = bytes.toString('latin1').replace(/perimetre-index-\d+/, 'perimetre-index-7');
        writeFileSync(join(database, '..', 'index', name), Buffer.from(earlier.slice(0, -4), 'latin1'));
      }
    });
    expect(answersOf(loaded)).toEqual(right);
    expect(loaded.cache!.takeRemarks().map(({ what }) => what)).toEqual(
      Array.from(whole, () => 'index of an earlier format made again'),
    );
    expect(indexFiles(database)).toEqual(whole);
    loaded.close();
  });

  it('it has the name of another', () => {
    const { loaded } = opened((database) => {
      const [one, another] = [...whole.keys()].sort();
      writeFileSync(join(database, '..', 'index', one!), whole.get(another!)!);
    });
    expect(answersOf(loaded)).toEqual(right);
    loaded.close();
  });
});

describe('a folder of indexes', () => {
  it('that takes no file is done without, and the operator is informed', () => {
    const { loaded } = opened((database) => {
      rmSync(join(database, '..', 'index'), { recursive: true });
      // A file in the place of the folder: it refuses the administrator too.
      writeFileSync(join(database, '..', 'index'), '');
    });
    expect(answersOf(loaded)).toEqual(right);
    const remarks = loaded.cache!.takeRemarks();
    expect(remarks).toHaveLength(whole.size);
    for (const remark of remarks) expect(remark).toMatchObject({ what: 'index not kept', code: expect.any(String) });
    loaded.close();
  });

  it('is made once by two processes that start at once', async () => {
    const database = freshFolder();
    const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
    const run = () =>
      promisify(execFile)(process.execPath, [cli, 'lookup', '2.6289', '50.518'], {
        env: { PATH: process.env.PATH, PERIMETRE_DB: database },
      });
    const [one, other] = await Promise.all([run(), run()]);
    expect(one).toEqual({ stdout: expect.stringContaining('QN06208M'), stderr: '' });
    expect(other).toEqual(one);
    expect(indexFiles(database)).toEqual(whole);
  });
});

describe('a database that was damaged never answers', () => {
  it.each([0.5, 0.9])('cut at %s of its length', (share) => {
    const open = () =>
      opened((database) => {
        const bytes = readFileSync(database);
        writeFileSync(database, bytes.subarray(0, Math.floor(bytes.length * share)));
      });
    expect(open).toThrow(/^[^\n]*perimetre\.db : cette base de données est abîmée \(SQLITE_CORRUPT[^\n]*$/);
  });

  it('with a page of zeros', () => {
    const open = () =>
      opened((database) => {
        const bytes = readFileSync(database);
        writeFileSync(database, bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 4096));
      });
    expect(open).toThrow(/abîmée?/);
  });
});
