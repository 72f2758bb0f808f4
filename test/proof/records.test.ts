import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrations } from '../../src/load.ts';
import { purgeDaily } from '../../src/proof/purge.ts';
import { Decisions, DecisionsBusy } from '../../src/proof/records.ts';
import { Rulebooks } from '../../src/proof/rulebooks.ts';
import { readRuleFiles } from '../../src/rules/load-rulebook.ts';
import { type Database, openStore } from '../../src/store/open.ts';
import { installShipped } from '../../src/zones/shipped.ts';
import { Versions, migrations as zoneTables } from '../../src/zones/versions.ts';
import { rulebook, rulesFolder } from '../rules/samples.ts';
import { registry } from '../world.ts';
import { madeOutcome } from './made-proof.ts';

let folder: string;
let database: Database;
let today: string;
let decisions: Decisions;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perimetre-decisions-'));
  database = openStore(join(folder, 'perimetre.db'), migrations);
  installShipped(new Versions(database), registry);
  new Rulebooks(database).keep(rulebook, readRuleFiles(rulesFolder), '2026-11-21');
  today = '2026-11-21';
  decisions = new Decisions(database, 30, () => today);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const record = () => decisions.record('eligibility', madeOutcome());
const count = () => database.prepare('SELECT count(*) FROM decision').pluck().get();
const files = () =>
  ['perimetre.db', 'perimetre.db-wal'].map((name) => readFileSync(join(folder, name), 'latin1')).join('');

describe('a recorded answer', () => {
  it('has its conclusion, days and versions', async () => {
    const { reference } = await record();
    expect(decisions.find(reference)).toEqual({
      reference,
      kind: 'eligibility',
      recordedOn: '2026-11-21',
      expiresOn: '2026-12-21',
      date: '2024-10-01',
      generation: '2024',
      tier: 'bop-147',
      certainty: 'firm',
      possibleTiers: ['bop-147'],
      restsOn: 'data',
      zones: [{ id: 'QN06208M', kind: 'qpv', name: 'Quartier Du Mont Liébaut', relation: 'inside' }],
      verdicts: [
        { scheme: 'adulte-relais', verdict: 'conditional', certainty: 'firm', alternatives: [], amount: null },
        { scheme: 'fcs', verdict: 'conditional', certainty: 'firm', alternatives: [], amount: null },
        expect.objectContaining({ scheme: 'tva-5-5', verdict: 'conditional' }),
      ],
      dataVersion: registry.shipped.version,
      rulesVersion: rulebook.rulesVersion,
    });
  });

  it('has no column for anything else, and no time of day', async () => {
    await record();
    const columns = database.pragma('table_info(decision)') as { name: string }[];
    expect(columns.map(({ name }) => name)).toEqual([
      ...['reference', 'kind', 'recorded_on', 'expires_on', 'date', 'generation', 'tier', 'certainty'],
      ...['zones', 'verdicts', 'data_version', 'rules_version', 'secret_hash', 'possible_tiers', 'rests_on'],
    ]);
    const row = JSON.stringify(database.prepare('SELECT * FROM decision').get());
    expect(row).not.toMatch(/\d\d:\d\d|2\.6289|50\.518|204\.|Exemple/);
  });

  it('is in no order that would reveal its time', () => {
    const sql = database.prepare("SELECT sql FROM sqlite_master WHERE name = 'decision'").pluck().get();
    expect(sql).toMatch(/reference TEXT PRIMARY KEY[\s\S]*WITHOUT ROWID/);
  });

  it('contains only the hash of the secret', async () => {
    const { secret } = await record();
    expect(Buffer.from(secret, 'base64url')).toHaveLength(16);
    database.pragma('wal_checkpoint(PASSIVE)');
    expect(files()).not.toContain(secret);
    expect(database.prepare('SELECT length(secret_hash) FROM decision').pluck().get()).toBe(32);
  });
});

describe('erasing', () => {
  it('requires the secret of that decision', async () => {
    const [one, other] = [await record(), await record()];
    expect(await decisions.erase(one.reference, other.secret)).toBe('wrong-secret');
    expect(await decisions.erase(one.reference, '')).toBe('wrong-secret');
    expect(await decisions.erase('7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE', one.secret)).toBe('unknown');
    expect(await decisions.erase(one.reference, one.secret)).toBe('erased');
    expect(decisions.find(one.reference)).toBeNull();
    expect(decisions.find(other.reference)).not.toBeNull();
    expect(await decisions.erase(one.reference, one.secret)).toBe('unknown');
  });

  it('leaves nothing in the files', async () => {
    const { reference, secret } = await record();
    database.pragma('wal_checkpoint(PASSIVE)');
    expect(files()).toContain(reference);
    await decisions.erase(reference, secret);
    expect(files()).not.toContain(reference);
  });
});

