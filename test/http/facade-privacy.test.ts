import { describe, expect, it } from 'vitest';
import { madeBook } from '../address/book.ts';
import { multipartOf } from './multipart.ts';
import { listen, openService } from './service.ts';

// Words and numbers that can only come from a request.
const ADDRESS = '12 impasse des Recognoissables';
const LON = '2.62891357';
const LAT = '50.51802468';
const MARKS = ['Recognoissables', LON, LAT, '2.6289', '50.518', '62119', 'QN06208M', 'secret'];

describe('the content of a URL or a file sent to an imitated service is written nowhere', () => {
  it.each([
    ['with addresses of its own', madeBook],
    ['over a geocoder that does not answer', async () => 'http://127.0.0.1:9/geocodage'],
    ['without addresses', async () => undefined],
  ])('neither in the most verbose log, nor in the metrics, nor in an error: %s', async (_what, addresses) => {
    const where = await addresses();
    const service = openService({ logLevel: 'debug', ...(where === undefined ? {} : { addresses: where }) });
    const origin = await listen(service);
    const q = encodeURIComponent(ADDRESS);
    const file = multipartOf({ data: `a\n${ADDRESS}\n`, columns: ADDRESS, lon: LON, result_columns: ADDRESS });
    const open = multipartOf({ data: `a\n"${ADDRESS}\n` });
    const json = (body: string) => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const answers = await Promise.all(
      [
        `/search?q=${q}&citycode=62119`,
        `/geocodage/search/?q=${q}&lon=${LON}&lat=${LAT}x&limit=${q}&type=${q}&postcode=${q}&index=${q}`,
        `/search/${q}`,
        `/geocodage/${q}`,
        `/search?q=${q.repeat(100)}`,
        `/reverse?lon=${LAT}&lat=${LON}`,
        `/reverse?lon=${LON}&lat=${LAT}&citycode=${q}`,
        `/reverse?lon=${LON}`,
        `/search/csv?columns=${q}`,
        `/service/georeferenceur.json?type_quartier=QP&adresse[nom_voie]=${q}`,
        `/service/georeferenceur.json?type_quartier=${q}&type_adresse=${q}&adresse[${q}]=${q}`,
        `/service/georeferenceur.json/${q}`,
        `/api/xy.json?x=${LON}&y=${LAT}z&type_quartier=${q}`,
        `/api/xy.json?x=${LAT}&y=${LON}&type_quartier=QP`,
      ]
        .map((path) => fetch(`${origin}${path}`, { headers: { authorization: 'Basic secret' } }))
        .concat([
          fetch(`${origin}/search?q=${q}`, { method: 'DELETE' }),
          fetch(`${origin}/search/csv`, { ...json(`{"a":"${ADDRESS}"}`) }),
          fetch(`${origin}/search/csv?lat=${LAT}`, {
            method: 'POST',
            headers: file.headers,
            body: new Uint8Array(file.payload),
          }),
          fetch(`${origin}/search/csv`, { method: 'POST', headers: open.headers, body: new Uint8Array(open.payload) }),
          fetch(`${origin}/service/georeferenceur.json`, json(`{"adresse":{"nom_voie":"${ADDRESS}"`)),
          fetch(
            `${origin}/service/georeferenceur.json`,
            json(`{"${ADDRESS}":{"${ADDRESS}":[true]},"adresse":["${ADDRESS}"]}`),
          ),
        ]),
    );
    for (const answer of answers) {
      const body = await answer.text();
      if (answer.status === 200) continue;
      for (const mark of MARKS) expect(body).not.toContain(mark);
    }
    expect(answers.filter(({ status }) => status >= 400).length).toBeGreaterThan(14);
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    await service.close();
    const written = `${service.log.join('')}\n${metrics}`;
    for (const mark of MARKS) expect(written).not.toContain(mark);
    expect(written).not.toContain(q);
  });
});
