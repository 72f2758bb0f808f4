import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRegistry } from '../../src/zones/registry.ts';
import { dataFolder, registry } from '../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'perimetre-registry-'));
afterAll(() => rmSync(folder, { recursive: true }));
copyFileSync(join(dataFolder, 'sources.yaml'), join(folder, 'sources.yaml'));
const original = readFileSync(join(dataFolder, 'zones.yaml'), 'utf8');

/** Loads zones.yaml with the first `from` replaced by `to`. */
function edited(from: string, to: string) {
  expect(original).toContain(from);
  writeFileSync(join(folder, 'zones.yaml'), original.replace(from, to));
  return () => loadRegistry(folder);
}

describe('the registry', () => {
  const count = (generation: string, kind: string) =>
    registry.zones.filter((zone) => zone.generation === generation && zone.kind === kind).length;

  it('has 16 QPV and 9 QIC of 2024, 16 QPV and 5 QIC of 2015', () => {
    expect([count('2024', 'qpv'), count('2024', 'qic'), count('2015', 'qpv'), count('2015', 'qic')]).toEqual([
      16, 9, 16, 5,
    ]);
  });

  it('gives for each QPV of 2024 the one of 2015 that it continues', () => {
    const old = registry.zones.filter(({ generation, kind }) => generation === '2015' && kind === 'qpv');
    const continued = registry.zones.flatMap(({ formerly }) => formerly ?? []);
    expect(continued.sort()).toEqual(old.map(({ id }) => id).sort());
  });

  it('has Hulluch outside the agglomeration, and every other commune inside', () => {
    expect(registry.communes.filter(({ agglomeration }) => !agglomeration).map(({ name }) => name)).toEqual([
      'Hulluch',
    ]);
  });

  it('bounds the band at 300 m', () => {
    expect(registry.distances).toEqual({ band: 300, near: 500, limitStreet: 15 });
  });
});

describe('an invalid registry is refused, with its file and its key', () => {
  it.each<[string, string, string, RegExp]>([
    ['an unknown key', 'agglomeration:\n', 'aglomeration: {}\nagglomeration:\n', /aglomeration/],
    ['a missing key', "  siren: '200072460'\n", '', /agglomeration\.siren/],
    ['a distance that is not one', 'band: {value: 300', 'band: {value: -300', /distances\.band\.value/],
    ['a date that does not exist', "from: '2015-01-01'", "from: '2015-02-30'", /generations\.0\.from/],
    ['generations that overlap', "to: '2023-12-31'", "to: '2024-01-01'", /generations/],
    ['an unknown kind', '    kind: qpv\n    generation', '    kind: qpc\n    generation', /zones\.0\.kind/],
    ['a code that is none', '- id: QN06204M', '- id: 06204', /zones\.0\.id/],
    [
      'a zone of no generation',
      "id: QN06204M\n    kind: qpv\n    generation: '2024'",
      "id: QN06204M\n    kind: qpv\n    generation: '2034'",
      /QN06204M.*2034/,
    ],
    ['a zone declared twice', '- id: QN06205M', '- id: QN06204M', /QN06204M.*(twice|deux fois)/],
    [
      'a commune without extent',
      "communes: ['62048']\n    inhabitants: {value: 2300",
      "communes: ['62999']\n    inhabitants: {value: 2300",
      /QN06204M.*62999/,
    ],
    [
      'an unknown doubt',
      'doubts: [qic-list-changes-2024, contract-ended-2030]',
      'doubts: [who-knows]',
      /QIC-LONGUEPIERRE.*who-knows/,
    ],
    ['an extent inside out', '[2.441, 50.494, 2.491, 50.526]', '[2.491, 50.494, 2.441, 50.526]', /communes\.0\.extent/],
    ['a coverage that does not close', '[[2.339, 50.582], [2.318', '[[2.300, 50.582], [2.318', /coverage/],
    ['what is not YAML', 'agglomeration:\n', 'agglomeration: [\n', /./],
  ])('%s', (_, from, to, key) => {
    const load = edited(from, to);
    expect(load).toThrow(key);
    expect(load).toThrow(join(folder, 'zones.yaml'));
    // One line, without the English of a library.
    expect(load).toThrow(/^[^\n]*$/);
    expect(load).not.toThrow(/expected|invalid|too small|unrecognized|unexpected|missing/i);
  });

  it('an absent one', () => {
    expect(() => loadRegistry(join(folder, 'nowhere'))).toThrow(join(folder, 'nowhere', 'zones.yaml'));
  });
});
