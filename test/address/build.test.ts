import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { buildAddresses } from '../../src/address/local/build.ts';
import { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { BAN_HEADER, banText } from './book.ts';

const folder = mkdtempSync(join(tmpdir(), 'perimetre-build-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = Array.from({ length: 12 }, (_, i) => ({
  number: i + 1,
  street: 'Rue de l’Essai',
  city: 'Lillers',
  citycode: '62516',
  lon: 2.48 + i / 10_000,
  lat: 50.56,
}));
const good = banText(rows);
const [header, first] = good.split('\n') as [string, string];

let made = 0;
/** Builds from one file with this content, beside a valid file of addresses. */
function build(name: string, content: string | Buffer) {
  const at = join(folder, String(made++));
  mkdirSync(at);
  const path = join(at, 'addresses.db');
  writeFileSync(join(at, name), content);
  return { at, path, report: () => buildAddresses(path, [{ path: join(at, name), name }], '2026-11-21') };
}

describe('an address file', () => {
  it.each([
    ['adresses-62.csv', good],
    ['adresses-62.csv.gz', gzipSync(good)],
    ['adresses-62.csv', `\uFEFF${good}`],
    ['adresses-62.csv', good.replaceAll('\n', '\r\n')],
  ])('is built from %s', async (name, content) => {
    const { path, report } = build(name, content);
    expect(await report()).toMatchObject({ addresses: 12, streets: 1, communes: 1, departements: ['62'], repeated: 0 });
    const book = LocalAddresses.open(path);
    expect(book.search({ text: '7 rue de l essai lillers', limit: 1 })[0]).toMatchObject({
      label: '7 Rue de l’Essai 62400 Lillers',
      lon: 2.4806,
      uncertainty: 5,
    });
    book.close();
  });

  it('counts the rows left out, and those with an unknown type of position', async () => {
    const odd = [
      first.replace(';2.48;50.56;', ';;;'),
      first.replace(';2.48;50.56;', ';0;0;'),
      first.replace(';12;', ';douze;').replace(/;1;;/, ';un;;'),
      first.replace(';62516;', ';L516;'),
      first
        .replace(/_00001;/, '_00099;')
        .replace(';1;;Rue', ';99;;Rue')
        .replace(';entrée;', ';perron;'),
      first,
    ];
    const many = banText(
      Array.from({ length: 60 }, (_, i) => ({ ...rows[0]!, number: i + 1, lon: 2.48 + i / 10_000 })),
    );
    const { report } = build('adresses-62.csv', `${many}${odd.join('\n')}\n`);
    expect(await report()).toMatchObject({
      addresses: 61,
      repeated: 1,
      files: [{ rows: 66, kept: 62, withoutPosition: 2, unreadable: 2, unknownPositionType: 1 }],
    });
  });

  it('does not take many numbers at one point for doors', async () => {
    const pile = Array.from({ length: 8 }, (_, i) => ({ ...rows[0]!, number: i + 1 }));
    const { path, report } = build('adresses-62.csv', banText(pile));
    await report();
    const book = LocalAddresses.open(path);
    expect(book.search({ text: '3 rue de l essai lillers', limit: 1 })[0]).toMatchObject({ uncertainty: 50 });
    book.close();
  });

  it.each<[string, string, string | Buffer, RegExp]>([
    [
      'an archive cut short',
      'adresses-62.csv.gz',
      gzipSync(good.repeat(2000)).subarray(0, 4000),
      /archive est tronquée/,
    ],
    ['an archive that is none', 'adresses-62.csv.gz', good, /pas une archive gzip lisible/],
    ['a last line cut short', 'adresses-62.csv', good.slice(0, -40), /dernière ligne est incomplète/],
    [
      'a header that changed',
      'adresses-62.csv',
      good.replace('type_position', 'position'),
      /il manque : type_position/,
    ],
    ['another file', 'adresses-62.csv', 'a;b\n1;2\n', /il manque : id, /],
    ['a page instead of the file', 'adresses-62.csv', '<html>\n</html>\n', /il manque : /],
    ['nothing', 'adresses-62.csv', '', /le fichier est vide/],
    ['a header alone', 'adresses-62.csv', `${BAN_HEADER}\n`, /aucune ligne/],
    ['no position at all', 'adresses-62.csv', good.replaceAll(/;2\.48\d*;50\.56;/g, ';;;'), /12 lignes sur 12/],
    ['a quote that never closes', 'adresses-62.csv', `${header}\n"${first}`, /bien formé/],
  ])('is not built from %s, and the previous one stays', async (_, name, content, message) => {
    const { at, path, report } = build(name, content);
    writeFileSync(path, 'the one before');
    await expect(report()).rejects.toThrow(message);
    await expect(report()).rejects.toThrow(new RegExp(`^${name} : [^\n]+$`));
    expect(readdirSync(at).sort()).toEqual(['addresses.db', name].sort());
  });

  it('with far fewer addresses of the same département replaces none, unless that is accepted', async () => {
    const { at, path, report } = build('adresses-62.csv', good);
    expect(await report()).toMatchObject({ addresses: 12 });
    const few = join(at, 'few.csv');
    writeFileSync(few, banText(rows.slice(0, 8)));
    const again = (isSmallerAccepted: boolean) =>
      buildAddresses(path, [{ path: few, name: 'adresses-62.csv' }], '2026-11-22', { isSmallerAccepted });
    await expect(again(false)).rejects.toThrow(/8 adresses au lieu de 12 .*--force/);
    const stays = LocalAddresses.open(path);
    expect(stays.about.addresses).toBe(12);
    stays.close();
    expect(await again(true)).toMatchObject({ addresses: 8 });
  });

  it('is refused when it is something else', async () => {
    const path = join(folder, 'other.db');
    writeFileSync(path, 'not a database');
    expect(() => LocalAddresses.open(path)).toThrow(/pas un fichier d’adresses/);
    expect(() => LocalAddresses.open(join(folder, 'none.db'))).toThrow(/ne s’ouvre pas/);
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });
});
