import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CurrentZones } from '../../../src/zones/current.ts';
import { fetchSource } from '../../../src/zones/update/fetch.ts';
import { isEmpty, joined, planUpdate, type UpdateStore } from '../../../src/zones/update/plan-update.ts';
import {
  type CommuneSource,
  loadSources,
  type PerimeterSource,
  type Source,
} from '../../../src/zones/update/sources.ts';
import type { Change } from '../../../src/zones/versions.ts';
import { rectangle, square } from '../../shapes.ts';
import { dataFolder, indexes, registry, shippedVersions } from '../../world.ts';
import { openPortal, type Portal, serving } from '../portal.ts';

const folder = mkdtempSync(join(tmpdir(), 'update-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [official, , contours] = loadSources(dataFolder) as [PerimeterSource, PerimeterSource, CommuneSource];
/** Like the State's source; this machine only has the quarters of the agglomeration and one in Paris. */
const quarters: PerimeterSource = { ...official, count: { from: 17, to: 17 } };
const communes: CommuneSource = { ...contours, count: { from: 21, to: 22 } };

interface Feature {
  readonly type: 'Feature';
  readonly properties: Record<string, unknown>;
  readonly geometry: unknown;
}
const collection = (features: readonly Feature[]) => ({ type: 'FeatureCollection', features });
const paris: Feature = {
  type: 'Feature',
  properties: { code_qp: 'QN07501M', lib_qp: 'Elsewhere', insee_com: '75056' },
  geometry: { type: 'Polygon', coordinates: square(2.35, 48.85, 300) },
};
const shippedFile = readFileSync(join(dataFolder, 'perimeters', 'qpv-2024.geojson'), 'utf8');
const quarterFile = collection([...(JSON.parse(shippedFile) as { features: Feature[] }).features, paris]);
const communeFile = collection(
  registry.communes.map(({ citycode, name, extent: [west, south, east, north] }) => ({
    type: 'Feature',
    properties: { code: citycode, nom: name, codeEpci: citycode === '62464' ? '246200364' : '200072460' },
    geometry: {
      type: 'Polygon',
      coordinates: [rectangle((west + east) / 2, (south + north) / 2, 500, 500)],
    },
  })),
);

let store: UpdateStore;
beforeEach(() => {
  const versions = shippedVersions();
  store = { registry, versions, current: new CurrentZones(registry, versions, indexes) };
});

/** The changes of a source whose file has this content. */
function planned(source: Source, content: unknown) {
  const path = join(folder, source.id);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return planUpdate(source, path, store);
}

function committed(change: Change): void {
  const { versions } = store;
  versions.append({ id: 'next', origin: 'import', summary: '', base: versions.current(), makeCurrent: true }, change);
  store.current.refresh();
}

describe('a file that matches its source', () => {
  it('of quarters adds those of the rest of France and their coverage', async () => {
    const { change, features, repaired, absent } = await planned(quarters, quarterFile);
    expect({ features, repaired, absent }).toEqual({ features: 17, repaired: 0, absent: [] });
    // The shipped ones are in force already, exactly the same.
    expect(change.perimeters!.map(({ zone }) => zone)).toEqual(['QN07501M']);
    expect(change.perimeters![0]).toMatchObject({ status: 'official', precision: 0.2, licence: 'Licence Ouverte 2.0' });
    expect(change.coverages).toEqual([{ generation: '2024', kind: 'qpv', coverage: { type: 'everywhere' } }]);
  });

  it('of communes draws each of them and marks those of the agglomeration', async () => {
    const { change } = await planned(communes, communeFile);
    expect(change.contours!.communes).toHaveLength(21);
    const outside = change.contours!.communes.filter(({ agglomeration }) => !agglomeration);
    expect(outside.map(({ name }) => name)).toEqual(['Hulluch']);
  });

  it('changes nothing the second time', async () => {
    const files: [Source, unknown][] = [
      [quarters, quarterFile],
      [communes, communeFile],
    ];
    const first = [];
    for (const [source, file] of files) first.push((await planned(source, file)).change);
    expect(isEmpty(joined(first))).toBe(false);
    committed(joined(first));
    for (const [source, file] of files) expect(isEmpty((await planned(source, file)).change)).toBe(true);
  });

  it('keeps a zone in force that it no longer contains, and reports it', async () => {
    committed((await planned(quarters, quarterFile)).change);
    const without = { ...quarters, count: { from: 16, to: 17 } };
    const { change, absent } = await planned(without, collection(quarterFile.features.slice(0, 16)));
    expect(absent).toEqual(['QN07501M']);
    expect(isEmpty(change)).toBe(true);
  });

  it('may have its attributes in capitals', async () => {
    const shouted = quarterFile.features.map(({ properties, ...rest }) => ({
      ...rest,
      properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key.toUpperCase(), value])),
    }));
    expect((await planned(quarters, collection(shouted))).features).toBe(17);
  });
});

