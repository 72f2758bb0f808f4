import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { madeBook } from '../address/book.ts';
import { featureOf, startFakeGeoplateforme } from '../address/fake-geoplateforme.ts';
import { listen, openService } from './service.ts';

// Numbers and words that can only come from a request.
const LON = '2.62891357';
const LAT = '50.51802468';
const ADDRESS = 'impasse des Recognoissables';
const MARKS = [LON, LAT, '2.6289', '50.518', 'Recognoissables', '62119', 'QN06208M'];
/** The parts of an address that only a request contains, in any notation. */
const FOLDED_MARKS = ['recognoissables', 'habitante'];

describe('the content of a request is written nowhere', () => {
  it('neither in the most verbose log, nor in the metrics', async () => {
    const service = openService({ logLevel: 'debug' });
    const origin = await listen(service);
    const json = (path: string, body: string) =>
      fetch(`${origin}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const point = `{"lon":${LON},"lat":${LAT}}`;
    const statuses = (
      await Promise.all([
        fetch(`${origin}/v1/lookup?lon=${LON}&lat=${LAT}&citycode=62119`),
        fetch(`${origin}/v1/lookup?lon=${LON}&lat=${LAT}x`),
        fetch(`${origin}/v1/lookup?lon=${LAT}&lat=${LON}`),
        fetch(`${origin}/v1/lookup?q=${encodeURIComponent(ADDRESS)}`),
        fetch(`${origin}/${LON},${LAT}/${encodeURIComponent(ADDRESS)}`),
        fetch(`${origin}/v1/${LON}/%zz`),
        fetch(`${origin}/v1/zones/QN06208M`),
        fetch(`${origin}/v1/zones?bbox=${LON},${LAT},3,51`),
        fetch(`${origin}/v1/zones/QN06208M`, { method: 'DELETE' }),
        fetch(`${origin}/v1/lookup?lon=${LON.repeat(300)}`),
        json('/v1/lookup', `{"points":[${point}]}`),
        json('/v1/lookup', `{"points":[{"id":"${ADDRESS}","lon":"${LON}","lat":${LAT}}]}`),
        json('/v1/lookup', `{"points":[${point}`),
        json('/v1/eligibility', `{"where":${point}}`),
        json('/v1/eligibility', `{"where":{"address":"${ADDRESS}"}}`),
        json('/v1/eligibility', `{"where":${point},"application":{"applicant":"${ADDRESS}"}}`),
        json('/v1/adulte-relais', `{"residence":${point},"hiringDate":"2024-05-01"}`),
        fetch(`${origin}/v1/lookup`, {
          method: 'POST',
          body: `lon,lat,adresse\n${LON},${LAT},${ADDRESS}\n`,
          headers: { 'content-type': 'text/csv' },
        }),
      ])
    ).map(({ status }) => status);
    expect(statuses).toEqual([
      200, 400, 400, 400, 404, 400, 200, 200, 405, 414, 200, 400, 400, 200, 501, 400, 200, 200,
    ]);

    Object.defineProperty(service.loaded.current, 'zones', {
      get: () => {
        throw new Error(`no zone at ${LON} ${LAT}, ${ADDRESS}`);
      },
    });
    expect((await fetch(`${origin}/v1/lookup?lon=${LON}&lat=${LAT}`)).status).toBe(500);
    Reflect.deleteProperty(service.loaded.current, 'zones');

    const metrics = await (await fetch(`${origin}/metrics`)).text();
    await service.close();
    const written = `${service.log.join('')}\n${metrics}`;
    for (const mark of MARKS) expect(written).not.toContain(mark);
    for (const mark of [LON, LAT, ADDRESS]) expect(written).not.toContain(encodeURIComponent(mark));
  });

  it('of an address: neither in the log, the metrics and the errors, nor in any of our files', async () => {
    const remote = await startFakeGeoplateforme();
    const folder = mkdtempSync(join(tmpdir(), 'perimetre-privacy-'));
    const address = '12 impasse des Recognoissables, chez Mme Habitante, 62487 Béthune';
    const asked = encodeURIComponent(address);
    const written: string[] = [];
    // A local address file, a geocoder that answers, and one that fails.
    for (const [addresses, fault] of [[await madeBook()], [remote.url], [remote.url, 'down' as const]] as const) {
      remote.reset();
      remote.load(() => [featureOf({ label: address, street: 'Impasse des Recognoissables', postcode: '62487' })]);
      if (fault) remote.fail(fault);
      const service = openService({ logLevel: 'debug', addresses, folder });
      const origin = await listen(service);
      const json = (path: string, body: object) =>
        fetch(`${origin}${path}`, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        });
      const csv = new FormData();
      csv.append('data', new Blob([`adresse\n"${address}"\n`]), 'adresses.csv');
      const answers = await Promise.all([
        json('/v1/eligibility', { where: { address, citycode: '62119' } }),
        json('/v1/eligibility', { where: { address, postcode: 62487 } }),
        json('/v1/eligibility', { where: { address: `${address} `.repeat(9) } }),
        json('/v1/adulte-relais', { residence: { address }, hiringDate: '2024-05-01' }),
        json('/v1/address-eligibility', { address, scheme: 'adulte-relais' }),
        json('/v1/address-eligibility', { address, [address]: 1 }),
        fetch(`${origin}/v1/addresses?q=${asked}`),
        fetch(`${origin}/v1/addresses?q=${asked}&limit=${asked}`),
        fetch(`${origin}/v1/places?q=${asked}`),
        fetch(`${origin}/v1/places?q=${asked}&limit=${asked}&date=${asked}`),
        json('/v1/places', { q: address }),
        json('/v1/places', { q: address, date: address, [address]: 1 }),
        fetch(`${origin}/search?q=${asked}`),
        fetch(`${origin}/search?q=${asked.repeat(9)}`),
        fetch(`${origin}/search/csv`, { method: 'POST', body: csv }),
        fetch(`${origin}/service/georeferenceur.json?type_quartier=QP&type_adresse=MIXTE&adresse[nom_voie]=${asked}`),
        fetch(`${origin}/v1/streets?citycode=62119&name=${asked}`),
        fetch(`${origin}/${asked}?q=${asked}`),
      ]);
      for (const answer of answers) {
        const body = await answer.text();
        // Proxies may log the answer of an error, so it contains nothing of the address either.
        if (answer.status >= 400) written.push(body.replace(/"instance":"[^"]*"/, ''));
      }
      written.push(await (await fetch(`${origin}/metrics`)).text(), await (await fetch(`${origin}/ready`)).text());
      Object.defineProperty(service.loaded.current, 'zones', {
        get: () => {
          throw new Error(`no zone for ${address}`);
        },
      });
      expect((await json('/v1/eligibility', { where: { address } })).status).toBe(500);
      Reflect.deleteProperty(service.loaded.current, 'zones');
      written.push(service.log.join(''));
      for (const name of globSync('**/*', { cwd: folder, withFileTypes: true })) {
        if (name.isFile()) written.push(readFileSync(join(name.parentPath, name.name), 'latin1'));
      }
      await service.close();
    }
    await remote.close();
    rmSync(folder, { recursive: true });
    const everything = written.join('\n').toLowerCase();
    expect(written.length).toBeGreaterThan(15);
    for (const mark of FOLDED_MARKS) expect(everything).not.toContain(mark);
  });

  it('a failure is logged by route, status and place in our code', async () => {
    const service = openService();
    Object.defineProperty(service.loaded.current, 'zones', {
      get: () => {
        throw new TypeError('secret');
      },
    });
    await service.app.inject('/v1/zones/QN06208M?generation=2024');
    Reflect.deleteProperty(service.loaded.current, 'zones');
    await service.close();
    const lines = service.log.map((line) => JSON.parse(line));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'error',
      method: 'GET',
      route: '/v1/zones/:id',
      status: 500,
      err: { type: 'TypeError', stack: expect.stringContaining('zone-routes.ts') },
    });
    expect(service.log[0]).not.toContain('secret');
  });

  it('a success, and an error of the client, leave no line', async () => {
    const service = openService();
    await service.app.inject('/v1/lookup?lon=2.6289&lat=50.518');
    await service.app.inject('/v1/lookup?lon=2.6289');
    await service.app.inject('/nowhere');
    expect(service.log).toEqual([]);
    await service.close();
  });

  it('metrics count by route pattern, method and status', async () => {
    const service = openService();
    await service.app.inject('/v1/lookup?lon=2.6289&lat=50.518');
    await service.app.inject('/v1/lookup?lon=2.6289');
    await service.app.inject('/v1/zones/QN06208M');
    await service.app.inject('/nowhere/2.6289');
    const metrics = (await service.app.inject('/metrics')).body;
    await service.close();
    expect(metrics).toContain('perimetre_http_requests_total{route="/v1/lookup",method="GET",status="200"} 1');
    expect(metrics).toContain('perimetre_http_requests_total{route="/v1/lookup",method="GET",status="400"} 1');
    expect(metrics).toContain('perimetre_http_requests_total{route="/v1/zones/:id",method="GET",status="200"} 1');
    expect(metrics).toContain('perimetre_http_requests_total{route="unmatched",method="any",status="404"} 1');
    expect(metrics).toContain('perimetre_http_request_duration_seconds_count{route="/v1/lookup",method="GET"} 2');
    expect(metrics).toContain('perimetre_data_info{data_version="2026-12-01.1"');
    // Every line of the exposition format: a comment, or a name, labels and a number.
    for (const line of metrics.trim().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+-]+)$/);
    }
  });
});
