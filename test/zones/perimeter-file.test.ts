import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLayer } from '../../src/files/open-layer.ts';
import { type PerimeterFile, readPerimeterFile } from '../../src/zones/perimeter-file.ts';
import { writeFeatures } from '../files/layers.ts';
import { packagePoint, packagePolygon, writeGeoPackage } from '../files/make-geopackage.ts';
import { dbfBytes, shpBytes } from '../files/make-shapefile.ts';
import { geodata, hasGeodata, withGeodata } from '../geodata.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perimeters-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file of the test's folder and gives its path. */
function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

// Clockwise, as outer rings of shapefiles are; near Béthune, in degrees and in Lambert-93.
const degrees = [
  [2.6, 50.5],
  [2.6, 50.51],
  [2.61, 50.51],
  [2.6, 50.5],
] as const;
const metres = [
  [671600, 7044800],
  [671600, 7045900],
  [672300, 7045900],
  [671600, 7044800],
] as const;
const hole = [
  [671650, 7045700],
  [671700, 7045700],
  [671700, 7045750],
  [671650, 7045700],
] as const;

const polygon = { type: 'Polygon', coordinates: [degrees] };
const feature = {
  type: 'Feature',
  properties: { code_qp: 'QN06208M', lib_qp: 'Cité des Électriciens', people: 12 },
  geometry: polygon,
};
const collection = { type: 'FeatureCollection', features: [feature] };
const json = (value: unknown) => JSON.stringify(value);

const LAMBERT_93 =
  'PROJCS["RGF_1993_Lambert_93",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",700000.0],PARAMETER["False_Northing",6600000.0],PARAMETER["Central_Meridian",3.0],PARAMETER["Standard_Parallel_1",49.0],PARAMETER["Standard_Parallel_2",44.0],PARAMETER["Latitude_Of_Origin",46.5],UNIT["Meter",1.0]]';
const fields = [
  { name: 'CODE_QP', type: 'C', length: 10 },
  { name: 'NOM_QP', type: 'C', length: 30 },
  { name: 'PEOPLE', type: 'N', length: 8 },
] as const;
const row = ['QP062004', 'Cité des Brébis', '1200'];

/** The four files of a shapefile, by extension. */
function shapefile(changes: Record<string, Uint8Array | string | null> = {}): Record<string, Uint8Array> {
  const files = { shp: shpBytes([[metres, hole]]), dbf: dbfBytes(fields, [row]), prj: LAMBERT_93, ...changes };
  return Object.fromEntries(
    Object.entries(files).flatMap(([extension, content]) =>
      content === null ? [] : [[extension, Buffer.from(content)]],
    ),
  );
}

function writtenShapefile(name: string, changes: Record<string, Uint8Array | string | null> = {}): string {
  for (const [extension, content] of Object.entries(shapefile(changes))) written(`${name}.${extension}`, content);
  return join(folder, `${name}.shp`);
}

