import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import { crsOfText } from '../../../src/files/crs/crs-name.ts';
import { nameOfCrs, projJsonOf, wktOf } from '../../../src/files/crs/crs-text.ts';
import { readDefinition } from '../../../src/geo/crs-definition.ts';
import { transformationOf } from '../../../src/geo/projection.ts';
import { hasPrograms, run, withPrograms } from '../../debian.ts';

const codes = [
  'EPSG:4326',
  'EPSG:4171',
  'EPSG:2154',
  'EPSG:27572',
  'EPSG:3857',
  'EPSG:5490',
  'EPSG:2972',
  'EPSG:2975',
  'EPSG:4471',
];
const ntf = [27561, 27562, 27563, 27564, 27571, 27573, 27574, 4807].map((code) => `EPSG:${code}`);
const others = ['EPSG:3942', 'EPSG:3950', 'EPSG:32631', 'EPSG:32740', 'EPSG:25831'];

describe('the texts of reference systems', () => {
  it.each([...codes, ...ntf, ...others])('%s: its WKT has its code, and its PROJJSON computes the same', (code) => {
    expect(readDefinition(wktOf(code)!).code).toBe(code);
    expect(crsOfText(wktOf(code)!)).toBe(code);
    const { id } = projJsonOf(code) as { id: { authority: string; code: number } };
    expect(`${id.authority}:${id.code}`).toBe(code);
    // proj4 reads the shift of NTF from none of the texts.
    if (code === 'EPSG:27572' || ntf.includes(code)) return;
    const system = transformationOf(code);
    const [west, south, east, north] = system.area;
    const at = system.fromWgs84((west + east) / 2 + 0.5, Math.max(-80, Math.min(80, (south + north) / 2 + 0.5)));
    const [lon, lat] = proj4(projJsonOf(code) as never, 'EPSG:4326', [...at]) as [number, number];
    expect([lon, lat].map((degrees) => Math.round(degrees * 1e8))).toEqual(
      system.toWgs84(...at).map((degrees) => Math.round(degrees * 1e8)),
    );
  });

  it('one with heights is read by its horizontal part', () => {
    const heights = 'VERT_CS["NGF-IGN69 height",VERT_DATUM["IGN69",2005],UNIT["metre",1],AUTHORITY["EPSG","5720"]]';
    const compound = (plane: string) => `COMPD_CS["a",${plane},${heights},AUTHORITY["EPSG","5698"]]`;
    expect(crsOfText(compound(wktOf('EPSG:2154')!), 'EPSG:5698')).toBe('EPSG:2154');
    expect(crsOfText(compound(wktOf('EPSG:3950')!))).toBe('EPSG:3950');
  });

  it('a definition of the right kind is returned unchanged', () => {
    const wkt = 'PROJCS["un lambert",GEOGCS["RGF93"]]';
    expect(wktOf(wkt)).toBe(wkt);
    expect(projJsonOf(wkt)).toBeNull();
    expect(wktOf('+proj=longlat')).toBeNull();
    expect(projJsonOf('{"type":"GeographicCRS"}')).toEqual({ type: 'GeographicCRS' });
    expect([wkt, '{"name":"a"}', '+proj=longlat', 'EPSG:1'].map(nameOfCrs)).toEqual([
      'un lambert',
      'a',
      '+proj=longlat',
      'EPSG:1',
    ]);
  });

  it.skipIf(!hasPrograms('cs2cs'))(withPrograms('PROJ reads them like the register', 'cs2cs'), async () => {
    for (const code of [...codes, ...others]) {
      const at = ['EPSG:4326', 'EPSG:4171'].includes(code)
        ? '50.5 2.6'
        : code === 'EPSG:3857'
          ? '292000 6530000'
          : '600000 1600000';
      const read = (system: string) => run('cs2cs', ['-f', '%.7f', system, 'EPSG:4326'], `${at}\n`);
      const register = await read(code);
      expect(await read(wktOf(code)!)).toBe(register);
      expect(await read(JSON.stringify(projJsonOf(code)))).toBe(register);
    }
  });
});

