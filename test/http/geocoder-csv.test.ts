import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BookRow, bookOf } from '../address/book.ts';
import { multipartOf } from './multipart.ts';
import { listen, openService, type Service } from './service.ts';

const COLUMNS =
  'longitude,latitude,result_score,result_score_next,result_label,result_type,result_id,result_banId,' +
  'result_housenumber,result_name,result_street,result_postcode,result_city,result_context,result_citycode,' +
  'result_oldcitycode,result_oldcity,result_district,result_status';

const noeux = { city: 'Nœux-les-Mines', citycode: '62617', postcode: '62290' };
const bethune = { city: 'Béthune', citycode: '62119', postcode: '62400' };
const rows: BookRow[] = [
  { ...noeux, street: 'Rue des Essais', number: 2, lon: 2.66, lat: 50.475 },
  { ...noeux, street: 'Rue des Épreuves', number: 1, lon: 2.661, lat: 50.476 },
  // In the Mont Liébaut, and far from it.
  { ...bethune, street: 'Rue du Dedans', number: 3, lon: 2.6289, lat: 50.518 },
  { ...bethune, street: 'Rue du Dehors', number: 3, lon: 2.645, lat: 50.543 },
];

let service: Service;
let origin: string;
let remove: () => void;
beforeAll(async () => {
  const book = await bookOf(rows);
  remove = book.remove;
  service = openService({ addresses: book.path });
  origin = await listen(service);
});
afterAll(async () => {
  await service.close();
  remove();
});

type Fields = Record<string, unknown>;

function post(path: string, fields: Fields): Promise<Response> {
  const { headers, payload } = multipartOf(fields);
  return fetch(`${origin}${path}`, { method: 'POST', headers, body: new Uint8Array(payload) });
}