describe('a GeoJSON', () => {
  it('is read as it is, in WGS84', async () => {
    const file = await readPerimeterFile(written('plain.geojson', json(collection)));
    expect(file).toEqual({
      format: 'geojson',
      crs: 'EPSG:4326',
      transformation: { name: expect.any(String), precision: 0 },
      encoding: 'utf-8',
      features: [{ index: 0, properties: feature.properties, geometry: [[degrees]] }],
      notices: [],
    });
  });

  it('may begin with a byte order mark, be one feature, and have a third dimension', async () => {
    const high = { type: 'Polygon', coordinates: [degrees.map((position) => [...position, 31])] };
    const { features } = await readPerimeterFile(written('mark.txt', `\uFEFF${json({ ...feature, geometry: high })}`));
    expect(features[0]!.geometry).toEqual([[degrees]]);
  });

  it.each([
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 'EPSG:4326', degrees],
    ['urn:ogc:def:crs:EPSG::2154', 'EPSG:2154', metres],
    ['EPSG:2154', 'EPSG:2154', metres],
    ['http://www.opengis.net/def/crs/EPSG/0/2154', 'EPSG:2154', metres],
  ])('may name its reference system: %s', async (name, code, ring) => {
    const crs = { type: 'name', properties: { name } };
    const geometry = { type: 'MultiPolygon', coordinates: [[ring]] };
    const content = json({ ...collection, crs, features: [{ ...feature, geometry }] });
    const file = await readPerimeterFile(written('crs.geojson', content));
    expect(file.crs).toBe(code);
    expect(file.features[0]!.geometry[0]![0]![0]![0]).toBeCloseTo(2.6, 2);
  });

  it('in ISO-8859-1 is understood, with a notice', async () => {
    const file = await readPerimeterFile(written('latin.geojson', Buffer.from(json(collection), 'latin1')));
    expect(file.features[0]!.properties.lib_qp).toBe('Cité des Électriciens');
    expect(file.encoding).toBe('windows-1252');
    expect(file.notices).toEqual([expect.stringContaining('pas en UTF-8')]);
  });

  it('keeps lists of communes as the State writes them', async () => {
    const properties = { code: 'QIC', insee_com: ['62443', '62048'], shown: true };
    const file = await readPerimeterFile(written('lists.geojson', json({ ...feature, properties })));
    expect(file.features[0]!.properties).toEqual({ code: 'QIC', insee_com: '["62443","62048"]', shown: true });
  });

  const withGeometry = (geometry: unknown) => json({ ...collection, features: [feature, { ...feature, geometry }] });
  it.each<[string, string, RegExp]>([
    ['an empty file', '', /le fichier est vide/],
    ['another format', '<kml/>', /c’est du XML ou une page HTML ; un CSV, .* un GeoJSON/],
    ['half a file', json(collection).slice(0, 90), /pas un document JSON entier/],
    [
      'another object',
      '{"type":"Topology"}',
      /son type est « Topology » ; une FeatureCollection GeoJSON était attendue/,
    ],
    ['no feature', '{"type":"FeatureCollection","features":[]}', /aucun objet ; un périmètre au moins/],
    ['no geometry', withGeometry(null), /l’objet n° 2 \(QN06208M\) n’a pas de géométrie ; un polygone/],
    [
      'a point',
      withGeometry({ type: 'Point', coordinates: [2.6, 50.5] }),
      /l’objet n° 2 \(QN06208M\) est de type Point ; un Polygon/,
    ],
    ['no ring', withGeometry({ type: 'Polygon', coordinates: [] }), /l’objet n° 2 \(QN06208M\) n’a pas de géométrie/],
    ['an empty ring', withGeometry({ type: 'Polygon', coordinates: [[]] }), /a une géométrie vide/],
    [
      'bad nesting',
      withGeometry({ type: 'Polygon', coordinates: degrees }),
      /l’objet n° 2 \(QN06208M\) : géométrie illisible : (une position|des coordonnées)/,
    ],
    [
      'a bad position',
      withGeometry({ type: 'Polygon', coordinates: [[['2.6', 50]]] }),
      /l’objet n° 2 \(QN06208M\) : géométrie illisible : une position \[x, y\] en nombres/,
    ],
    [
      'metres',
      withGeometry({ type: 'Polygon', coordinates: [metres] }),
      /l’objet n° 2 .*hors de ce que couvre EPSG:4326.*--crs/,
    ],
    [
      'latitude first',
      withGeometry({ type: 'Polygon', coordinates: [degrees.map(([lon, lat]) => [lat, lon])] }),
      /échange longitude et latitude/,
    ],
    [
      'an unknown system',
      json({ ...collection, crs: { properties: { name: 'EPSG:32699' } } }),
      /EPSG:32699 est inconnu/,
    ],
    ['a system without a name', json({ ...collection, crs: { type: 'link' } }), /ne dit pas dans quel système.*--crs/],
  ])('is refused in one line that names it: %s', async (_, content, message) => {
    const path = written('bad.geojson', content);
    const failure = await readPerimeterFile(path).catch((error: Error) => error.message);
    expect(failure).toMatch(message);
    expect(failure).toMatch(/bad\.geojson( :| ne dit pas)/);
    expect(failure).not.toContain('\n');
  });

  it('that is missing is reported as missing', async () => {
    await expect(readPerimeterFile(join(folder, 'absent.geojson'))).rejects.toThrow(
      /absent.geojson : ce fichier ou ce dossier n’existe pas/,
    );
  });
});

