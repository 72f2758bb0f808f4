import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { type Change, checksumOf, migrations, Versions } from '../../src/zones/versions.ts';
import { square } from '../shapes.ts';
import { drawn } from '../world.ts';

function store() {
  const database = openStore(':memory:', migrations);
  return { database, versions: new Versions(database) };
}

function append(versions: Versions, id: string, base: string | null, change: Change, makeCurrent = true): void {
  versions.append({ id, origin: 'import', summary: `makes ${id}`, base, makeCurrent }, change);
}

const A = drawn('2024', 'QN06208M', [square(2.63, 50.52, 100)]);
const B = drawn('2024', 'QIC-CATORIVE', [square(2.65, 50.54, 100)]);
const contours = {
  precision: 5,
  source: 's',
  licence: 'l',
  communes: [{ citycode: '62119', name: 'Béthune', agglomeration: true, geometry: [square(2.63, 50.52, 3000)] }],
};
const everywhere = { generation: '2024', kind: 'qpv', coverage: { type: 'everywhere' } } as const;
const oneCommune = { generation: '2024', kind: 'qpv', coverage: { type: 'communes', citycodes: ['62119'] } } as const;

describe('a version', () => {
  it('contains what was put in it', () => {
    const { versions } = store();
    append(versions, '1', null, { perimeters: [A, B], coverages: [everywhere], contours });
    expect(versions.read('1')).toEqual({ version: '1', perimeters: [B, A], coverages: [everywhere], contours });
  });

  it('copies what it does not change', () => {
    const { versions } = store();
    append(versions, '1', null, { perimeters: [A, B], coverages: [everywhere], contours });
    append(versions, '2', '1', {});
    expect(versions.read('2')).toEqual({ ...versions.read('1'), version: '2' });
  });

  it('replaces a perimeter, a coverage and the contours, and leaves the previous version unchanged', () => {
    const { versions } = store();
    append(versions, '1', null, { perimeters: [A, B], coverages: [everywhere], contours });
    const before = versions.read('1');
    const moved = drawn('2024', 'QN06208M', [square(2.64, 50.52, 100)]);
    append(versions, '2', '1', {
      perimeters: [moved],
      coverages: [oneCommune],
      contours: { ...contours, precision: 9 },
    });
    expect(versions.read('2')).toMatchObject({
      perimeters: [B, moved],
      coverages: [oneCommune],
      contours: { precision: 9 },
    });
    expect(versions.read('1')).toEqual(before);
  });

  it('distinguishes zones of the same id by their generation', () => {
    const { versions } = store();
    const old = drawn('2015', 'QIC-CLARENCE', [square(2.5, 50.47, 100)]);
    const recent = drawn('2024', 'QIC-CLARENCE', [square(2.51, 50.47, 100)]);
    append(versions, '1', null, { perimeters: [old, recent] });
    append(versions, '2', '1', { withdrawn: [{ generation: '2015', zone: 'QIC-CLARENCE' }] });
    expect(versions.read('2').perimeters).toEqual([recent]);
    expect(versions.read('1').perimeters).toHaveLength(2);
  });

  it('starts from nothing, or from any version', () => {
    const { versions } = store();
    append(versions, '1', null, { perimeters: [A] });
    append(versions, '2', '1', { withdrawn: [{ generation: '2024', zone: 'QN06208M' }] });
    append(versions, '3', '1', { perimeters: [B] });
    append(versions, '4', null, { perimeters: [B] });
    expect(versions.read('3').perimeters).toEqual([B, A]);
    expect(versions.read('4').perimeters).toEqual([B]);
  });

  it('is unknown until it is appended', () => {
    const { versions } = store();
    expect(versions.current()).toBeNull();
    expect(versions.list()).toEqual([]);
    expect(() => versions.read('9')).toThrow('9');
    expect(() => versions.use('9')).toThrow('9');
  });
});

describe('the current version', () => {
  it('is the last one appended as current, or the one chosen since', () => {
    const { versions } = store();
    append(versions, '1', null, { perimeters: [A] });
    append(versions, '2', '1', {}, false);
    expect(versions.current()).toBe('1');
    versions.use('2');
    expect(versions.current()).toBe('2');
    append(versions, '3', '2', {});
    expect(versions.current()).toBe('3');
    versions.use('1');
    expect(versions.list().map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      ['3', false],
      ['2', false],
      ['1', true],
    ]);
  });
});

describe('no change is half done', () => {
  it('a version that fails its checks leaves everything unchanged', () => {
    const { versions, database } = store();
    append(versions, '1', null, { perimeters: [A] });
    const count = () => database.prepare('SELECT count(*) FROM perimeter').pluck().get();
    const attempt = () =>
      versions.append(
        { id: '2', origin: 'import', summary: '', base: '1', makeCurrent: true },
        { perimeters: [B] },
        (snapshot) => {
          expect(snapshot.perimeters).toEqual([B, A]);
          throw new Error('it does not check');
        },
      );
    expect(attempt).toThrow('it does not check');
    expect(versions.current()).toBe('1');
    expect(versions.has('2')).toBe(false);
    expect(count()).toBe(1);
  });

  it('an id is used once', () => {
    const { versions } = store();
    append(versions, '1', null, { perimeters: [A] });
    expect(() => append(versions, '1', null, { perimeters: [B] })).toThrow();
    expect(versions.read('1').perimeters).toEqual([A]);
  });
});

describe('stored rows stay', () => {
  const tables = [
    'version',
    'perimeter',
    'version_perimeter',
    'version_coverage',
    'contours',
    'contour',
    'version_contours',
  ];
  it.each(tables)('%s refuses updates and deletions', (table) => {
    const { versions, database } = store();
    append(versions, '1', null, { perimeters: [A], coverages: [everywhere], contours });
    const column = (database.pragma(`table_info(${table})`) as { name: string }[])[0]!.name;
    expect(() => database.exec(`UPDATE ${table} SET ${column} = ${column}`)).toThrow('append-only');
    expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('append-only');
  });

  it('a geometry that does not match its checksum is refused, with its zone', () => {
    const { versions, database } = store();
    append(versions, '1', null, { perimeters: [A, B] });
    database.exec('DROP TRIGGER no_UPDATE_of_perimeter');
    database.exec("UPDATE perimeter SET geometry = replace(geometry, '50.5', '50.6') WHERE zone = 'QN06208M'");
    expect(() => versions.read('1')).toThrow(/QN06208M \(2024\)/);
  });

  it('a checksum covers the geometry to the last digit', () => {
    expect(checksumOf(A.geometry)).toBe(A.checksum);
    expect(checksumOf([square(2.63, 50.52, 100.0001)])).not.toBe(A.checksum);
  });
});

it('the id of the next version of a day is unused', () => {
  const { versions } = store();
  expect(versions.nextId('2026-01-05')).toBe('2026-01-05.1');
  for (const id of ['2026-01-05.1', '2026-01-05.9', '2026-01-05.10', '2026-01-05.x', '2026-01-06.40'])
    append(versions, id, null, {});
  expect(versions.nextId('2026-01-05')).toBe('2026-01-05.11');
  expect(versions.nextId('2026-01-07')).toBe('2026-01-07.1');
});