async function lines(path: string, fields: Fields): Promise<string[]> {
  const response = await post(path, fields);
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

async function refused(path: string, fields: Fields) {
  const response = await post(path, fields);
  return (await response.json()) as { code: number; message: string; detail: string[] };
}

describe('POST /search/csv', () => {
  it('returns the file with the columns of the Géoplateforme after its own', async () => {
    const response = await post('/search/csv', {
      data: 'id,adresse,cp\n7,2 rue des essais,62290\n',
      columns: 'adresse',
      postcode: 'cp',
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [header, row] = (await response.text()).split('\n');
    expect(header).toBe(`id,adresse,cp,${COLUMNS}`);
    expect(row!.replace(/(?<=,50\.475,)0\.9\d*|(?<=,50\.475,)1/, 'SCORE')).toBe(
      '7,2 rue des essais,62290,2.66,50.475,SCORE,,2 Rue des Essais 62290 ' +
        'Nœux-les-Mines,housenumber,62617_0010_00002,,' +
        '2,2 Rue des Essais,Rue des Essais,62290,Nœux-les-Mines,"62, Pas-de-Calais, Hauts-de-France",62617,,,,ok',
    );
  });

  it.each([['/search/csv'], ['/search/csv/'], ['/geocodage/search/csv'], ['/geocodage/search/csv/']])(
    'is there as %s',
    async (path) => {
      const [, row] = await lines(path, { data: 'a\n"2 rue des essais, noeux"\n', result_columns: 'result_label' });
      expect(row).toBe('"2 rue des essais, noeux",2 Rue des Essais 62290 Nœux-les-Mines');
    },
  );

  it('loses no row and no field: blank, too short, too long, unknown, quoted over two lines', async () => {
    const data =
      'id;a;b\r\n1;2 rue des essais;noeux\r\n\r\n2;;\r\n3;2 rue des essais\r\n4;x;y;z\r\n5;"2 rue\r\n""des"" ' +
      'essais";noeux\r\n6;zzzz qqqq;\r\n7;!!;?';
    const response = await post('/search/csv', { data, columns: ['a', 'b'], result_columns: ['result_status'] });
    expect(await response.text()).toBe(
      'id;a;b;result_status\r\n1;2 rue des essais;noeux;ok\r\n;;;skipped\r\n2;;;skipped\r\n3;2 rue des essais;;ok\r\n' +
        '4;x;y;z;skipped\r\n5;"2 rue\r\n""des"" essais";noeux;ok\r\n6;zzzz qqqq;;not-found\r\n7;!!;?;skipped\r\n',
    );
  });

  it('does not make every row as long as the longest', async () => {
    const data = `a,b\n${'x\n'.repeat(2000)}${','.repeat(1001)}\n`;
    const found = await lines('/search/csv', { data, columns: 'a', result_columns: 'result_status' });
    expect(found[1]).toBe('x,,skipped');
    expect(found.at(-1)).toBe(`${','.repeat(1002)}skipped`);
  });

  it.each([
    ['columns', `${'a,'.repeat(1000)}a\n1\n`, '1001 colonnes'],
    ['fields in a row', `a,b\n1\n${','.repeat(1002)}\n`, 'séparateur'],
  ])('refuses a file of too many %s', async (_what, data, words) => {
    const { code, message, detail } = await refused('/search/csv', { data });
    expect([code, message, detail]).toEqual([400, expect.stringContaining(words), []]);
  });

  it('skips a row with a too long address, without cutting it, since its commune may come last', async () => {
    const data = `a,b\n2 rue des essais,noeux ${'x'.repeat(200)}\n2 rue des essais,noeux${' '.repeat(200)}\n`;
    const found = await lines('/search/csv', { data, result_columns: ['result_status', 'reason'] });
    expect(found[1]).toMatch(/,skipped,adresse trop longue : 200 caractères au plus étaient attendus$/);
    expect(found[2]).toMatch(/,ok,/);
  });

  it('uses each column once, however often it is named', async () => {
    const data = `a\n${'x'.repeat(1_000_000)}\n2 rue des essais noeux\n`;
    const fields = { data, columns: Array(900).fill('a'), result_columns: 'result_status' };
    expect((await lines('/search/csv', fields)).map((line) => line.split(',').at(-1))).toEqual([
      ...['result_status', 'skipped', 'ok'],
    ]);
  });

  it('reads and writes ISO-8859-1, announces it, and keeps the ligature of Nœux', async () => {
    const data = Buffer.from('adresse;prix\n1 rue des \xe9preuves n\x9cux;5\x80\n', 'latin1');
    const response = await post('/search/csv', { data, columns: 'adresse', result_columns: 'result_city' });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=windows-1252');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.toString('latin1')).toBe(
      'adresse;prix;result_city\n1 rue des \xe9preuves n\x9cux;5\x80;N\x9cux-les-Mines\n',
    );
  });

  it('excludes a byte order mark from the header, and writes one only on request', async () => {
    const fields = {
      data: '\ufeffadresse\n2 rue des essais noeux\n',
      columns: 'adresse',
      result_columns: 'result_type',
    };
    const plain = Buffer.from(await (await post('/search/csv', fields)).arrayBuffer());
    expect(plain.toString('utf8')).toBe('adresse,result_type\n2 rue des essais noeux,housenumber\n');
    const marked = Buffer.from(await (await post('/search/csv', { ...fields, with_bom: 'true' })).arrayBuffer());
    expect([...marked.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it.each([[','], [';'], ['\t'], ['|']])(
    'guesses the delimiter %j, or takes the one that is stated',
    async (delimiter) => {
      const data = `n${delimiter}a\n1${delimiter}2 rue des essais noeux\n`;
      const expected = ['n', 'a', 'result_type'].join(delimiter);
      for (const stated of [{}, { delimiter }]) {
        const fields = { data, columns: 'a', result_columns: 'result_type', ...stated };
        expect((await lines('/search/csv', fields))[0]).toBe(expected);
      }
    },
  );

  it('uses all columns for the address by default, and fields of the query like those of the form', async () => {
    const data = 'numero,voie,ville\n2,rue des essais,noeux les mines\n';
    expect((await lines('/search/csv?result_columns=result_id', { data }))[1]).toMatch(/,62617_0010_00002$/);
  });

  it('narrows each row to its commune, its postcode or its point, even when a spreadsheet removed a zero', async () => {
    const data =
      'a,cp,insee\n3 rue du dedans,62400,\n3 rue du dedans,62290,\n3 rue du dedans,,62617\n3 rue du ' +
      'dedans,,62119\n3 rue du dedans,1000,\n3 rue du dedans,abc,\n';
    const statuses = (
      await lines('/search/csv', {
        data,
        columns: 'a',
        postcode: 'cp',
        citycode: 'insee',
        result_columns: 'result_status',
      })
    ).map((line) => line.split(',').at(-1));
    expect(statuses).toEqual(['result_status', 'ok', 'not-found', 'not-found', 'ok', 'not-found', 'not-found']);
  });

  it('gives any property of an answer, and each column once', async () => {
    const result_columns = ['result_x', 'result_y', 'result_depcode', 'result_importance', 'result_x'];
    const [header, row] = await lines('/search/csv', { data: 'a\n2 rue des essais noeux\n', result_columns });
    expect(header).toBe('a,result_x,result_y,result_depcode,result_importance');
    expect(row).toMatch(/^2 rue des essais noeux,\d{6}\.\d+,\d{7}\.\d+,62,0\.\d+$/);
  });

  it('gives its names to the new columns of a file that was geocoded before, and keeps the old columns', async () => {
    const data = 'latitude,a,latitude_entree\n48.1,2 rue des essais noeux,kept\n48.2,zzzz qqqq,kept\n';
    const fields = { data, columns: 'a', result_columns: ['latitude', 'result_status'] };
    expect(await lines('/search/csv', fields)).toEqual([
      'latitude_entree_,a,latitude_entree,latitude,result_status',
      '48.1,2 rue des essais noeux,kept,50.475,ok',
      '48.2,zzzz qqqq,kept,,not-found',
    ]);
  });

  it('adds the quarters on request: the zone, nothing when there is none, `review` when it is uncertain', async () => {
    const data = 'a\n3 rue du dedans bethune\n3 rue du dehors bethune\nzzzz qqqq\n--\n';
    const own = [
      'qpv',
      'qic',
      'tier',
      'certainty',
      'possible_tiers',
      'nearest',
      'nearest_distance',
      'generation',
      'data_version',
    ];
    const found = await lines('/search/csv', { data, result_columns: own, date: '2024-10-01' });
    expect(found).toEqual([
      `a,${own.join(',')}`,
      '3 rue du dedans bethune,QN06208M,,bop-147,firm,bop-147,QN06208M,-204.514,2024,2026-12-01.1',
      expect.stringMatching(/^3 rue du dehors bethune,,review,unknown,review,fcs-only;fonds-de-concours;none,,,2024,/),
      expect.stringMatching(/^zzzz qqqq,review,review,unknown,review,bop-147;fcs-only;fonds-de-concours;none,,,2024,/),
      expect.stringMatching(/^--,review,review,unknown,review,/),
    ]);
    const reasons = await lines('/search/csv', { data, result_columns: 'reason', date: '2024-10-01' });
    expect(reasons[1]).toBe('3 rue du dedans bethune,');
    expect(reasons[2]).toContain('QIC-CATORIVE');
    expect(reasons[3]).toContain('pas été trouvée');
    expect(reasons[4]).toContain('aucune adresse');
  });

  it('answers a header alone with a header alone', async () => {
    expect(await lines('/search/csv', { data: 'a,b\n', result_columns: 'result_id' })).toEqual(['a,b,result_id']);
  });

  it.each([
    [{ columns: 'a' }, ['data']],
    [{ data: 'a\nb\n', columns: 'c' }, ['columns[0]']],
    [
      { data: 'a\nb\n', columns: 'a', postcode: 'p', citycode: 'i', lat: 'y', lon: 'x' },
      ['postcode', 'citycode', 'lat', 'lon'],
    ],
    [{ data: 'a\nb\n', encoding: 'ebcdic', delimiter: 'ab', date: '2024-02-30' }, ['encoding', 'delimiter', 'date']],
    [{ data: 'a\nb\n', type: 'road' }, ['type']],
    [{ data: 'a\nb\n', result_columns: ['result_label', 'result_zzz'] }, ['result_columns']],
  ])('refuses %j and names %j', async (fields, names) => {
    const { code, message, detail } = await refused('/search/csv', fields as Fields);
    expect([code, message]).toEqual([400, 'Failed parsing query']);
    expect(detail.map((one) => one.split(': ')[0])).toEqual(names);
  });

  it.each([
    ['an empty file', ''],
    ['a quote that stays open', 'a,b\n1,"12 rue des Recognoissables\n2,3\n'],
    ['UTF-16', Buffer.from('a,b\n1,2\n', 'utf16le')],
  ])('refuses %s as a whole, without a word of it', async (_what, data) => {
    const { code, message, detail } = await refused('/search/csv', { data });
    expect([code, detail]).toEqual([400, []]);
    expect(message).not.toContain('Recognoissables');
  });

  it('refuses a file in another encoding than the stated UTF-8', async () => {
    expect(
      (await refused('/search/csv', { data: Buffer.from([0x61, 0x0a, 0xe9, 0x0a]), encoding: 'utf-8' })).code,
    ).toBe(400);
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'a'],
    ['no part', 'multipart/form-data; boundary=x', 'a'],
    [
      'a part that does not end',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="data"\r\n\r\na',
    ],
    ['a part without a name', 'multipart/form-data; boundary=x', '--x\r\nContent-Type: text/csv\r\n\r\na\r\n--x--'],
  ])('refuses a body of %s', async (_what, type, body) => {
    const response = await fetch(`${origin}/search/csv`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(await response.json()).toMatchObject({ code: 400, detail: [] });
  });

  it('reads the bodies of clients: curl, FormData, quoted boundaries', async () => {
    const form = new FormData();
    form.append('columns', 'a');
    form.append('result_columns', 'result_id');
    form.append('data', new Blob(['a\n2 rue des essais noeux\n'], { type: 'text/csv' }), 'été "1".csv');
    const response = await fetch(`${origin}/search/csv/`, { method: 'POST', body: form });
    expect(await response.text()).toBe('a,result_id\n2 rue des essais noeux,62617_0010_00002\n');
    const quoted = await fetch(`${origin}/search/csv`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; charset=utf-8; boundary="a b"' },
      body: '--a b\r\ncontent-disposition: form-data; filename=x; name="data"\r\n\r\na\r\n\r\n--a b--\r\n',
    });
    expect(quoted.status).toBe(200);
  });

  const long = {
    data: `a\n${'2 rue des essais noeux les mines\n'.repeat(5000)}`,
    result_columns: ['result_label', 'qpv'],
  };

  it('lets other requests be served', async () => {
    let isOver = false;
    const whole = post('/search/csv', long)
      .then((response) => response.text())
      .finally(() => {
        isOver = true;
      });
    let answered = 0;
    for (; !isOver; answered++) await (await fetch(`${origin}/health`)).text();
    expect((await whole).split('\n')).toHaveLength(5002);
    expect(answered).toBeGreaterThan(3);
  });

  it('ends when its client leaves', async () => {
    const leaving = new AbortController();
    const { headers, payload } = multipartOf(long);
    const body = new Uint8Array(payload);
    const answer = await fetch(`${origin}/search/csv`, { method: 'POST', headers, body, signal: leaving.signal });
    const reader = answer.body!.getReader();
    await reader.read();
    leaving.abort();
    await expect(reader.read()).rejects.toThrow();
    expect((await fetch(`${origin}/health`)).status).toBe(200);
    expect(service.log).toEqual([]);
  });
});

describe('POST /reverse/csv', () => {
  it('gives the nearest number of each point', async () => {
    const found = await lines('/reverse/csv', { data: 'id,lat,lng\n1,50.4751,2.66\n2,,\n3,48,-3\n4,north,2\n' });
    expect(found[0]).toMatch(/^id,lat,lng,result_longitude,result_latitude,result_distance,result_label,result_type,/);
    expect(found[1]).toMatch(/^1,50\.4751,2\.66,2\.66,50\.475,11,2 Rue des Essais 62290 Nœux-les-Mines,housenumber,/);
    expect(found.slice(1).map((line) => line.split(',').at(-1))).toEqual(['ok', 'skipped', 'not-found', 'skipped']);
  });

  it('uses the named columns, and answers the quarters for the point itself', async () => {
    const fields = { data: 'gauche;bas\n2.6289;50.518\n', lon: 'gauche', lat: 'bas', date: '2024-10-01' };
    const found = await lines('/geocodage/reverse/csv/', {
      ...fields,
      result_columns: ['qpv', 'nearest_distance', 'result_type'],
    });
    expect(found[1]).toBe('2.6289;50.518;QN06208M;-204.514;housenumber');
  });

  it('refuses a file without points', async () => {
    expect(await refused('/reverse/csv', { data: 'a\nb\n' })).toMatchObject({
      code: 400,
      detail: [expect.any(String)],
    });
  });
});

describe('requests of addok’s clients', () => {
  const point = (type: string) => `2.6289,50.518,${type}`;

  it('may filter the types of places around points, for all rows', async () => {
    const data = `lon,lat\n2.6289,50.518\n`;
    const around = async (type: string) =>
      (await lines('/reverse/csv', { data, type, result_columns: ['result_type', 'result_name'] }))[1]!.slice(
        '2.6289,50.518,'.length,
      );
    expect(await around('street')).toBe('street,Rue du Dedans');
    expect(await around('housenumber')).toBe('housenumber,3 Rue du Dedans');
    expect(await around('street+housenumber')).toMatch(/^(street|housenumber),/);
    expect(await around('municipality')).toBe('municipality,Béthune');
    expect((await refused('/reverse/csv', { data, type: 'maison' })).detail).toEqual([
      'type: une de ces valeurs, ou plusieurs jointes par « + », est attendue : housenumber, street, locality, ' +
        'municipality ; ou une colonne du fichier.',
    ]);
  });

  it('may filter the types of each row, by a column', async () => {
    const types = ['street', 'housenumber', 'street+municipality', '', 'maison'];
    const answer = await lines('/reverse/csv', {
      data: `lon,lat,object\n${types.map(point).join('\n')}\n`,
      type: 'object',
      result_columns: ['result_type', 'result_status'],
    });
    expect(answer.slice(1).map((line) => line.split(',').slice(3).join())).toEqual([
      'street,ok',
      'housenumber,ok',
      'street,ok',
      'housenumber,ok',
      ',skipped',
    ]);
  });

  it.each([
    ['street+housenumber', ['housenumber,ok', 'street,ok']],
    ['street', ['street,ok', 'street,ok']],
    ['street+locality', ['street,ok', 'street,ok']],
    ['locality+municipality', [',not-found', ',not-found']],
  ])('searches places of several types: %s', async (type, expected) => {
    const answer = await lines('/search/csv', {
      data: 'adresse\n"2 rue des essais, 62290 noeux"\n"rue des épreuves, 62290 noeux"\n',
      type,
      result_columns: ['result_type', 'result_status'],
    });
    expect(answer.slice(1).map((line) => line.replace(/^"[^"]*",/, ''))).toEqual(expected);
  });

  it('GET /search and /reverse take several types too, joined in a URL by a plus sign', async () => {
    for (const plus of ['+', '%2B']) {
      const search = await fetch(`${origin}/search?q=2+rue+des+essais+noeux&type=street${plus}housenumber`);
      const { features, filters } = (await search.json()) as { features: { properties: object }[]; filters: object };
      expect(features[0]!.properties).toMatchObject({ type: 'housenumber', name: '2 Rue des Essais' });
      expect(filters).toEqual({ type: 'street+housenumber' });
      const around = await fetch(`${origin}/reverse?lon=2.6289&lat=50.518&type=street${plus}municipality`);
      const places = (await around.json()) as { features: { properties: { type: string } }[] };
      expect(places.features.map(({ properties }) => properties.type)).toContain('street');
    }
  });

  it.each([
    ['filename="liste.csv"', 'attachment; filename="liste.geocoded.csv"'],
    ['filename=liste.csv', 'attachment; filename="liste.geocoded.csv"'],
    ['filename="a.b.txt"', 'attachment; filename="a.b.geocoded.csv"'],
    ['filename="C:\\dossier\\liste.csv"', 'attachment; filename="liste.geocoded.csv"'],
    ['filename="../../etc/passwd"', 'attachment; filename="passwd.geocoded.csv"'],
    [
      'filename="médecins.csv"',
      `attachment; filename="m_decins.geocoded.csv"; filename*=UTF-8''m%C3%A9decins.geocoded.csv`,
    ],
    [
      `filename="x.csv"; filename*=UTF-8''m%C3%A9decins.csv`,
      `attachment; filename="m_decins.geocoded.csv"; filename*=UTF-8''m%C3%A9decins.geocoded.csv`,
    ],
    ['filename=""', 'attachment; filename="geocoded.csv"'],
    ['filename=".csv"', 'attachment; filename="geocoded.csv"'],
  ])('names the answer after the file: %s', async (sent, expected) => {
    const { headers, payload } = multipartOf({ data: 'adresse\n2 rue des essais\n' }, 'text/csv', sent);
    const body = new Uint8Array(payload);
    const response = await fetch(`${origin}/search/csv`, { method: 'POST', headers, body });
    expect(response.headers.get('content-disposition')).toBe(expected);
    await response.body?.cancel();
  });

  it.each<[string, string, Fields]>([
    ['a comma', '2 rue des essais, 62290 noeux', {}],
    ['a semicolon', '2 rue des essais; 62290 noeux', {}],
    ['both', '2 rue des essais, 62290; noeux', {}],
    ['a comma, and a delimiter', '2 rue des essais, 62290 noeux', { delimiter: ';' }],
    ['a semicolon, and a delimiter', '2 rue des essais; 62290 noeux', { delimiter: ',' }],
  ])('leaves a file of one column with %s unchanged', async (_, address, more) => {
    const answer = await lines('/search/csv', {
      data: `adresse\n${address}\n`,
      result_columns: ['result_name', 'result_status'],
      ...more,
    });
    const delimiter = String(more.delimiter ?? ',');
    const [row] = parse(answer.join('\n'), { delimiter, columns: true }) as Record<string, string>[];
    expect(row).toEqual({ adresse: address, result_name: '2 Rue des Essais', result_status: 'ok' });
  });
});

it('a byte that is not UTF-8 is reported with its line', async () => {
  const file = Buffer.concat([
    Buffer.from('adresse;note\n2 rue des essais;é\n'),
    Buffer.from('2 rue des essais;\xe9\n', 'latin1'),
  ]);
  const remarks = async (data: Buffer) => {
    const response = await post('/search/csv', { data, columns: 'adresse' });
    await response.body?.cancel();
    return response.headers.get('perimetre-remarks');
  };
  expect(decodeURIComponent((await remarks(file))!)).toBe(
    'la ligne 3 a un octet qui n’est pas de l’UTF-8, alors que le fichier est en UTF-8',
  );
  expect(await remarks(Buffer.from('adresse\n2 rue des essais\n'))).toBeNull();
});