describe('a shapefile', () => {
  it('is read with its hole, its accents, its numbers and its reference system', async () => {
    const file = await readPerimeterFile(writtenShapefile('whole'));
    expect(file).toMatchObject({ format: 'shapefile', crs: 'EPSG:2154', encoding: 'windows-1252' });
    expect(file.notices).toEqual([expect.stringContaining('ne dit pas son encodage')]);
    expect(file.features[0]!.properties).toEqual({ CODE_QP: 'QP062004', NOM_QP: 'Cité des Brébis', PEOPLE: 1200 });
    expect(file.features[0]!.geometry.map((rings) => rings.length)).toEqual([2]);
  });

  it('is the same from its .shp, from its folder, and from a zip with what macOS adds', async () => {
    const path = writtenShapefile('alone/zones');
    const files = shapefile();
    const zip = zipSync({
      'a/zones.shp': files.shp!,
      'a/zones.DBF': files.dbf!,
      'a/zones.prj': files.prj!,
      '__MACOSX/a/._zones.shp': new Uint8Array(4),
    });
    const expected = await readPerimeterFile(path);
    expect(await readPerimeterFile(join(folder, 'alone'))).toEqual(expected);
    expect(await readPerimeterFile(written('zones.zip', zip))).toEqual(expected);
  });

  const utf8 = dbfBytes(fields, [row], 'utf8');
  it.each<[string, Record<string, Uint8Array | string>, object, string, number]>([
    ['that of the .cpg', { dbf: utf8, cpg: 'UTF-8' }, {}, 'utf-8', 0],
    ['that of the .cpg, Latin', { cpg: 'ANSI 1252' }, {}, 'windows-1252', 0],
    ['that of the language driver', { dbf: dbfBytes(fields, [row], 'latin1', 0x57) }, {}, 'windows-1252', 0],
    ['the one detected', { dbf: utf8 }, {}, 'utf-8', 1],
    ['the one detected, where the .cpg is wrong', { cpg: 'UTF-8' }, {}, 'windows-1252', 1],
    ['the one detected, where the .cpg is unknown', { cpg: 'CP9999' }, {}, 'windows-1252', 1],
    ['the one asked for', { cpg: 'UTF-8' }, { encoding: 'windows-1252' }, 'windows-1252', 0],
  ])('takes for its encoding %s', async (name, changes, options, encoding, notices) => {
    const file = await readPerimeterFile(writtenShapefile(name.replaceAll(/\W/g, '-'), changes), options);
    expect(file.encoding).toBe(encoding);
    expect(file.notices).toHaveLength(notices);
    expect(file.features[0]!.properties.NOM_QP).toBe('Cité des Brébis');
  });

  it('keeps a hole without a ring around it as a part of its own: nothing vanishes', async () => {
    const far = hole.map(([x, y]) => [x + 5000, y] as const);
    const { features } = await readPerimeterFile(writtenShapefile('stray', { shp: shpBytes([[metres, far]]) }));
    expect(features[0]!.geometry).toHaveLength(2);
  });

  it('reads dates, booleans, blanks and overflows', async () => {
    const dbf = dbfBytes(
      [
        { name: 'CODE', type: 'C', length: 8 },
        { name: 'SINCE', type: 'D', length: 8 },
        { name: 'SHOWN', type: 'L', length: 1 },
        { name: 'SIREN', type: 'N', length: 20 },
        { name: 'AREA', type: 'N', length: 5 },
      ],
      [['', '20240101', 'T', '12345678901234567890', '*****']],
    );
    const { features } = await readPerimeterFile(writtenShapefile('types', { dbf }));
    expect(features[0]!.properties).toEqual({
      CODE: null,
      SINCE: '2024-01-01',
      SHOWN: true,
      SIREN: '12345678901234567890',
      AREA: null,
    });
  });

  const whole = shapefile();
  it.each<[string, Record<string, Uint8Array | string | null>, RegExp]>([
    ['no .dbf', { dbf: null }, /vient sans son \.dbf/],
    ['no .prj', { prj: null }, /ne dit pas dans quel système.*sans \.prj.*--crs/],
    ['an unknown .prj', { prj: 'LOCAL_CS["Plan"]' }, /système de coordonnées n’est pas lisible|pas dans sa définition/],
    ['half a .prj', { prj: LAMBERT_93.slice(0, 200) }, /système de coordonnées n’est pas lisible/],
    ['half a .shp', { shp: whole.shp!.subarray(0, 180) }, /le \.shp est tronqué : 180 octets au lieu de \d+/],
    ['half a .dbf', { dbf: whole.dbf!.subarray(0, 140) }, /le \.dbf est tronqué/],
    ['lines', { shp: shpBytes([[metres]], 3) }, /contient des lignes ; des polygones/],
    ['no shape', { shp: shpBytes([null]) }, /l’objet n° 1 \(QP062004\) n’a pas de géométrie ; un polygone/],
    ['no ring', { shp: shpBytes([[]]) }, /l’objet n° 1 \(QP062004\) a une géométrie vide/],
    ['more shapes than records', { shp: shpBytes([[metres], [metres]]) }, /2 formes et son \.dbf 1 enregistrements/],
    ['degrees described as metres', { shp: shpBytes([[degrees]]) }, /hors de ce que couvre EPSG:2154.*--crs/],
  ])('is refused with %s', async (name, changes, message) => {
    const path = writtenShapefile(`bad/${name.replaceAll(/\W/g, '-')}/zones`, changes);
    await expect(readPerimeterFile(path)).rejects.toThrow(message);
  });

  it('without .prj is read in the system asked for', async () => {
    const file = await readPerimeterFile(writtenShapefile('no-prj', { prj: null }), { crs: 'EPSG:2154' });
    expect(file.crs).toBe('EPSG:2154');
  });
});

