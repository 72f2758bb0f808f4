import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeColumns } from '../../src/batch/answer-columns.ts';
import type { ProblemBody } from '../../src/questions/problem.ts';
import { listen, openService, type Service } from './service.ts';

let service: Service;
let origin: string;
beforeAll(async () => {
  service = openService({ csvBodyLimit: 6_000_000 });
  origin = await listen(service);
});
afterAll(() => service.close());

const post = (body: NonNullable<RequestInit['body']>, contentType = 'text/csv', query = '') =>
  fetch(`${origin}/v1/lookup${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': contentType },
    duplex: 'half',
  } as RequestInit);

describe('POST /v1/lookup with text/csv', () => {
  it('returns the file with our columns', async () => {
    const answer = await post('nom;lon;lat\né;2.6289;50.518\n', 'text/csv', '?date=2024-10-01');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const [header, row, ...rest] = (await answer.text()).split('\n');
    expect(header).toBe(`nom;lon;lat;${placeColumns.map(({ name }) => name).join(';')}`);
    expect(row).toMatch(/^é;2.6289;50.518;ok;bop-147;/);
    expect(rest).toEqual(['']);
  });

  it(
    'answers the verdicts of schemes as POST /v1/eligibility does, under facts of the query and of ' + 'columns',
    async () => {
      const where = { lon: 2.6289, lat: 50.518 };
      const query =
        '?date=2024-10-01&schemes=bop-147,fcs&fact=applicant%3Dlocal-association&factColumn=communeShare=part';
      const csv = await (await post('lon;lat;part\n2.6289;50.518;1 500\n2.67;50.56;x\n', 'text/csv', query)).text();
      const [header, first, second] = csv.split('\n').map((line) => line.split(';'));
      const { verdicts } = (await (
        await fetch(`${origin}/v1/eligibility`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            ...{ where, date: '2024-10-01', schemes: ['bop-147', 'fcs'] },
            application: { applicant: 'local-association', communeShare: 1500 },
          }),
        })
      ).json()) as {
        verdicts: { scheme: string; verdict: string; alternatives: string[]; amount: { ceiling: number } | null }[];
      };
      const cell = (row: string[], column: string) => row[header!.indexOf(column)];
      for (const { scheme, verdict, alternatives, amount } of verdicts) {
        expect(cell(first!, scheme)).toBe(verdict);
        expect(cell(first!, `${scheme}_alternatives`)).toBe(alternatives.join(';'));
        expect(cell(first!, `${scheme}_ceiling`)).toBe(amount === null ? '' : String(amount.ceiling));
      }
      expect(cell(second!, 'status')).toBe('invalid');
      expect(cell(second!, 'reason')).toMatch(/^communeShare invalide : un montant en euros/);
    },
  );

  it('refuses unknown schemes and facts before the first row, and facts without a scheme', async () => {
    for (const [query, path] of [
      ['?schemes=bop-148', 'schemes'],
      ['?schemes=fcs&fact=age=30', 'fact'],
      ['?schemes=fcs&fact=expenses=beaucoup', 'fact'],
      ['?schemes=fcs&factColumn=age=Age', 'factColumn'],
      ['?fact=applicant=association', 'fact'],
    ]) {
      const answer = await post('lon,lat\n2.67,50.56\n', 'text/csv', query);
      expect(answer.status).toBe(400);
      expect(((await answer.json()) as ProblemBody).errors![0]).toMatchObject({ path });
    }
  });

  it('keeps a bad row, with its reason', async () => {
    const rows = (await (await post('lon,lat\nx,50.5\n2.67,50.56\n')).text()).split('\n');
    expect(rows[1]).toContain('invalid');
    expect(rows[2]).toContain('none');
  });

  it('keeps the encoding that is announced', async () => {
    const answer = await post(Buffer.from('nom,lon,lat\né,2.67,50.56\n', 'latin1'), 'text/csv; charset=ISO-8859-1');
    const alias = await post(Buffer.from('nom,lon,lat\né,x,50.56\n', 'latin1'), 'text/csv; charset=windows-1252');
    expect(alias.headers.get('content-type')).toBe('text/csv; charset=windows-1252; header=present');
    const bytes = Buffer.from(await alias.arrayBuffer());
    expect(bytes.toString('latin1')).toMatch(/^é,x,50\.56,invalid,.*était attendu/m);
    const other = await post(Buffer.from('lon,lat\n', 'utf16le'), 'text/csv; charset=utf-16');
    expect(other.status).toBe(415);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=iso-8859-1; header=present');
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1')).toContain('\né,2.67');
  });

  it('detects the encoding of a file that announces none, and announces it', async () => {
    const answer = await post(Buffer.from('nom,lon,lat\nN\x9cux,x,50.56\n', 'latin1'));
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=windows-1252; header=present');
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1')).toMatch(
      /^N\x9cux,x,50\.56,invalid,.*\xe9tait attendu/m,
    );
    const wrong = await post(Buffer.from('nom,lon,lat\n\xe9,x,50.56\n', 'latin1'), 'text/csv; charset=utf-8');
    expect(((await wrong.json()) as ProblemBody).detail).toContain('La ligne 2 n’est pas en UTF-8');
  });

  it('answers while the file is still coming, in its order', async () => {
    const rows = await new Promise<string>((resolve, reject) => {
      const outgoing = request(`${origin}/v1/lookup`, { method: 'POST', headers: { 'content-type': 'text/csv' } });
      outgoing.on('error', reject);
      outgoing.on('response', (answer) => {
        let received = '';
        answer.setEncoding('utf8').on('data', (text) => {
          received += text;
          // The rest is sent only once the first row has come back.
          if (received.includes('\n1,') && !outgoing.writableEnded) outgoing.end('2,2.67,50.56\n');
        });
        answer.on('end', () => resolve(received));
      });
      outgoing.write('id,lon,lat\n1,2.6289,50.518\n');
    });
    expect(rows.split('\n').map((row) => row.split(',')[0])).toEqual(['id', '1', '2', '']);
  });

  it('answers hundreds of thousands of rows, every one in its place', async () => {
    const count = 200_000;
    async function* file() {
      yield Buffer.from('id,lon,lat\n');
      for (let i = 0; i < count; i += 1000) {
        yield Buffer.from(
          Array.from({ length: 1000 }, (_, k) => `${i + k},${2.4 + ((i + k) % 500) / 1000},50.5\n`).join(''),
        );
      }
    }
    const text = await (await post(ReadableStream.from(file()) as never)).text();
    const rows = text.split('\n');
    expect(rows).toHaveLength(count + 2);
    for (let i = 0; i < count; i += 997) expect(rows[i + 1]).toMatch(new RegExp(`^${i},.*,ok,`));
  });

  it.each([
    ['an empty file', '', 'en-tête'],
    ['a file without coordinates', 'id,name\n1,a\n', 'lon'],
    ['a file that is not text', 'lon,lat\n\0\0', 'texte'],
  ])('refuses %s', async (_what, body, word) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    const problem = (await answer.json()) as ProblemBody;
    expect(problem.type).toBe('/problems/malformed-csv');
    expect(problem.detail).toContain(word);
  });

  it('refuses a file that is too long, announced or not', async () => {
    const long = Buffer.alloc(6_000_001, 'lon,lat\n2.6,50.5\n');
    const answer = await post(long);
    expect(answer.status).toBe(413);
    expect(((await answer.json()) as ProblemBody).type).toBe('/problems/content-too-large');
    // Rows are being sent when the limit is exceeded: the answer is cut, so that nobody takes it as complete.
    await expect(post(new Blob([long]).stream()).then((cut) => cut.text())).rejects.toThrow();
  });

  it('reads the rest of a refused file, so that the client gets the answer', async () => {
    const answer = await post(new Blob([`id,name\n${'1,a\n'.repeat(1_000_000)}`]).stream());
    expect(answer.status).toBe(400);
    expect((await fetch(`${origin}/health`)).status).toBe(200);
  });

  it('refuses an unknown parameter, and a date that does not exist', async () => {
    expect((await post('lon,lat\n', 'text/csv', '?crs=EPSG:2154')).status).toBe(400);
    expect((await post('lon,lat\n', 'text/csv', '?date=2024-02-30')).status).toBe(400);
    expect((await post('lon,lat\n', 'text/csv', '?dataVersion=1.1')).status).toBe(404);
  });

  it('survives a client that leaves', async () => {
    const controller = new AbortController();
    async function* endless() {
      yield Buffer.from('lon,lat\n');
      for (;;) {
        yield Buffer.from('2.6,50.5\n'.repeat(5000));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const answer = await fetch(`${origin}/v1/lookup`, {
      method: 'POST',
      body: ReadableStream.from(endless()) as never,
      headers: { 'content-type': 'text/csv' },
      signal: controller.signal,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(200);
    controller.abort();
    expect((await fetch(`${origin}/health`)).status).toBe(200);
  });
});

describe('remarks about a file', () => {
  /** The header and the trailer of an answer, decoded; undefined where there is none. */
  function remarksOf(body: Buffer): Promise<{ header: string | undefined; trailer: string | undefined }> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'text/csv', 'content-length': body.length };
      request(`${origin}/v1/lookup`, { method: 'POST', headers }, (answer) => {
        const decoded = (field: unknown) => (field === undefined ? undefined : decodeURIComponent(String(field)));
        answer.resume().on('end', () =>
          resolve({
            header: decoded(answer.headers['perimetre-remarks']),
            trailer: decoded(answer.trailers['perimetre-remarks']),
          }),
        );
      })
        .on('error', reject)
        .end(body);
    });
  }
  const row = '2.6289;50.518;é\n';
  const stray = Buffer.from('2.6289;50.518;\xe9\n', 'latin1');
  const reported = (line: number) =>
    `la ligne ${line} a un octet qui n’est pas de l’UTF-8, alors que le fichier est en UTF-8`;

  it('gives the line of a byte that is not UTF-8, in a header where it is known when the answer begins', async () => {
    const file = Buffer.concat([Buffer.from(`lon;lat;nom\n${row}`), stray, Buffer.from(row)]);
    expect(await remarksOf(file)).toEqual({ header: reported(3), trailer: reported(3) });
  });

  it('gives it in a trailer where it comes later', async () => {
    const file = Buffer.concat([Buffer.from(`lon;lat;nom\n${row.repeat(50_000)}`), stray]);
    expect(await remarksOf(file)).toEqual({ header: undefined, trailer: reported(50_002) });
  });

  it('is absent where there is nothing to remark', async () => {
    expect(await remarksOf(Buffer.from(`lon;lat;nom\n${row}`))).toEqual({ header: undefined, trailer: undefined });
  });
});