describe.skipIf(!hasPrograms('projinfo', 'cs2cs'))(withPrograms('PROJ’s own texts', 'projinfo', 'cs2cs'), () => {
  /** A town in the middle: Marseille, but Ajaccio for Corsica. */
  const places: Record<string, [number, number]> = { 'EPSG:27564': [8.74, 41.93], 'EPSG:27574': [8.74, 41.93] };
  const kinds = [
    'WKT1_GDAL',
    'WKT1_ESRI',
    'WKT2:2015',
    'WKT2:2019',
    'WKT2:2015_SIMPLIFIED',
    'WKT2:2019_SIMPLIFIED',
    'PROJJSON',
  ];

  it.each([...ntf, 'EPSG:27572', 'EPSG:2154', 'EPSG:3950', 'EPSG:32631', 'EPSG:25831', 'EPSG:4326', 'EPSG:4171'])(
    'of %s are all read as its code',
    async (code) => {
      for (const kind of kinds) {
        const text = (await run('projinfo', ['-q', '-o', kind, '--single-line', code])).trim();
        // Without a code, the text must define the computation.
        const nameless = text
          .replaceAll(/,(AUTHORITY|ID)\["EPSG",("\d+"|\d+)\]/g, '')
          .replaceAll(/,"id":\{[^}]*\}/g, '');
        expect([kind, transformationOf(text).code]).toEqual([kind, code]);
        expect([kind, transformationOf(nameless).code]).toEqual([kind, code]);
      }
    },
  );

  it.each(ntf)('of %s place a town where PROJ does, with the same shift', async (code) => {
    const [lon, lat] = places[code] ?? [5.37, 43.3];
    const shifted = '+proj=longlat +datum=WGS84 +type=crs';
    const proj = (await run('projinfo', ['-q', '-o', 'PROJ', '--single-line', code])).trim();
    const definition =
      code === 'EPSG:4807' ? '+proj=longlat +a=6378249.2 +b=6356515 +towgs84=-168,-60,320 +pm=paris +type=crs' : proj;
    const out = await run('cs2cs', ['-f', '%.9f', shifted, '+to', ...definition.split(' ')], `${lon} ${lat}\n`);
    const factor = code === 'EPSG:4807' ? 1 / 0.9 : 1;
    const [x, y] = out.split(/\s+/).map((figure) => Number(figure) * factor);
    const at = transformationOf(code).toWgs84(x!, y!);
    expect(at[0]).toBeCloseTo(lon, 8);
    expect(at[1]).toBeCloseTo(lat, 8);
  });
});

describe('a system by its definition', () => {
  it.each([
    ['ESRI:102110', 'EPSG:2154'],
    ['ESRI:102582', 'EPSG:27572'],
    ['EPSG:27582', 'EPSG:27572'],
    ['27591', 'EPSG:27561'],
  ])('%s is another name of %s', (name, code) => {
    expect(transformationOf(name).code).toBe(code);
  });

  it('in grads with an unsupported projection requires its definition', () => {
    const text = wktOf('EPSG:27572')!
      .replace('Lambert_Conformal_Conic_1SP', 'Bonne')
      .replace(/UNIT\["degree",[\d.]+,AUTHORITY\["EPSG","9122"\]\]/, `UNIT["grad",${Math.PI / 200}]`)
      .replace(',AUTHORITY["EPSG","27572"]', '');
    expect(() => transformationOf(text)).toThrow(/en grades : précisez-le .*\+towgs84/);
  });

  const lambert = '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m';
  it.each([
    ['a proj string', lambert],
    ['its WKT', wktOf('EPSG:2154')!],
    ['its PROJJSON', JSON.stringify(projJsonOf('EPSG:2154'))],
  ])('%s is read like its code', (_, definition) => {
    const [lon, lat] = transformationOf(definition).toWgs84(672345.678, 7045678.901);
    expect(lon).toBeCloseTo(2.6107554663, 9);
    expect(lat).toBeCloseTo(50.507817054, 9);
  });

  it.each([
    ['no projection', '+proj=nothing', /n’est pas lisible/],
    ['half a PROJJSON', '{"type":', /n’est pas lisible/],
    ['words', 'PROJCS[nothing', /n’est pas lisible/],
    // Without a known shift to WGS84, positions would be a hundred metres off.
    [
      'an old datum',
      '+proj=lcc +lat_1=46.8 +lat_0=46.8 +lon_0=0 +k_0=0.99987742 +a=6378249.2 +b=6356515 +pm=paris',
      /pas dans sa définition/,
    ],
    ['an old datum that proj4 names', '+proj=utm +zone=31 +datum=potsdam', /pas dans sa définition/],
  ])('is refused with %s', (_, definition, message) => {
    expect(() => transformationOf(definition)).toThrow(message);
  });

  it('an old datum is read with its shift', () => {
    const { definition } = transformationOf('EPSG:27572');
    const [lon, lat] = transformationOf(definition).toWgs84(600000, 2600000);
    expect(lon).toBeCloseTo(2.3364824212, 8);
    expect(lat).toBeCloseTo(50.3950307861, 8);
  });

  it('UTM zones are read by their number', () => {
    expect(transformationOf('EPSG:32740').fromWgs84(55.46, -20.88).map(Math.round)).toEqual(
      transformationOf('EPSG:2975').fromWgs84(55.46, -20.88).map(Math.round),
    );
    for (const code of ['EPSG:32600', 'EPSG:32661', 'EPSG:25899'])
      expect(() => transformationOf(code)).toThrow(/est inconnu/);
  });
});