describe('a .prj', () => {
  const gcs = (datum: string) =>
    `GEOGCS["g",DATUM["${datum}",SPHEROID["s",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]`;
  const utm = (datum: string, meridian: number, northing: number) =>
    `PROJCS["x",${gcs(datum)},PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",${meridian}],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",${northing}],UNIT["metre",1]]`;
  const ntf = (unit: string, origin: string) =>
    `PROJCS["x",GEOGCS["GCS_NTF_Paris",DATUM["D_NTF",SPHEROID["Clarke_1880_IGN",6378249.2,293.46602]],PRIMEM["Paris",2.33722917],UNIT[${unit}]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["latitude_of_origin",${origin}],PARAMETER["central_meridian",0],PARAMETER["scale_factor",0.99987742],PARAMETER["false_easting",600000],PARAMETER["false_northing",2200000],UNIT["Meter",1],PARAMETER["standard_parallel_1",${origin}]]`;
  const lambert2 = [
    [620000, 2612000],
    [620000, 2613000],
    [621000, 2613000],
    [620000, 2612000],
  ] as const;
  const inUtm = (x: number, y: number) =>
    [
      [x, y],
      [x, y + 500],
      [x + 500, y + 500],
      [x, y],
    ] as const;
  const mercator = [
    [289400, 6527000],
    [289400, 6528000],
    [290000, 6528000],
    [289400, 6527000],
  ] as const;

  it.each([
    ['EPSG:4326', gcs('D_WGS_1984'), degrees],
    ['EPSG:4171', gcs('Reseau_Geodesique_Francais_1993'), degrees],
    ['EPSG:2154', 'PROJCS["anything",GEOGCS["g",AUTHORITY["EPSG","4171"]],AUTHORITY["EPSG","2154"]]', metres],
    ['EPSG:27572', ntf('"grad",0.01570796326794897', '52'), lambert2],
    ['EPSG:27572', ntf('"degree",0.0174532925199433', '46.8'), lambert2],
    [
      'EPSG:27572',
      'PROJCS["NTF_Lambert_II_etendu",GEOGCS["GCS_NTF",DATUM["D_NTF",SPHEROID["Clarke_1880_IGN",6378249.2,293.46602]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",600000.0],PARAMETER["False_Northing",2200000.0],PARAMETER["Central_Meridian",2.337229166666667],PARAMETER["Standard_Parallel_1",45.89891888888889],PARAMETER["Standard_Parallel_2",47.69601444444444],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",46.8],UNIT["Meter",1.0]]',
      lambert2,
    ],
    [
      'EPSG:3857',
      `PROJCS["w",${gcs('D_WGS_1984')},PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]`,
      mercator,
    ],
    ['EPSG:5490', utm('Reseau_Geodesique_des_Antilles_Francaises_2009', -63, 0), inUtm(656000, 1790000)],
    ['EPSG:2972', utm('D_RGFG_1995', -51, 0), inUtm(350000, 545000)],
    ['EPSG:2975', utm('D_RGR_1992', 57, 10000000), inUtm(340000, 7690000)],
    ['EPSG:4471', utm('Reseau_Geodesique_de_Mayotte_2004', 45, 10000000), inUtm(524000, 8585000)],
  ])('is recognised as %s by its code or by every parameter', async (code, prj, ring) => {
    const file = await readPerimeterFile(writtenShapefile('prj', { prj, shp: shpBytes([[ring]]) }));
    expect(file.crs).toBe(code);
    expect(file.transformation.precision).toBe(code === 'EPSG:27572' ? 3 : 0);
  });

  it('of an old datum without its shift is never guessed', async () => {
    const prj = utm('European_Datum_1950', 3, 0).replace('6378137,298.257222101', '6378388,297');
    await expect(readPerimeterFile(writtenShapefile('guess', { prj }))).rejects.toThrow(
      /pas dans sa définition.*--crs/,
    );
  });

  it.each<[string, string, (at: readonly [number, number]) => readonly [number, number]]>([
    ['another origin', LAMBERT_93.replace('700000.0', '700001.0'), ([x, y]) => [x - 1, y]],
    [
      'feet',
      LAMBERT_93.replace('UNIT["Meter",1.0]', 'UNIT["Foot",0.5]'),
      ([x, y]) => [x / 2 + 350000, y / 2 + 3300000],
    ],
  ])('with %s is read as it describes itself', async (_, prj, inLambert93) => {
    const ring = metres.map(([x, y]): readonly [number, number] =>
      prj.includes('Foot') ? [x * 2 - 700000, y * 2 - 6600000] : [x, y],
    );
    const file = await readPerimeterFile(writtenShapefile('own', { prj, shp: shpBytes([[ring]]) }));
    const own = await readPerimeterFile(
      writtenShapefile('lambert', { shp: shpBytes([[ring.map((at) => inLambert93(at))]]) }),
    );
    expect(file.crs).toBe('RGF_1993_Lambert_93');
    const [[lon, lat], [expectedLon, expectedLat]] = [file, own].map(
      ({ features }) => features[0]!.geometry[0]![0]![0]!,
    ) as [[number, number], [number, number]];
    expect(lon).toBeCloseTo(expectedLon, 8);
    expect(lat).toBeCloseTo(expectedLat, 8);
  });
});

