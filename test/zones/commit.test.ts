import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Loaded, load, migrations } from '../../src/load.ts';
import { openStore } from '../../src/store/open.ts';
import { commitImport } from '../../src/zones/commit.ts';
import { Versions } from '../../src/zones/versions.ts';
import { square } from '../shapes.ts';
import { drawn, giveIndexes } from '../world.ts';
import { stored } from './stored.ts';

const catorive = { perimeters: [drawn('2024', 'QIC-CATORIVE', [square(2.64, 50.545, 100)])] };
/** A change that leaves a canary of the registry outside the quarter that must contain it. */
const harmful = { withdrawn: [{ generation: '2024', zone: 'QN06208M' }] };

let folder: string;
let path: string;
let loaded: Loaded;
let base: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commit-'));
  path = join(folder, 'perimetre.db');
  giveIndexes(path);
  loaded = load(readConfig({ PERIMETRE_DB: path }));
  base = loaded.versions.current()!;
});

afterEach(() => {
  loaded.close();
  rmSync(folder, { recursive: true });
});

describe('a committed import', () => {
  it('is a new version, current at once; the previous one stays and can be read', () => {
    const before = stored(path);
    const id = commitImport(loaded, base, catorive, 'qic 2024 : catorive', '2030-05-06');
    expect(id).toBe('2030-05-06.1');
    expect(loaded.versions.list().map((version) => [version.id, version.isCurrent, version.summary])).toEqual([
      [id, true, 'qic 2024 : catorive'],
      [base, false, 'périmètres livrés avec le service'],
    ]);
    expect(loaded.versions.read(id).perimeters).toHaveLength(33);
    expect(loaded.versions.read(base).perimeters).toHaveLength(32);
    expect(stored(path).perimeter).toEqual([
      ...(before.perimeter as object[]),
      expect.objectContaining({ zone: 'QIC-CATORIVE' }),
    ]);
  });

  it('reaches a running service, which only has to load its index', () => {
    const service = load(readConfig({ PERIMETRE_DB: path }));
    try {
      const id = commitImport(loaded, base, catorive, '', '2030-05-06');
      const before = stored(path).index;
      expect(service.current.zones.dataVersion).toBe(base);
      expect(service.current.refresh()).toBe(true);
      expect(service.current.zones.dataVersion).toBe(id);
      expect(service.current.of(base).dataVersion).toBe(base);
      expect(stored(path).index).toEqual(before);
    } finally {
      service.close();
    }
  });

  it('may be the second one of a day', () => {
    const first = commitImport(loaded, base, catorive, '', '2030-05-06');
    expect(commitImport(loaded, first, catorive, '', '2030-05-06')).toBe('2030-05-06.2');
  });
});

describe('an import that fails its checks leaves everything unchanged, tables and index folder', () => {
  it('when a canary would get another answer', () => {
    const before = stored(path);
    expect(() => commitImport(loaded, base, harmful, '', '2030-05-06')).toThrow(
      'les périmètres ne passent pas la vérification : au 2024-10-01, un point connu devrait être dans QN06208M, ' +
        'il est hors de tout quartier',
    );
    expect(stored(path)).toEqual(before);
    expect(loaded.current.refresh()).toBe(false);
  });

  it('when the index cannot be written', () => {
    const before = stored(path);
    const cache = {
      read: () => null,
      write() {
        throw new Error('disk full');
      },
    };
    expect(() => commitImport({ ...loaded, cache }, base, catorive, '', '2030-05-06')).toThrow('disk full');
    expect(stored(path)).toEqual(before);
  });

  it('when another import came first, since the plan may no longer be right', () => {
    commitImport(loaded, base, catorive, '', '2030-05-06');
    const before = stored(path);
    expect(() => commitImport(loaded, base, catorive, '', '2030-05-06')).toThrow(
      'les périmètres en vigueur ont changé pendant la vérification : recommencez',
    );
    expect(stored(path)).toEqual(before);
  });

  it('when another import keeps the database locked', () => {
    const other = openStore(path, migrations);
    const hasty = openStore(path, migrations);
    hasty.pragma('busy_timeout = 50');
    try {
      other.exec('BEGIN IMMEDIATE');
      expect(() =>
        commitImport({ ...loaded, versions: new Versions(hasty) }, base, catorive, '', '2030-05-06'),
      ).toThrow('une autre importation occupe la base : recommencez quand elle sera finie');
    } finally {
      other.close();
      hasty.close();
    }
  });
});

describe('while an import writes', () => {
  it('lookups and servers open the store without waiting', () => {
    const writer = openStore(path, migrations);
    try {
      writer.exec('BEGIN IMMEDIATE');
      // Whoever waited would wait for ever: the writer goes on after them.
      const reader = load(readConfig({ PERIMETRE_DB: path }));
      expect(reader.current.zones.dataVersion).toBe(base);
      reader.close();
    } finally {
      writer.close();
    }
  });
});