describe('a file that changed is refused in one French line', () => {
  const without = (key: string) =>
    collection(
      quarterFile.features.map(({ properties, ...rest }) => {
        const { [key]: _, ...others } = properties;
        return { ...rest, properties: others };
      }),
    );

  it.each<[string, Source, unknown, RegExp]>([
    [
      'fewer objects',
      quarters,
      collection(quarterFile.features.slice(1)),
      /^qpv-2024 : 16 objets au lieu de 17, le fichier a changé$/,
    ],
    ['no object', communes, collection([]), /^communes : le fichier reçu : .*aucun objet/],
    [
      'too few communes',
      communes,
      collection(communeFile.features.slice(2)),
      /^communes : 19 objets au lieu de 21 à 22, le fichier a changé$/,
    ],
    ['an attribute gone', quarters, without('lib_qp'), /^qpv-2024 : l’attribut lib_qp manque, le fichier a changé$/],
    [
      'a page instead of a file',
      quarters,
      '<!doctype html><title>Maintenance</title>',
      /^qpv-2024 : le fichier reçu : c’est du XML ou une page HTML/,
    ],
    [
      'half a document',
      quarters,
      JSON.stringify(quarterFile).slice(0, 5000),
      /^qpv-2024 : le fichier reçu : ce n’est pas un document JSON entier$/,
    ],
    ['an empty file', quarters, '', /^qpv-2024 : le fichier reçu : le fichier est vide/],
    [
      'a code of another generation',
      quarters,
      collection([
        ...quarterFile.features.slice(0, 16),
        { ...paris, properties: { ...paris.properties, code_qp: 'QP075001' } },
      ]),
      /^qpv-2024 : l’objet n° 17 \(« Elsewhere »\) a le code QP075001, qui n’est pas de la génération 2024$/,
    ],
    [
      'coordinates exchanged',
      quarters,
      collection([
        ...quarterFile.features.slice(0, 16),
        { ...paris, geometry: { type: 'Polygon', coordinates: square(48.85, 2.35, 300) } },
      ]),
      /^qpv-2024 : le fichier reçu : l’objet n° 17 .*échange longitude et latitude/,
    ],
    [
      'a commune of the agglomeration gone',
      communes,
      collection([
        ...communeFile.features.slice(1),
        { ...communeFile.features[1]!, properties: { code: '62000', nom: 'X' } },
      ]),
      /^communes : il manque Auchel, le fichier a changé$/,
    ],
    [
      'a commune twice',
      communes,
      collection([...communeFile.features, communeFile.features[3]!]),
      /^communes : la commune 62119 est en plusieurs objets, le fichier a changé$/,
    ],
  ])('%s', async (_, source, content, message) => {
    const failure = await planned(source, content).catch((error: Error) => error.message);
    expect(failure).toMatch(message);
    expect(failure).not.toMatch(/\n|\/tmp/);
  });

  it('with its name, for a file given with --from', async () => {
    const path = join(folder, 'qpv-2024-france.geojson');
    writeFileSync(path, '<html>');
    await expect(planUpdate(quarters, path, store)).rejects.toThrow(
      /^qpv-2024 : qpv-2024-france\.geojson : c’est du XML/,
    );
  });
});

describe('from a portal', () => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await openPortal();
  });
  afterAll(() => portal.close());

  it('the file is downloaded, checked and planned; another kind of answer is refused', async () => {
    const source = { ...quarters, url: `${portal.url}/qpv` };
    portal.answer(serving(JSON.stringify(quarterFile)));
    expect((await planUpdate(source, await fetchSource(source, folder), store)).features).toBe(17);
    portal.answer(serving('<html>Maintenance</html>', 'text/html'));
    await expect(planUpdate(source, await fetchSource(source, folder), store)).rejects.toThrow(
      /^qpv-2024 : le fichier reçu/,
    );
  });
});