describe('every format that is answered row by row', () => {
  const features = [
    { values: ['QN06208M'], geometry: { type: 'Polygon' as const, coordinates: [degrees.map((at) => [...at])] } },
  ];
  const head = {
    name: 'zones',
    fields: [{ name: 'code_qp', type: 'text' as const }],
    crs: 'EPSG:4326',
    geometryType: 'Polygon' as const,
  };

  it.each(['parquet', 'geojsonl', 'geojsons', 'geopackage', 'geojson'] as const)(
    '%s is read as perimeters',
    async (format) => {
      const path = join(folder, `perimeters.${format}`);
      rmSync(path, { force: true });
      await writeFeatures(path, format, head, features);
      const file = await readPerimeterFile(path);
      expect(file.crs).toBe('EPSG:4326');
      expect(file.features).toEqual([{ index: 0, properties: { code_qp: 'QN06208M' }, geometry: [[degrees]] }]);
      expect((await openLayer(path)).fields.filter(({ isKey }) => !isKey)).toEqual(head.fields);
    },
  );

  it.each(['zones.csv', 'zones.xlsx'])('%s has no geometry, which is reported', async (name) => {
    const path = join(folder, name);
    await writeFeatures(
      path,
      name.endsWith('csv') ? 'csv' : 'xlsx',
      { ...head, crs: null, geometryType: null },
      features,
    );
    await expect(readPerimeterFile(path)).rejects.toThrow(
      /zones\.(csv|xlsx) : zones est une table sans géométrie ; des polygones/i,
    );
  });
});

