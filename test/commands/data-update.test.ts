import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rectangle } from '../shapes.ts';
import { registry } from '../world.ts';
import { openPortal, type Portal, serving, truncating } from '../zones/portal.ts';
import { stored } from '../zones/stored.ts';
import { type Outcome, perimetre } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'data-update-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A hundred communes, including those of the registry, in the format of geo.api.gouv.fr. */
const features = [
  ...registry.communes.filter(({ agglomeration }) => agglomeration),
  ...Array.from({ length: 80 }, (_, i) => ({
    citycode: `629${10 + i}`,
    name: `Commune ${i}`,
    extent: [2.3 + (i % 10) / 50, 50.6, 2.32 + (i % 10) / 50, 50.62] as const,
  })),
].map(({ citycode, name, extent: [west, south, east, north] }) => ({
  type: 'Feature',
  properties: { code: citycode, nom: name },
  geometry: { type: 'Polygon', coordinates: [rectangle((west + east) / 2, (south + north) / 2, 500, 500)] },
}));
const communes = JSON.stringify({ type: 'FeatureCollection', features });

describe('perimetre data update', () => {
  const database = join(folder, 'network', 'perimetre.db');
  let portal: Portal;
  /** The unchanged command, with the portals of the State on this machine. */
  const update = async (...args: string[]): Promise<Outcome> => {
    const real = fetch;
    vi.stubGlobal('fetch', (url: string, options: RequestInit) => real(portal.url + new URL(url).pathname, options));
    try {
      return await perimetre(['data', 'update', ...args], database);
    } finally {
      vi.unstubAllGlobals();
    }
  };

  beforeAll(async () => {
    portal = await openPortal();
    await perimetre(['zones', 'versions'], database);
  });
  afterAll(() => portal.close());

  it.each<[string, () => void, RegExp]>([
    [
      'a portal that has nothing there',
      () => portal.answer((_, r) => r.writeHead(404).end()),
      /geo\.api\.gouv\.fr répond 404/,
    ],
    ['a portal that fails', () => portal.answer((_, r) => r.writeHead(500).end()), /geo\.api\.gouv\.fr répond 500/],
    ['a portal that hangs up', () => portal.answer(truncating(communes)), /a interrompu le téléchargement/],
    [
      'a page instead of the file',
      () => portal.answer(serving('<html></html>', 'text/html')),
      /le fichier reçu : c’est du XML ou une page HTML/,
    ],
    [
      'a file with half its objects',
      () => portal.answer(serving(JSON.stringify({ type: 'FeatureCollection', features: features.slice(50) }))),
      /50 objets au lieu de 95 à 110, le fichier a changé/,
    ],
    [
      'a file without an attribute',
      () => portal.answer(serving(communes.replaceAll('"nom"', '"libelle"'))),
      /l’attribut nom manque, le fichier a changé/,
    ],
  ])('%s: one line, exit code 1, nothing changed', async (_, answer, message) => {
    answer();
    const before = stored(database);
    const { code, stdout, stderr } = await update('--only', 'communes');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^perimetre : communes : [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect(stored(database)).toEqual(before);
  });

  it('a source that fails after others leaves no change', async () => {
    portal.answer((request, response) => {
      if (request.url?.includes('epcis')) serving(communes)(request, response);
      else response.writeHead(503).end();
    });
    const before = stored(database);
    const { code, stderr } = await update('--only', 'communes,qpv-2015');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^communes : 100 objets vérifiés.*\nperimetre : qpv-2015 : static\.data\.gouv\.fr répond 503\n$/,
    );
    expect(stored(database)).toEqual(before);
  });

  it('a portal that answers: a new version; unchanged files: none', async () => {
    portal.answer(serving(communes));
    const first = await update('--only', 'communes');
    expect(first).toMatchObject({
      code: 0,
      stderr: 'communes : 100 objets vérifiés, 0 réparés, 100 nouveaux ou changés\n',
    });
    expect(first.stdout).toMatch(/^version \d{4}-\d\d-\d\d\.\d+ enregistrée et courante\n$/);
    const before = stored(database);
    const second = await update('--only', 'communes,communes');
    expect(second.stdout).toMatch(/^tout est à jour : la version \S+ reste courante\n$/);
    expect(second.code).toBe(0);
    expect(stored(database)).toEqual(before);
  });
});

describe('perimetre data update --from a folder', () => {
  const database = join(folder, 'offline', 'perimetre.db');
  const from = (...args: string[]) => perimetre(['data', 'update', ...args], database);
  const filled = (name: string, ...files: string[]) => {
    const path = join(folder, name);
    mkdirSync(path);
    for (const file of files) writeFileSync(join(path, file), communes);
    return path;
  };

  it('reads the files there, without a network', async () => {
    const { code, stdout } = await from('--from', filled('one', 'communes-2026.geojson'), '--only', 'communes');
    expect(code).toBe(0);
    expect(stdout).toMatch(/enregistrée et courante/);
  });

  it.each([
    ['without the file', () => [filled('none'), 'communes'], /^perimetre : communes : aucun fichier .* dans /],
    [
      'with two that would do',
      () => [filled('two', 'communes-a.geojson', 'communes-b.geojson'), 'communes'],
      /plusieurs fichiers conviennent/,
    ],
    ['that is not there', () => [join(folder, 'absent'), 'communes'], /ce dossier n’existe pas/],
    [
      'for a source that is none',
      () => [folder, 'cadastre'],
      /« cadastre » n’est pas une source \(qpv-2024, qpv-2015, communes, addresses\)/,
    ],
  ])('%s is refused', async (_, given, message) => {
    const [path, only] = given() as [string, string];
    const { code, stdout, stderr } = await from('--from', path, '--only', only);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
