import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feature } from '../../src/files/feature.ts';
import { readGeoPackage } from '../../src/files/gis/read/read-geopackage.ts';
import { todayInParis } from '../../src/french/day.ts';
import { COLLECTION_IDS, featuresOf, fieldsOf } from '../../src/ogc/features.ts';
import { hasPrograms, run, withPrograms } from '../debian.ts';
import { listen, openService, type Service } from './service.ts';

describe.skipIf(!hasPrograms('ogrinfo', 'ogr2ogr'))(
  withPrograms('/ogc, as GDAL reads it', 'ogrinfo', 'ogr2ogr'),
  () => {
    let service: Service;
    let source: string;
    /** The requested addresses. */
    const asked: string[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'perimetre-gdal-'));
    beforeAll(async () => {
      service = openService();
      service.app.server.on('request', ({ url }: IncomingMessage) => asked.push(url!));
      source = `OAPIF:${await listen(service)}/ogc`;
    });
    afterAll(async () => {
      await service.close();
      rmSync(folder, { recursive: true });
    });

    const [from, to] = [todayInParis(), todayInParis()];

    it('finds the three collections', async () => {
      const printed = await run('ogrinfo', ['-ro', source]);
      for (const id of COLLECTION_IDS) expect(printed).toMatch(new RegExp(`^\\d: ${id} `, 'm'));
    });

    it.each(COLLECTION_IDS.flatMap((id) => [0, 3].map((size) => ({ id, size }))))(
      'gets every feature of $id, unchanged, in pages of $size',
      async ({ id, size }) => {
        const path = join(folder, `${id}-${size}.gpkg`);
        const paging = size > 0 ? ['-oo', `PAGE_SIZE=${size}`] : [];
        await run('ogr2ogr', ['-f', 'GPKG', path, source, id, ...paging]);
        const layer = await readGeoPackage(path);
        const read: Feature[] = [];
        for await (const feature of layer.features) read.push(feature);
        const expected = featuresOf(id, { from, to }, service.loaded.current.zones);
        expect(read).toHaveLength(expected.length);
        if (size > 0) expect(asked.filter(isPage(id, size)).length).toBeGreaterThanOrEqual(expected.length / size);
        expect(layer.crs).toBe('EPSG:4326');
        const at = new Map(layer.fields.map(({ name }, i) => [name, i]));
        for (const [i, { id: featureId, geometry, properties }] of expected.entries()) {
          const { values, geometry: given } = read[i]!;
          expect(values[at.get('id')!]).toBe(featureId);
          for (const { name, type } of fieldsOf(id)) {
            const value = values[at.get(name)!]!;
            const same = type === 'boolean' && typeof value === 'number' ? value === 1 : value;
            expect([name, same]).toEqual([name, properties[name]]);
          }
          // Bit for bit.
          expect(given).toEqual(geometry && { type: 'MultiPolygon', coordinates: geometry });
        }
      },
    );

    it('filters by attribute and by rectangle like the service', async () => {
      const chosen = async (options: string[], collection = 'zones') => {
        const printed = await run('ogrinfo', ['-ro', '-q', '-geom=NO', ...options, source, collection]);
        return [...printed.matchAll(/^ {2}id \(String\) = (\S+)$/gm)].map(([, id]) => id);
      };
      const answered = async (query: string) => {
        const { features } = (await service.app.inject(`/ogc/collections/zones/items?${query}`)).json();
        return (features as { id: string }[]).map(({ id }) => id);
      };
      expect(await chosen(['-where', "kind = 'qic'"])).toEqual(await answered('kind=qic'));
      expect(asked.some((url) => url.includes('kind=qic') && url.includes('limit='))).toBe(true);
      expect(await chosen(['-where', "code = 'QN06208M'"])).toEqual(['QN06208M-2024']);
      expect(await chosen(['-where', "id = 'QN06208M-2024'"])).toEqual(['QN06208M-2024']);
      expect(asked.at(-1)).toBe('/ogc/collections/zones/items/QN06208M-2024');
      // GDAL requests everything in force until then, and filters that itself.
      expect(await chosen(['-where', "inForceFrom <= '2015-01-01' AND kind = 'qic'"])).toEqual(
        await answered('kind=qic&datetime=2015-01-01'),
      );
      const inside = await chosen(['-where', 'agglomeration = 1'], 'communes');
      expect(inside.length).toBeGreaterThan(0);
      expect(asked.some((url) => url.includes('agglomeration=1'))).toBe(true);
      const near = await chosen(['-spat', '2.615', '50.509', '2.672', '50.551']);
      // GDAL itself drops features without geometry.
      const expected = await answered('bbox=2.615,50.509,2.672,50.551&status=official');
      expect(near).toEqual(expected);
      expect(near.length).toBeGreaterThan(0);
    });
  },
);

function isPage(collection: string, size: number): (url: string) => boolean {
  return (url) =>
    url.startsWith(`/ogc/collections/${collection}/items?`) && new RegExp(`[?&]limit=${size}(?:&|$)`).test(url);
}