describe('a GeoPackage', () => {
  const written93 = (name: string, layers: Parameters<typeof writeGeoPackage>[1]) => {
    const path = join(folder, `${name}.gpkg`);
    rmSync(path, { force: true });
    writeGeoPackage(path, layers);
    return path;
  };
  const layer = (geometry: Uint8Array | null, changes: object = {}) => {
    return { name: 'zones', type: 'MULTIPOLYGON', srs: 100001, rows: [{ code: 'QN06208M', geometry }], ...changes };
  };

  it.each([
    {},
    { little: false },
    { dimensions: 1000 },
    { dimensions: 2000, little: false },
    { dimensions: 3000, envelope: 4 },
    { envelope: 1, multi: true },
    { envelope: 2 },
    { envelope: 3 },
  ] as const)('is read whatever its binary: %j', async (options) => {
    const file = await readPerimeterFile(written93('binary', [layer(packagePolygon([metres, hole], options))]));
    expect(file).toMatchObject({ format: 'geopackage', crs: 'EPSG:2154', encoding: 'utf-8', notices: [] });
    expect(file.features[0]!.properties).toEqual({ code: 'QN06208M', people: 12 });
    expect(file.features[0]!.geometry[0]!.map((ring) => ring.length)).toEqual([4, 4]);
    expect(file.features[0]!.geometry[0]![0]![0]![1]).toBeCloseTo(50.5, 2);
  });

  it('in ESRI:102110 is in Lambert-93', async () => {
    const path = written93('esri', [layer(packagePolygon([metres]))]);
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(path);
    database.exec(
      "UPDATE gpkg_spatial_ref_sys SET organization = 'ESRI', organization_coordsys_id = 102110, " +
        "definition = 'undefined' WHERE srs_id = 100001",
    );
    database.close();
    expect((await readPerimeterFile(path)).crs).toBe('EPSG:2154');
  });

  const good = packagePolygon([metres]);
  it('with several layers is read by the name of one', async () => {
    const path = written93('two', [layer(good), layer(good, { name: 'others' })]);
    await expect(readPerimeterFile(path)).rejects.toThrow(/plusieurs couches.*--layer.*others .*zones/);
    expect((await readPerimeterFile(path, { layer: 'Zones' })).features).toHaveLength(1);
    await expect(readPerimeterFile(path, { layer: 'none' })).rejects.toThrow(
      /aucune couche ne s’appelle none ; il y a others, zones/,
    );
  });

  it('is read from a zip too', async () => {
    const path = written93('zipped', [layer(good)]);
    const { readFileSync } = await import('node:fs');
    const zip = written('package.zip', zipSync({ 'zones.gpkg': readFileSync(path) }));
    expect(await readPerimeterFile(zip)).toEqual(await readPerimeterFile(path));
  });

  it.each<[string, Parameters<typeof writeGeoPackage>[1], RegExp]>([
    ['no layer', [], /ne contient ni couche ni table/],
    [
      'no polygon',
      [layer(packagePoint(), { type: 'POINT' })],
      /zones contient des points ; des polygones étaient attendus/,
    ],
    ['no geometry', [layer(null)], /l’objet n° 1 \(QN06208M\) n’a pas de géométrie/],
    [
      'an empty geometry',
      [layer(packagePolygon([metres], { empty: true }))],
      /l’objet n° 1 \(QN06208M\) n’a pas de géométrie/,
    ],
    [
      'a point',
      [layer(packagePoint(), { type: 'GEOMETRY' })],
      /l’objet n° 1 \(QN06208M\) est de type Point ; un Polygon/,
    ],
    [
      'half a geometry',
      [layer(good.subarray(0, 40))],
      /l’objet n° 1 \(QN06208M\) : géométrie illisible : sa géométrie est tronquée/,
    ],
    ['no reference system', [layer(good, { srs: -1 })], /ne dit pas dans quel système.*--crs/],
    ['an unknown reference system', [layer(good, { srs: 9 })], /EPSG:32699 est inconnu/],
  ])('is refused with %s', async (name, layers, message) => {
    await expect(readPerimeterFile(written93(name.replaceAll(' ', '-'), layers))).rejects.toThrow(message);
  });

  it('that is cut short, or is another database, is refused', async () => {
    const { readFileSync } = await import('node:fs');
    const whole = readFileSync(written93('cut', [layer(good)]));
    await expect(readPerimeterFile(written('half.gpkg', whole.subarray(0, 5000)))).rejects.toThrow(
      /half.gpkg : le GeoPackage est abîmé/,
    );
    const { default: Database } = await import('better-sqlite3');
    const other = new Database(join(folder, 'other.gpkg'));
    other.exec('CREATE TABLE t (a)');
    other.close();
    await expect(readPerimeterFile(join(folder, 'other.gpkg'))).rejects.toThrow(/sans gpkg_contents/);
  });
});