describe('the end of a record', () => {
  it('comes on its day, before any purge', async () => {
    const { reference, secret } = await record();
    today = '2026-12-20';
    expect(decisions.find(reference)).not.toBeNull();
    today = '2026-12-21';
    expect(decisions.find(reference)).toBeNull();
    expect(await decisions.erase(reference, secret)).toBe('unknown');
  });

  it('a purge erases expired records and nothing else', async () => {
    await record();
    await record();
    today = '2026-12-01';
    const later = await record();
    today = '2026-12-20';
    expect(await decisions.purge()).toBe(0);
    today = '2026-12-21';
    expect(await decisions.purge()).toBe(2);
    expect(count()).toBe(1);
    expect(decisions.find(later.reference)).not.toBeNull();
    expect(await decisions.purge()).toBe(0);
  });

  it('stays as announced when the retention changes', async () => {
    const { reference, expiresOn } = await record();
    expect(new Decisions(database, 1, () => today).find(reference)).toMatchObject({ expiresOn });
  });
});

describe('the daily purge', () => {
  const MINUTE = 60_000;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at the start and each day, and logs only how many', async () => {
    const { reference } = await record();
    today = '2027-01-01';
    const log: unknown[] = [];
    let calls = 0;
    const purged = { purge: () => (calls++ === 0 ? decisions.purge() : Promise.resolve(0)) };
    const stop = purgeDaily(purged, { info: (...line) => log.push(line), error: (...line) => log.push(line) });
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    stop();
    expect(log).toEqual([[{ purged: 1 }, 'expired decisions erased']]);
    expect(JSON.stringify(log)).not.toContain(reference);
    // The same day is not purged twice.
    expect(calls).toBe(1);
  });

  it('tries again when the database is busy', async () => {
    let calls = 0;
    const log: unknown[] = [];
    const purge = async () => {
      if (calls++ < 2) throw new DecisionsBusy('busy');
      return 3;
    };
    const stop = purgeDaily({ purge }, { info: (...line) => log.push(line), error: (...line) => log.push(line) });
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    stop();
    expect(log).toEqual([[{ purged: 3 }, 'expired decisions erased']]);
  });
});

describe('while an import occupies the database', () => {
  it('recording waits, and reading does not', async () => {
    const other = openStore(join(folder, 'perimetre.db'), migrations);
    other.exec('BEGIN IMMEDIATE');
    const pragmas = vi.spyOn(database, 'pragma');
    const recording = record();
    expect(decisions.find('7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE')).toBeNull();
    const tries = () => pragmas.mock.calls.filter(([sql]) => sql === 'busy_timeout = 0').length;
    await expect.poll(tries).toBeGreaterThan(2);
    expect(count()).toBe(0);
    other.exec('COMMIT');
    other.close();
    expect(decisions.find((await recording).reference)).not.toBeNull();
    // An import elsewhere is still waiting.
    expect(database.pragma('busy_timeout', { simple: true })).toBe(30_000);
  });
});

describe('rulebooks', () => {
  it('are kept as they answered, and can be read again', () => {
    const kept = new Rulebooks(database).of(rulebook.rulesVersion);
    expect(kept).toEqual(rulebook);
    expect(new Rulebooks(database).of('2020-01-01.00000000')).toBeNull();
  });

  it.each(['UPDATE rulebook SET files = files', 'DELETE FROM rulebook'])('%s is refused', (sql) => {
    expect(() => database.exec(sql)).toThrow('append-only');
  });

  it('that are damaged are refused', () => {
    database.exec('DROP TRIGGER no_UPDATE_of_rulebook');
    database.exec("UPDATE rulebook SET files = replace(files, 'Béthune', 'Bethune')");
    expect(() => new Rulebooks(database).of(rulebook.rulesVersion)).toThrow('somme de contrôle');
  });
});

it('a database of an earlier version is migrated', () => {
  const path = join(folder, 'old.db');
  const old = openStore(path, zoneTables.slice(0, 1));
  old.exec("INSERT INTO version VALUES ('2024-10-01', '2024-10-01T00:00:00Z', 'shipped', '')");
  old.exec("INSERT INTO current VALUES (1, '2024-10-01')");
  old.close();
  const now = openStore(path, migrations);
  expect(new Versions(now).current()).toBe('2024-10-01');
  expect(now.prepare('SELECT count(*) FROM decision').pluck().get()).toBe(0);
  now.close();
});

describe('the database', () => {
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it('is only accessible to its owner, with the files of SQLite beside it', () => {
    const path = join(folder, 'made', 'perimetre.db');
    const made = openStore(path, migrations);
    const files = readdirSync(dirname(path)).sort();
    expect(files).toEqual(['perimetre.db', 'perimetre.db-shm', 'perimetre.db-wal']);
    expect(files.map((name) => modeOf(join(dirname(path), name)))).toEqual(['600', '600', '600']);
    made.close();
  });

  it('keeps the mode of an existing file', () => {
    const path = join(folder, 'given.db');
    openStore(path, migrations).close();
    chmodSync(path, 0o640);
    openStore(path, migrations).close();
    expect(modeOf(path)).toBe('640');
  });
});
