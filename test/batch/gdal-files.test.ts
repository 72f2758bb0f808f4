import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeColumns } from '../../src/batch/answer-columns.ts';
import { answerLayer } from '../../src/batch/layer-run.ts';
import { formatOfName } from '../../src/files/output-format.ts';
import { hasPrograms, run, withPrograms } from '../debian.ts';
import { readFeatures, readRows } from '../files/layers.ts';
import { randomFrom } from '../shapes.ts';
import { shipped } from '../world.ts';

const outputColumns = placeColumns.map(({ name }) => name);

const folder = mkdtempSync(join(tmpdir(), 'gdal-files-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

async function answered(input: string, output: string, crs?: string) {
  const notices: string[] = [];
  const notice = (sentence: string) => notices.push(sentence);
  const format = formatOfName(output);
  const summary = await answerLayer({ input, output, format, zones: shipped, date: '2024-10-01', crs, notice });
  return { summary, notices };
}

async function answersOf(path: string): Promise<unknown[][]> {
  const rows = await readRows(path);
  return rows.map((row) =>
    outputColumns.map((name) => (name === 'nearest_distance' && row[name] !== null ? Number(row[name]) : row[name])),
  );
}

describe.skipIf(!hasPrograms('ogr2ogr', 'ogrinfo'))(withPrograms('files that GDAL made', 'ogr2ogr', 'ogrinfo'), () => {
  const random = randomFrom(23);
  const points = Array.from({ length: 400 }, (_, i) => [i, 2.45 + 0.3 * random(), 50.44 + 0.12 * random()]);
  let expected: unknown[][];

  beforeAll(async () => {
    writeFileSync(at('points.csv'), `id,lon,lat\n${points.map((row) => row.join(',')).join('\n')}\n`);
    const places = ['-oo', 'X_POSSIBLE_NAMES=lon', '-oo', 'Y_POSSIBLE_NAMES=lat', '-oo', 'AUTODETECT_TYPE=YES'];
    const from = [...places, '-s_srs', 'EPSG:4326', at('points.csv')];
    await run('ogr2ogr', ['-f', 'GPKG', '-t_srs', 'EPSG:2154', at('l93.gpkg'), ...from]);
    await run('ogr2ogr', ['-f', 'GPKG', '-t_srs', 'EPSG:4326', '-nlt', 'POINTZ', at('z.gpkg'), ...from]);
    await run('ogr2ogr', ['-f', 'GPKG', '-t_srs', 'EPSG:32631', at('utm.gpkg'), ...from]);
    await run('ogr2ogr', ['-f', 'GeoJSON', '-t_srs', 'EPSG:2154', at('l93.geojson'), ...from]);
    await run('ogr2ogr', [
      '-f',
      'GeoJSONSeq',
      '-lco',
      'RS=YES',
      '-lco',
      'COORDINATE_PRECISION=15',
      '-t_srs',
      'EPSG:4326',
      at('rs.geojsons'),
      ...from,
    ]);
    await run('ogr2ogr', ['-f', 'XLSX', '-t_srs', 'EPSG:4326', at('points.xlsx'), ...from]);
    await run('ogr2ogr', ['-t_srs', 'EPSG:2154', at('l93.shp'), ...from]);
    await run('ogr2ogr', ['-t_srs', 'EPSG:3950', '-nlt', 'POINTZ', at('cc50.shp'), ...from]);
    await answered(at('points.csv'), at('expected.geojson'));
    expected = await answersOf(at('expected.geojson'));
  });

  it.each(['l93.gpkg', 'z.gpkg', 'utm.gpkg', 'l93.geojson', 'rs.geojsons', 'points.xlsx', 'l93.shp', 'cc50.shp'])(
    '%s has the same answers as its points in CSV',
    async (name) => {
      const output = at(`${name}.out.gpkg`);
      const { notices, summary } = await answered(at(name), output);
      expect(notices).toEqual([]);
      expect(summary).toMatchObject({ rows: 400, invalid: 0 });
      const answers = await answersOf(output);
      const distance = outputColumns.indexOf('nearest_distance');
      answers.forEach((row, i) => {
        expect(row.toSpliced(distance, 1)).toEqual(expected[i]!.toSpliced(distance, 1));
        // A projection moves a point by less than a tenth of a millimetre.
        expect(Number(row[distance])).toBeCloseTo(Number(expected[i]![distance]), 2);
      });
      const summed = await run('ogrinfo', ['-so', '-al', output]);
      expect(summed).toContain('Feature Count: 400');
      expect(summed).toMatch(/nearest_distance: Real/);
    },
  );

  it('a shapefile without .prj is refused without --crs, and read in the given one', async () => {
    const zip = (extensions: string[]) =>
      zipSync(Object.fromEntries(extensions.map((each) => [`dir/l93.${each}`, readFileSync(at(`l93.${each}`))])));
    writeFileSync(at('bare.zip'), zip(['shp', 'dbf']));
    await expect(answered(at('bare.zip'), at('bare.csv'))).rejects.toThrow(
      /bare\.zip ne dit pas dans quel système.*shapefile sans \.prj.*--crs EPSG:2154/,
    );
    expect(readdirSync(folder)).not.toContain('bare.csv');
    const { summary } = await answered(at('bare.zip'), at('bare.csv'), 'EPSG:2154');
    expect(summary.ok).toBe(400);
    writeFileSync(at('whole.zip'), zip(['shp', 'dbf', 'prj', 'shx']));
    expect((await answered(at('whole.zip'), at('whole.csv'))).summary.ok).toBe(400);
  });

  it('lines and polygons of a shapefile keep their heights and their parts', async () => {
    const drawn = {
      type: 'FeatureCollection',
      features: [
        [
          [
            [2.6, 50.5, 1],
            [2.61, 50.5, 2],
          ],
          [
            [2.62, 50.5, 3],
            [2.63, 50.5, 4],
          ],
        ],
        [
          [
            [2.6289, 50.518, 5],
            [2.63, 50.518, 6],
          ],
        ],
      ].map((coordinates, n) => ({
        type: 'Feature',
        properties: { n },
        geometry: { type: 'MultiLineString', coordinates },
      })),
    };
    writeFileSync(at('lines.geojson'), JSON.stringify(drawn));
    await run('ogr2ogr', [at('lines.shp'), at('lines.geojson')]);
    const { layer, features } = await readFeatures(at('lines.shp'));
    expect(layer).toMatchObject({ crs: 'EPSG:4326', geometryType: 'MultiLineString', count: 2 });
    expect(features.map(({ geometry }) => geometry)).toEqual(drawn.features.map(({ geometry }) => geometry));
    await answered(at('lines.shp'), at('lines.gpkg'));
    expect((await readRows(at('lines.gpkg')))[1]).toMatchObject({ inside: 'QN06208M', share: 1, farthest_distance: 0 });
    expect(await run('ogrinfo', ['-al', at('lines.gpkg')])).toContain('MULTILINESTRING Z ((2.6 50.5 1,2.61 50.5 2)');
  });

  it('curves are answered as segments that approximate them', async () => {
    // Around the middle of QN06208M, and along its eastern side, in Lambert-93.
    const curves = {
      disc: 'CURVEPOLYGON(CIRCULARSTRING(673671 7046910,673771 7046910,673671 7046910))',
      stadium:
        'CURVEPOLYGON(COMPOUNDCURVE((673700 7046800,673800 7046800),CIRCULARSTRING(673800 7046800,673850 ' +
        '7046850,673800 7046900),(673800 7046900,673700 7046900),CIRCULARSTRING(673700 7046900,673650 ' +
        '7046850,673700 7046800)))',
      two:
        'MULTISURFACE(CURVEPOLYGON(CIRCULARSTRING(673671 7046910,673771 7046910,673671 7046910)),((675000 ' +
        '7047000,675100 7047000,675100 7047100,675000 7047000)))',
      arc: 'CIRCULARSTRING(673671 7046910,673721 7046960,673771 7046910)',
      path:
        'COMPOUNDCURVE((673600 7046910,673671 7046910),CIRCULARSTRING(673671 7046910,673721 7046960,673771 ' +
        '7046910))',
      paths: 'MULTICURVE((0 0,1 1),CIRCULARSTRING(673671 7046910,673721 7046960,673771 7046910))',
    };
    const rows = Object.entries(curves).map(([name, wkt]) => `${name},"${wkt}"`);
    writeFileSync(at('curves.csv'), `name,WKT\n${rows.join('\n')}\n`);
    await run('ogr2ogr', ['-f', 'GPKG', '-a_srs', 'EPSG:2154', at('curves.gpkg'), at('curves.csv')]);
    // GDAL’s segments, of a tenth of a degree.
    const linear = ['--config', 'OGR_ARC_STEPSIZE', '0.1', '-nlt', 'CONVERT_TO_LINEAR'];
    await run('ogr2ogr', ['-f', 'GPKG', ...linear, at('linear.gpkg'), at('curves.gpkg')]);
    for (const name of ['curves', 'linear']) await answered(at(`${name}.gpkg`), at(`${name}.out.gpkg`));
    const [ours, theirs] = await Promise.all([readRows(at('curves.out.gpkg')), readRows(at('linear.out.gpkg'))]);
    expect(ours.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'invalid']);
    for (const [i, row] of ours.entries()) {
      expect({ ...row, share: 0, shares: '', farthest_distance: 0 }).toEqual({
        ...theirs[i],
        ...{ share: 0, shares: '', farthest_distance: 0 },
      });
      expect(Number(row.share)).toBeCloseTo(Number(theirs[i]!.share), 4);
      expect(Number(row.farthest_distance)).toBeCloseTo(Number(theirs[i]!.farthest_distance), 2);
    }
    expect(await run('ogrinfo', ['-al', at('curves.out.gpkg')])).toContain('LINESTRING (673671 7046910,');
  });

  it('dates, texts and booleans are unchanged', async () => {
    writeFileSync(at('typed.csv'), 'lon,lat,le,texte,vrai\n2.6289,50.518,2024/02/29,Été « œuvre »,true\n');
    await run('ogr2ogr', [
      '-f',
      'GPKG',
      at('typed.gpkg'),
      at('typed.csv'),
      '-oo',
      'AUTODETECT_TYPE=YES',
      '-oo',
      'X_POSSIBLE_NAMES=lon',
      '-oo',
      'Y_POSSIBLE_NAMES=lat',
      '-a_srs',
      'EPSG:4326',
    ]);
    expect((await readRows(at('typed.gpkg')))[0]).toMatchObject({
      le: '2024-02-29',
      texte: 'Été « œuvre »',
      vrai: true,
    });
    await answered(at('typed.gpkg'), at('typed.xlsx'));
    expect(await run('ogrinfo', ['-al', at('typed.xlsx')])).toContain('le (Date) = 2024/02/29');
    await run('ogr2ogr', ['-lco', 'ENCODING=UTF-8', at('typed.shp'), at('typed.gpkg')]);
    expect((await readRows(at('typed.shp')))[0]).toMatchObject({ le: '2024-02-29', texte: 'Été « œuvre »' });
  });
});