describe('a zip laid out as the State does', () => {
  const entries = (name: string, changes: Record<string, Uint8Array | string | null> = {}) =>
    Object.fromEntries(
      Object.entries(shapefile(changes)).map(([extension, bytes]) => [`SHP/${name}.${extension}`, bytes]),
    );
  const utm20 = [
    [656000, 1790000],
    [656000, 1790500],
    [656500, 1790500],
    [656000, 1790000],
  ] as const;
  const overseas = {
    shp: shpBytes([[utm20]]),
    prj: 'PROJCS["RGAF09 / UTM zone 20N",GEOGCS["RGAF09"],AUTHORITY["EPSG","5490"]]',
  };
  const shapefiles = { ...entries('QP2024_France_hexagonale_LB93'), ...entries('QP2024_Antilles_UTM20N', overseas) };
  const geoJson = { 'GEOJSON/QP2024_WGS84.geojson': Buffer.from(json(collection)) };

  it('is read by its GeoJSON in WGS84, with a notice about the other files', async () => {
    const path = written('state.zip', zipSync({ ...geoJson, ...shapefiles }));
    const file = await readPerimeterFile(path);
    expect(file).toMatchObject({ format: 'geojson', crs: 'EPSG:4326' });
    expect(file.notices).toEqual([expect.stringMatching(/^GEOJSON.* est lu ; laissés de côté.*LB93\.shp/)]);
  });

  it('is read by the entry asked for', async () => {
    const path = written('state.zip', zipSync({ ...geoJson, ...shapefiles }));
    const file = await readPerimeterFile(path, { layer: 'qp2024_antilles_utm20n' });
    expect(file).toMatchObject({ format: 'shapefile', crs: 'EPSG:5490' });
  });

  it('with its shapefiles alone, one a territory, is read whole', async () => {
    const file = await readPerimeterFile(written('shp.zip', zipSync(shapefiles)));
    expect(file.crs).toBe('EPSG:5490, EPSG:2154');
    expect(file.features.map(({ index }) => index)).toEqual([0, 1]);
    expect(file.notices).toContainEqual(expect.stringMatching(/réunis/));
  });

  it('with shapefiles that are not one a territory requires a choice', async () => {
    const twice = zipSync({ ...shapefiles, ...entries('Communes_LB93') });
    await expect(readPerimeterFile(written('twice.zip', twice))).rejects.toThrow(
      /plusieurs couches, choisissez-en une \(--layer\) : SHP\/Communes/,
    );
    const other = dbfBytes([{ name: 'INSEE', type: 'C', length: 5 }], [['62048']]);
    const fieldsDiffer = zipSync({ ...entries('QP_LB93'), ...entries('Communes', { ...overseas, dbf: other }) });
    await expect(readPerimeterFile(written('fields.zip', fieldsDiffer))).rejects.toThrow(/plusieurs couches/);
  });

  it('that is cut short, damaged or holds no layer is refused', async () => {
    const zip = zipSync({ ...geoJson, ...shapefiles });
    await expect(readPerimeterFile(written('half.zip', zip.subarray(0, 400)))).rejects.toThrow(
      /half.zip : le zip est tronqué/,
    );
    const damaged = Buffer.from(zip);
    damaged.fill(0x55, 60, 160);
    await expect(readPerimeterFile(written('damaged.zip', damaged))).rejects.toThrow(/damaged.zip : .*abîmé/);
    // One digit of a coordinate, in an entry that is stored as it is.
    const stored = Buffer.from(zipSync(geoJson, { level: 0 }));
    stored[stored.indexOf('50.51') + 4] = 0x39;
    await expect(readPerimeterFile(written('flipped.zip', stored))).rejects.toThrow(/l’entrée GEOJSON.* est abîmée/);
    const none = zipSync({ 'README.txt': Buffer.from('hello') });
    await expect(readPerimeterFile(written('none.zip', none))).rejects.toThrow(
      /none.zip : il ne contient aucune couche/,
    );
  });
});

