import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { coverageNamed } from '../../../src/zones/named-coverage.ts';
import { loadSources } from '../../../src/zones/update/sources.ts';
import { dataFolder, registry } from '../../world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sources-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('data/sources.yaml', () => {
  const sources = loadSources(dataFolder);

  it('lists the quarters of both generations and the contours of communes', () => {
    expect(sources.map(({ id }) => id)).toEqual(['qpv-2024', 'qpv-2015', 'communes']);
  });

  it('uses https, a free licence and a holder to credit for each', () => {
    for (const { url, licence, source } of sources) {
      expect(url).toMatch(/^https:\/\//);
      expect(licence).toBe('Licence Ouverte 2.0');
      expect(source).not.toBe('');
    }
  });

  it('refers to existing generations and coverages, with a plausible count', async () => {
    for (const source of sources) {
      expect(source.count.from).toBeLessThanOrEqual(source.count.to);
      if (source.what === 'communes') continue;
      expect(registry.generations.map(({ id }) => id)).toContain(source.generation);
      await expect(coverageNamed(source.coverage, registry)).resolves.toBeDefined();
    }
  });

  it.each([
    ['an unknown key', 'what: communes', 'what: communes\n    why: because', /sources\.2.*why/],
    ['a URL that is none', 'url: https://geo.api', 'url: geo.api', /sources\.2\.url/],
    ['an unknown kind', 'kind: qpv', 'kind: zup', /sources\.0\.kind/],
    ['no licence', '    licence: Licence Ouverte 2.0\n', '', /sources\.0\.licence/],
  ])('is refused, file and key, with %s', (_, from, to, message) => {
    const text = readFileSync(join(dataFolder, 'sources.yaml'), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(folder, 'sources.yaml'), text.replace(from, to));
    expect(() => loadSources(folder)).toThrow(message);
    expect(() => loadSources(folder)).toThrow(/sources\.yaml/);
  });
});