describe.skipIf(!hasGeodata)(`readPerimeterFile ${withGeodata}`, () => {
  /** Metres from the position furthest from those of the same zone in `reference`, taking a degree as 111 320 m. */
  function furthest(file: PerimeterFile, reference: PerimeterFile, key: string): number {
    let worst = 0;
    for (const zone of reference.features) {
      const same = file.features.find(({ properties }) => properties[key] === zone.properties[key]);
      const positions = same!.geometry.flat(2);
      for (const [lon, lat] of zone.geometry.flat(2)) {
        const squash = Math.cos((lat * Math.PI) / 180);
        const away = positions.map((at) => Math.hypot((at[0] - lon) * squash, at[1] - lat) * 111320);
        worst = Math.max(worst, Math.min(...away));
      }
    }
    return worst;
  }

  it('takes the 16 zones of 2024 from any layout, within 1 mm', async () => {
    const reference = await readPerimeterFile(geodata('qpv-2024-cabbalr.geojson'));
    const archive = geodata('qpv-2024-cabbalr-anct-layout.zip');
    for (const file of [
      await readPerimeterFile(geodata('qpv-2024-cabbalr-lb93.gpkg')),
      await readPerimeterFile(archive),
      await readPerimeterFile(archive, { layer: 'QP2024_France_hexagonale_LB93.shp' }),
    ]) {
      expect(furthest(file, reference, 'code_qp')).toBeLessThan(0.001);
      expect(file.features.map(({ properties }) => properties)).toEqual(
        reference.features.map(({ properties }) => properties),
      );
    }
  });

  it('takes the zones of 2015, in the old datum and without an encoding, within 3 m', async () => {
    const file = await readPerimeterFile(geodata('qpv-2015-metropole-epsg27572.shp.zip'));
    expect(file).toMatchObject({ crs: 'EPSG:27572', transformation: { precision: 3 }, encoding: 'windows-1252' });
    expect(file.features).toHaveLength(1296);
    expect(file.features.map(({ properties }) => properties.NOM_QP)).toContain('Cité Des Brebis');
    const reference = await readPerimeterFile(geodata('qpv-2015-cabbalr.geojson'));
    expect(furthest(file, reference, 'CODE_QP')).toBeLessThan(3);
  });

  it('takes the whole country', async () => {
    const file = await readPerimeterFile(geodata('qpv-2024-france-reconstructed.geojson'));
    expect(file.features).toHaveLength(1584);
  });
});

describe('the names of a file', () => {
  const named = (name: string) =>
    readPerimeterFile(
      written('named.geojson', json({ ...feature, properties: { ...feature.properties, lib_qp: name } })),
    );

  it.each([
    ['a control character', 'Cité\u0000 des\u0007Fleurs', 'Cité des Fleurs'],
    ['a line end and a tab', 'Cité\n\tdes Fleurs', 'Cité des Fleurs'],
    ['a C1 control', 'Cité\u0085des Fleurs', 'Cité des Fleurs'],
    ['a line separator', 'Cité\u2028des Fleurs', 'Cité des Fleurs'],
    ['half a surrogate pair', 'Cité des \ud83dFleurs', 'Cité des Fleurs'],
    ['a direction override', 'Cité \u202edes Fleurs\u202c', 'Cité des Fleurs'],
    ['isolates and marks', '\u2066Cité\u2069 \u200edes\u061c Fleurs', 'Cité des Fleurs'],
  ])('are cleaned of %s, with a notice', async (_, name, expected) => {
    const { features, notices } = await named(name);
    expect(features[0]!.properties.lib_qp).toBe(expected);
    expect(notices).toEqual([expect.stringMatching(/^1 objet avait .* sont retirés \(n° 1\)$/)]);
  });

  it.each(['Cité des Électriciens', 'L’Œuvre – « 12 »', 'Fleurs 🌼', 'حي'])('%s is kept as it is', async (name) => {
    const { features, notices } = await named(name);
    expect(features[0]!.properties.lib_qp).toBe(name);
    expect(notices).toEqual([]);
  });

  it('of more than 200 characters are refused, in a line that does not repeat them', async () => {
    await expect(named('é'.repeat(200))).resolves.toMatchObject({ notices: [] });
    await expect(named('é'.repeat(201))).rejects.toThrow(
      /l’objet n° 1 \(QN06208M\) a 201 caractères dans « lib_qp » ; 200 au plus étaient attendus$/,
    );
    const long = { ...feature, properties: { lib_qp: 'é\u202e'.repeat(5000) } };
    const refusal = await readPerimeterFile(written('long.geojson', json(long))).catch((error: Error) => error.message);
    expect(refusal).toMatch(/^[^\n\u202e]{1,300}$/);
  });

  it('in other columns are left alone', async () => {
    const noted = { ...feature, properties: { ...feature.properties, note: 'deux\nlignes' } };
    const { features, notices } = await readPerimeterFile(written('noted.geojson', json(noted)));
    expect(features[0]!.properties.note).toBe('deux\nlignes');
    expect(notices).toEqual([]);
  });
});
