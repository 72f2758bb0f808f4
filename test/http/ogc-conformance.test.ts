import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFORMANCE_CLASSES } from '../../src/ogc/conformance.ts';
import { COLLECTION_IDS, featuresOf, fieldsOf } from '../../src/ogc/features.ts';
import { REFERENCE_SYSTEMS } from '../../src/ogc/reference-systems.ts';
import { openService, type Service } from './service.ts';

/*
 * The requirements of each conformance class that /ogc/conformance declares: OGC 17-069r4 (core, oas30, geojson, html),
 * 18-058r1 (crs), 19-079r2 (queryables, queryables-query-parameters). Tests have the names of the requirements.
 */

type Json = Record<string, unknown>;
interface Link {
  readonly href: string;
  readonly rel: string;
  readonly type?: string;
}
interface Feature {
  readonly type: string;
  readonly id: string;
  readonly geometry: { readonly type: string; readonly coordinates: number[][][][] } | null;
  readonly properties: Json;
}
interface Items {
  readonly type: string;
  readonly features: Feature[];
  readonly links: Link[];
  readonly numberMatched: number;
  readonly numberReturned: number;
  readonly timeStamp: string;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly style: string;
  readonly explode: boolean;
  readonly schema: Json;
}
interface Operation {
  readonly parameters: ({ readonly $ref: string } | Parameter)[];
  readonly responses: Record<string, { readonly $ref?: string; readonly content?: Record<string, { schema: Json }> }>;
}
interface Definition {
  readonly openapi: string;
  readonly servers: { readonly url: string }[];
  readonly paths: Record<string, { readonly get: Operation }>;
  readonly components: Record<string, Record<string, unknown>>;
}

const ROOT = 'http://maps.example.org:8080/ogc';
const JSON_ACCEPT = 'application/geo+json, application/json';
let service: Service;
let definition: Definition;
beforeAll(async () => {
  service = openService();
  definition = (await ask('/api')).json();
});
afterAll(() => service.close());

function ask(path: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
  const url = path.startsWith(ROOT) ? path.slice(ROOT.length) : path;
  return service.app.inject({ url: `/ogc${url}`, headers: { host: 'maps.example.org:8080', ...headers } });
}
const items = async (query: string, id = 'zones'): Promise<Items> =>
  (await ask(`/collections/${id}/items${query}`, { accept: JSON_ACCEPT })).json();
const linksOf = (links: Link[], rel: string) => links.filter((link) => link.rel === rel);

/** A path of every kind, with its template. */
const PATHS: readonly (readonly [path: string, template: string])[] = [
  ['', '/'],
  ['/conformance', '/conformance'],
  ['/api', '/api'],
  ['/collections', '/collections'],
  ...COLLECTION_IDS.flatMap((id) => {
    const path = `/collections/${id}`;
    const feature = id === 'communes' ? '62119' : 'QN06208M-2024';
    return [
      [path, path],
      [`${path}/queryables`, `${path}/queryables`],
      [`${path}/items`, `${path}/items`],
      [`${path}/items/${feature}`, `${path}/items/{featureId}`],
    ] as const;
  }),
];

const walked: string[] = [];
function describeClass(uri: (typeof CONFORMANCE_CLASSES)[number], tests: () => void): void {
  walked.push(uri);
  describe(uri, tests);
}

function resolved<T>(one: T | { readonly $ref: string }): T {
  const { $ref } = one as { $ref?: string };
  if ($ref === undefined) return one as T;
  return $ref
    .split('/')
    .slice(1)
    .reduce<unknown>((part, step) => (part as Json)[step], definition) as T;
}

/** The parameters that the definition gives to a path, by name. */
function parametersOf(template: string): Map<string, Parameter> {
  const { parameters } = definition.paths[template]!.get;
  return new Map(parameters.map((one) => resolved<Parameter>(one)).map((one) => [one.name, one]));
}

describeClass('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core', () => {
  it('root-op, root-success: the landing page leads to the definition, the conformance and the data', async () => {
    const answer = await ask('');
    expect(answer.statusCode).toBe(200);
    const { links } = answer.json() as { links: Link[] };
    for (const rel of ['service-desc', 'service-doc', 'conformance', 'data', 'self', 'alternate']) {
      expect(linksOf(links, rel).length).toBeGreaterThan(0);
    }
    for (const { href, type } of links) {
      const { statusCode, headers } = await ask(href);
      expect([href, statusCode, headers['content-type']?.toString().startsWith(type!)]).toEqual([href, 200, true]);
    }
  });

  it('api-definition-op, api-definition-success: the landing page leads to the definition, with its type', async () => {
    const { links } = (await ask('')).json() as { links: Link[] };
    for (const { href, type } of [...linksOf(links, 'service-desc'), ...linksOf(links, 'service-doc')]) {
      const answer = await ask(href, { accept: type! });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']!.toString().startsWith(type!)).toBe(true);
    }
  });

  it('conformance-op, conformance-success: the classes are declared', async () => {
    const answer = await ask('/conformance');
    expect(answer.statusCode).toBe(200);
    expect(answer.json().conformsTo).toEqual(CONFORMANCE_CLASSES);
  });

  it('http: HTTP 1.1, HEAD and OPTIONS as well as GET, and 405 for the rest', async () => {
    for (const [path] of PATHS) {
      const url = `/ogc${path}`;
      expect((await service.app.inject({ method: 'HEAD', url })).statusCode).toBe(200);
      expect((await service.app.inject({ method: 'OPTIONS', url })).statusCode).toBe(204);
      expect((await service.app.inject({ method: 'POST', url, payload: {} })).statusCode).toBe(405);
    }
  });

  it('query-param-unknown, query-param-invalid: 400, in the problem shape of the whole API', async () => {
    for (const [path, template] of PATHS) {
      const queries = ['unknown=1', 'f=xml', 'F=json'];
      if (template.includes('/items')) queries.push('crs=EPSG:2154');
      if (template.endsWith('/items')) {
        queries.push(
          'limit=0',
          'limit=ten',
          'limit=1&limit=2',
          'offset=-1',
          'bbox=1,2,3',
          'bbox=2,51,3,50',
          'bbox=a,b,c,d',
        );
        queries.push('bbox=2,50,200,51', 'datetime=yesterday', 'datetime=../../..', 'datetime=2024-10-02/2024-10-01');
        queries.push('bbox=2,50,3,51&bbox-crs=4326');
      }
      if (template === '/collections/zones/items') queries.push('kind=zrr', 'generation=1999', 'commune=Béthune');
      for (const query of queries) {
        const answer = await ask(`${path}?${query}`);
        expect(`${answer.statusCode} ${path}?${query}`).toBe(`400 ${path}?${query}`);
        expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
        expect(answer.json()).toMatchObject({ type: '/problems/invalid-input', status: 400, instance: `/ogc${path}` });
      }
    }
  });

  it('fc-md-op, fc-md-success, fc-md-links, fc-md-items: every collection, with links in each format', async () => {
    const answer = await ask('/collections');
    expect(answer.statusCode).toBe(200);
    const { links, collections } = answer.json() as { links: Link[]; collections: { id: string; links: Link[] }[] };
    expect(linksOf(links, 'self')).toMatchObject([{ type: 'application/json' }]);
    expect(linksOf(links, 'alternate')).toMatchObject([{ type: 'text/html' }]);
    expect(collections.map(({ id }) => id)).toEqual(COLLECTION_IDS);
  });

  it('fc-md-items-links: each leads to its items in each encoding', async () => {
    const { collections } = (await ask('/collections')).json() as { collections: { id: string; links: Link[] }[] };
    for (const { id, links } of collections) {
      const own = (await ask(`/collections/${id}`)).json() as { links: Link[] };
      for (const list of [links, own.links]) {
        const found = linksOf(list, 'items');
        expect(found.map(({ type }) => type)).toEqual(['application/geo+json', 'text/html']);
        for (const { href, type } of found) {
          const answer = await ask(href, { accept: type! });
          expect(answer.statusCode).toBe(200);
          expect(answer.headers['content-type']!.toString().startsWith(type!)).toBe(true);
        }
      }
    }
  });

  it('fc-md-extent: contains every generation', async () => {
    for (const id of COLLECTION_IDS) {
      const { extent } = (await ask(`/collections/${id}`)).json() as {
        extent: { spatial: { bbox: number[][] }; temporal?: { interval: (string | null)[][] } };
      };
      const [west, south, east, north] = extent.spatial.bbox[0]!;
      for (const { geometry, properties } of featuresOf(id, { from: null, to: null }, service.loaded.current.zones)) {
        for (const [lon, lat] of geometry?.flat(2) ?? []) {
          expect(lon >= west! && lon <= east! && lat >= south! && lat <= north!).toBe(true);
        }
        if (id === 'communes') continue;
        const [from, to] = extent.temporal!.interval[0]!;
        expect(Date.parse(from!)).toBeLessThanOrEqual(Date.parse(`${properties.inForceFrom}T00:00:00+01:00`));
        expect(to).toBeNull();
      }
      if (id === 'communes') expect(extent.temporal).toBeUndefined();
    }
  });

  it('sfc-md-op, sfc-md-success: a collection has the same description as in the list', async () => {
    const { collections } = (await ask('/collections')).json() as { collections: ({ id: string } & Json)[] };
    for (const { links: _links, ...listed } of collections) {
      const answer = await ask(`/collections/${listed.id}`);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject(listed);
    }
    expect((await ask('/collections/dUmmYColLection')).statusCode).toBe(404);
  });

  it('fc-op, fc-response: the features of a collection', async () => {
    for (const id of COLLECTION_IDS) {
      const answer = await ask(`/collections/${id}/items?datetime=2024-10-01&limit=1000`);
      expect(answer.statusCode).toBe(200);
      const { features } = answer.json() as Items;
      const expected = featuresOf(id, { from: '2024-10-01', to: '2024-10-01' }, service.loaded.current.zones);
      expect(features.map((feature) => feature.id)).toEqual(expected.map((feature) => feature.id));
    }
  });

  it('fc-limit-definition, fc-bbox-definition, fc-time-definition: the parameters are defined as required', () => {
    const form = { in: 'query', required: false, style: 'form', explode: false };
    for (const id of COLLECTION_IDS) {
      const parameters = parametersOf(`/collections/${id}/items`);
      expect(parameters.get('limit')).toMatchObject({
        ...form,
        schema: { type: 'integer', minimum: 1, maximum: 10_000, default: 100 },
      });
      expect(parameters.get('bbox')).toMatchObject({
        ...form,
        schema: {
          type: 'array',
          oneOf: [
            { minItems: 4, maxItems: 4 },
            { minItems: 6, maxItems: 6 },
          ],
          items: { type: 'number' },
        },
      });
      expect(parameters.get('datetime')).toMatchObject({ ...form, schema: { type: 'string' } });
    }
  });

  it('fc-limit-response: never more than requested, nor than the maximum', async () => {
    for (const limit of [1, 5, 24, 25, 26, 10_000, 1_000_000]) {
      const { features, numberMatched } = await items(`?limit=${limit}&datetime=2024-10-01`);
      expect(features).toHaveLength(Math.min(limit, numberMatched));
    }
  });

  it('fc-bbox-response: features that meet the rectangle, and those without geometry', async () => {
    const boxes = ['2.615,50.509,2.672,50.551', '-1.5,50,1.5,53', '-80,-5,-70,5', '177,65,-177,70', '-180,85,180,90'];
    for (const box of boxes) {
      const { features } = await items(`?datetime=2024-10-01&bbox=${box}`);
      expect(features.filter(({ geometry }) => geometry === null)).toHaveLength(9);
      const drawn = features.filter(({ geometry }) => geometry !== null);
      if (box.startsWith('2.6')) expect(drawn.map(({ id }) => id)).toContain('QN06208M-2024');
      else expect(drawn).toEqual([]);
    }
  });

  it('fc-time-response: features in force then; communes, which have no date, always', async () => {
    const count = async (datetime: string, id?: string) => (await items(`?datetime=${datetime}`, id)).numberMatched;
    const expected = (from: string | null, to: string | null) =>
      featuresOf('zones', { from, to }, service.loaded.current.zones).length;
    expect(await count('2019-06-01')).toBe(expected('2019-06-01', '2019-06-01'));
    expect(await count('2019-06-01T10:00:00Z')).toBe(expected('2019-06-01', '2019-06-01'));
    expect(await count('2015-01-01/2024-12-31')).toBe(expected('2015-01-01', '2024-12-31'));
    expect(await count('../2023-12-31')).toBe(expected(null, '2023-12-31'));
    expect(await count('2024-01-01/..')).toBe(expected('2024-01-01', null));
    expect(await count('1990-01-01')).toBe(0);
    expect(await count('1990-01-01', 'communes')).toBe((await items('', 'communes')).numberMatched);
  });

  it('fc-links, fc-rel-type: self, alternate, and whole pages from next to next', async () => {
    for (const id of COLLECTION_IDS) {
      const all = await items('?datetime=2015-01-01/..&limit=1000', id);
      const seen: string[] = [];
      let url: string | undefined = `${ROOT}/collections/${id}/items?datetime=2015-01-01/..&limit=7`;
      while (url !== undefined) {
        const page: Items = (await ask(url, { accept: JSON_ACCEPT })).json();
        seen.push(...page.features.map((feature) => feature.id));
        expect(page.numberMatched).toBe(all.numberMatched);
        expect(linksOf(page.links, 'self')).toMatchObject([{ type: 'application/geo+json' }]);
        expect(linksOf(page.links, 'alternate')).toMatchObject([{ type: 'text/html' }]);
        expect(page.links.every(({ type }) => type !== undefined)).toBe(true);
        const [self] = linksOf(page.links, 'self');
        expect(((await ask(self!.href)).json() as Items).features).toEqual(page.features);
        url = linksOf(page.links, 'next').find(({ type }) => type === 'application/geo+json')?.href;
      }
      expect(seen).toEqual(all.features.map((feature) => feature.id));
    }
  });

  it('fc-timeStamp, fc-numberMatched, fc-numberReturned: the time, and the numbers of features', async () => {
    const before = Date.now();
    const { timeStamp, numberMatched, numberReturned, features } = await items('?limit=7&datetime=2024-10-01');
    expect(Date.parse(timeStamp)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(timeStamp)).toBeLessThanOrEqual(Date.now());
    expect([numberMatched, numberReturned, features.length]).toEqual([25, 7, 7]);
  });

  it('f-op, f-success, f-links: each feature by its id, with self, alternate and collection', async () => {
    for (const id of COLLECTION_IDS) {
      for (const feature of (await items('?datetime=2015-01-01/..', id)).features) {
        const answer = await ask(`/collections/${id}/items/${feature.id}`, { accept: JSON_ACCEPT });
        expect(answer.statusCode).toBe(200);
        const { links, ...own } = answer.json() as Feature & { links: Link[] };
        expect(own).toMatchObject(feature);
        expect(linksOf(links, 'self')).toMatchObject([{ type: 'application/geo+json' }]);
        expect(linksOf(links, 'alternate')).toMatchObject([{ type: 'text/html' }]);
        expect(linksOf(links, 'collection')).toMatchObject([{ href: `${ROOT}/collections/${id}?f=json` }]);
      }
      expect((await ask(`/collections/${id}/items/nothing`)).statusCode).toBe(404);
    }
  });

  it('crs84: geometries are the stored ones, longitude first', async () => {
    for (const id of COLLECTION_IDS) {
      const stored = featuresOf(id, { from: null, to: null }, service.loaded.current.zones);
      for (const { id: featureId, geometry } of (await items('?datetime=2015-01-01/..', id)).features) {
        expect(geometry?.coordinates ?? null).toEqual(stored.find((one) => one.id === featureId)!.geometry);
      }
    }
  });
});

describeClass('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30', () => {
  it('oas-definition-1, oas-definition-2: a valid OpenAPI 3.0 document, in its media type', async () => {
    const answer = await ask('/api', { accept: 'application/vnd.oai.openapi+json;version=3.0' });
    expect(answer.headers['content-type']).toBe('application/vnd.oai.openapi+json;version=3.0');
    const validator = new Validator();
    const { valid, errors } = await validator.validate(answer.json());
    expect(errors ?? '').toBe('');
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.0');
    expect(definition.servers).toEqual([{ url: ROOT, description: 'Ce service' }]);
  });

  it('oas-impl: each path of the definition answers, with the declared schema', async () => {
    expect(Object.keys(definition.paths).sort()).toEqual(PATHS.map(([, template]) => template).sort());
    const ajv = new Ajv({ strict: false, allErrors: true });
    (formats as unknown as (ajv: Ajv) => void)(ajv);
    ajv.addSchema({ $id: 'definition', ...definition });
    for (const [path, template] of PATHS) {
      const { responses } = definition.paths[template]!.get;
      const answer = await ask(path, { accept: 'application/json' });
      const type = Object.keys(responses['200']!.content!).find((one) => one.split(';')[0]!.endsWith('json'))!;
      expect(answer.headers['content-type']!.toString().startsWith(type)).toBe(true);
      const { $ref } = responses['200']!.content![type]!.schema as { $ref: string };
      const validate = ajv.compile({ $ref: `definition${$ref}` });
      validate(answer.json());
      expect([template, ajv.errorsText(validate.errors)]).toEqual([template, 'No errors']);
    }
  });

  it('completeness: every accepted parameter is defined, and no other', async () => {
    for (const [path, template] of PATHS) {
      const { errors } = (await ask(`${path}?unknown=1`)).json() as { errors: { message: string }[] };
      const accepted = /acceptés : (.+)\.$/.exec(errors[0]!.message)![1]!.split(', ');
      const defined = [...parametersOf(template).values()].filter((one) => one.in === 'query').map(({ name }) => name);
      expect(defined.sort()).toEqual(accepted.sort());
    }
  });

  it('exception-codes: every status is defined, and errors match their schema', async () => {
    const ajv = new Ajv({ strict: false });
    ajv.addSchema({ $id: 'definition', ...definition });
    const validate = ajv.compile({ $ref: 'definition#/components/schemas/Problem' });
    for (const [path, template] of PATHS) {
      const { responses } = definition.paths[template]!.get;
      const { etag } = (await ask(path)).headers;
      const url = `/ogc${path}`;
      const answers = [
        await ask(`${path}?unknown=1`),
        await ask(path, { 'if-none-match': String(etag) }),
        await service.app.inject({ method: 'DELETE', url }),
        await ask(`${path}?f=${'j'.repeat(3000)}`),
        ...(template.includes('{') ? [await ask(path.replace(/[^/]+$/, 'nothing'))] : []),
      ];
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([
        400,
        304,
        405,
        414,
        ...(template.includes('{') ? [404] : []),
      ]);
      for (const answer of answers) {
        expect(Object.keys(responses)).toContain(String(answer.statusCode));
        if (answer.statusCode !== 304) expect(validate(answer.json())).toBe(true);
      }
    }
  });

  it('security: none is required, and none is defined', () => {
    expect('security' in definition).toBe(false);
    expect('securitySchemes' in definition.components).toBe(false);
  });
});

describeClass('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson', () => {
  it('definition: features come as application/geo+json, the rest as application/json', async () => {
    for (const [path, template] of PATHS) {
      const { headers } = await ask(path, { accept: JSON_ACCEPT });
      const type = String(headers['content-type']).split(';')[0];
      if (template.includes('/items')) expect(type).toBe('application/geo+json');
      else if (!/api|queryables/.test(template)) expect(type).toBe('application/json');
    }
  });

  it('content: GeoJSON feature collections and features, with the links the core asks for', async () => {
    for (const id of COLLECTION_IDS) {
      const { type, features } = await items('?datetime=2015-01-01/..', id);
      expect(type).toBe('FeatureCollection');
      for (const feature of features) {
        expect(feature.type).toBe('Feature');
        expect(Object.keys(feature.properties)).toEqual(fieldsOf(id).map(({ name }) => name));
        if (feature.geometry === null) continue;
        expect(feature.geometry.type).toBe('MultiPolygon');
        for (const ring of feature.geometry.coordinates.flat()) {
          expect(ring.length).toBeGreaterThanOrEqual(4);
          expect(ring.at(-1)).toEqual(ring[0]);
        }
      }
    }
  });
});

describeClass('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html', () => {
  it('definition: every resource is also a page', async () => {
    for (const [path] of PATHS) {
      for (const answer of [
        await ask(path, { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }),
        await ask(`${path}?f=html`, { accept: 'application/json' }),
      ]) {
        expect(answer.statusCode).toBe(200);
        expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
        expect(answer.body).toMatch(/^<!doctype html>\n<html lang="fr">/);
      }
      expect(String((await ask(path)).headers['content-type'])).toContain('json');
    }
  });

  it('content: the page has all the content of the document, and all of its links', async () => {
    for (const [path] of PATHS) {
      if (path === '/api') continue;
      const { body } = await ask(path, { accept: 'text/html' });
      const page = unescaped(body);
      const document = (await ask(path, { accept: JSON_ACCEPT })).json() as Json;
      const missing = valuesOf(document)
        .filter(({ key }) => !UNSAID.has(key))
        .map(({ value }) => plain(value))
        .filter((value) => !page.includes(value));
      expect([path, [...new Set(missing)]]).toEqual([path, []]);
      const hrefs = new Set([...body.matchAll(/<a href="([^"]+)"/g)].map(([, href]) => formless(unescaped(href!))));
      for (const { key, value } of valuesOf(document)) {
        if (key === 'href') expect(hrefs).toContain(formless(value));
      }
    }
  });

  it('content: the page of the definition lists every path and every parameter', async () => {
    const page = unescaped((await ask('/api', { accept: 'text/html' })).body);
    for (const template of Object.keys(definition.paths)) {
      expect(page).toContain(`GET ${template}`);
      for (const name of parametersOf(template).keys()) expect(page).toContain(`<code>${name}</code>`);
    }
  });

  /** Members about the document itself and its links, tested separately, and the time. */
  const UNSAID = new Set(['rel', 'type', 'title', 'href', 'timeStamp', '$schema', '$id']);

  const unescaped = (html: string) =>
    html
      .replaceAll('<wbr>', '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .replaceAll('\u00a0', ' ');
  const plain = (value: string) => value.replaceAll('\u00a0', ' ');
  /** A page links to pages where its JSON links to JSON. */
  const formless = (href: string) => href.replace(/[?&]f=(?:json|html)$/, '');

  function valuesOf(value: unknown, key = ''): { key: string; value: string }[] {
    if (value === null || typeof value === 'boolean') return [];
    if (key === 'coordinates') return [{ key, value: JSON.stringify(value) }];
    if (typeof value !== 'object') return [{ key, value: String(value) }];
    return Object.entries(value).flatMap(([name, one]) => valuesOf(one, Array.isArray(value) ? key : name));
  }
});

describeClass('http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs', () => {
  const uris = REFERENCE_SYSTEMS.map(({ uri }) => uri);

  it('crs-uri, fc-md-crs-list, fc-md-storageCrs, fc-md-crs-list-global: listed by URI, the default first', async () => {
    const { crs, collections } = (await ask('/collections')).json() as { crs: string[]; collections: Json[] };
    expect(crs).toEqual(uris);
    expect(crs[0]).toBe('http://www.opengis.net/def/crs/OGC/1.3/CRS84');
    for (const collection of collections) {
      expect(collection.crs).toEqual(uris);
      expect(uris).toContain(collection.storageCrs);
    }
  });

  it('fc-crs-definition, fc-bbox-crs-definition: the parameters are defined', () => {
    const form = {
      in: 'query',
      required: false,
      style: 'form',
      explode: false,
      schema: { type: 'string', format: 'uri' },
    };
    for (const id of COLLECTION_IDS) {
      expect(parametersOf(`/collections/${id}/items`).get('crs')).toMatchObject(form);
      expect(parametersOf(`/collections/${id}/items`).get('bbox-crs')).toMatchObject(form);
      expect(parametersOf(`/collections/${id}/items/{featureId}`).get('crs')).toMatchObject(form);
    }
  });

  it('fc-crs-action, ogc-crs-header, ogc-crs-header-value: coordinates are in the system of the header', async () => {
    for (const { uri, at } of REFERENCE_SYSTEMS) {
      for (const path of ['/collections/bands/items?', '/collections/bands/items/QN06208M-2024?']) {
        const answer = await ask(`${path}crs=${encodeURIComponent(uri)}`);
        expect(answer.headers['content-crs']).toBe(`<${uri}>`);
        const body = answer.json() as Items & Feature;
        const given = (body.features ?? [body]).find(({ id }) => id === 'QN06208M-2024')!;
        const plain = (await ask('/collections/bands/items/QN06208M-2024')).json() as Feature;
        expect(given.geometry!.coordinates).toEqual(
          plain.geometry!.coordinates.map((polygon) =>
            polygon.map((ring) => ring.map(([lon, lat]) => [...at(lon!, lat!)])),
          ),
        );
      }
    }
  });

  it('fc-crs-default-value, fc-bbox-crs-default-value: CRS84 by default', async () => {
    const [first] = uris;
    expect((await ask('/collections/zones/items')).headers['content-crs']).toBe(`<${first}>`);
    const box = 'bbox=2.615,50.509,2.672,50.551';
    const inFirst = await items(`?${box}&bbox-crs=${encodeURIComponent(first!)}`);
    expect(inFirst.features).toEqual((await items(`?${box}`)).features);
  });

  it('fc-bbox-crs-action: a rectangle in any of the systems', async () => {
    const expected = (await items('?status=official&bbox=2.615,50.509,2.672,50.551')).features.map(({ id }) => id);
    for (const { uri, at } of REFERENCE_SYSTEMS) {
      const [a, b] = at(2.615, 50.509);
      const [c, d] = at(2.672, 50.551);
      const query = new URLSearchParams({ status: 'official', bbox: [a, b, c, d].join(), 'bbox-crs': uri });
      expect((await items(`?${query}`)).features.map(({ id }) => id)).toEqual(expected);
    }
    expect(expected.length).toBeGreaterThan(0);
  });

  it('crs-exception, bbox-crs-exception, fc-crs-valid-value, fc-bbox-crs-valid-value: 400 for any other', async () => {
    const other = encodeURIComponent('http://www.opengis.net/def/crs/EPSG/0/27572');
    for (const query of [`crs=${other}`, `bbox=0,0,1,1&bbox-crs=${other}`]) {
      expect((await ask(`/collections/zones/items?${query}`)).statusCode).toBe(400);
    }
    expect((await ask(`/collections/zones/items/QN06208M-2024?crs=${other}`)).statusCode).toBe(400);
  });

  it('links keep the reference system from page to page', async () => {
    const { links } = await items(`?limit=2&crs=${encodeURIComponent(uris[2]!)}`);
    const [next] = linksOf(links, 'next');
    expect((await ask(next!.href)).headers['content-crs']).toBe(`<${uris[2]}>`);
  });
});

const QUERYABLES = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';

describeClass('http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables', () => {
  it('queryables-link: from the collection and its items, as a link and in the Link header', async () => {
    for (const id of COLLECTION_IDS) {
      for (const path of [`/collections/${id}`, `/collections/${id}/items`]) {
        const answer = await ask(path);
        const [link] = linksOf((answer.json() as { links: Link[] }).links, QUERYABLES);
        expect((await ask(link!.href)).statusCode).toBe(200);
        expect(answer.headers.link).toContain(`<${link!.href}>; rel="${QUERYABLES}"`);
      }
    }
  });

  it('get-queryables-op, get-queryables-response: a JSON Schema whose properties are the queryables', async () => {
    for (const id of COLLECTION_IDS) {
      const answer = await ask(`/collections/${id}/queryables`, { accept: 'application/schema+json' });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('application/schema+json');
      const schema = answer.json() as { properties: Record<string, Json> };
      expect(schema).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `${ROOT}/collections/${id}/queryables`,
        type: 'object',
        additionalProperties: false,
      });
      for (const [name, property] of Object.entries(schema.properties)) {
        if (name === 'geometry') expect(property.format).toBe('geometry-multipolygon');
        else expect(['string', 'boolean']).toContain(property.type);
      }
    }
  });
});

describeClass('http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters', () => {
  it('parameters: each queryable is one, with the same schema, and filters accordingly', async () => {
    for (const id of COLLECTION_IDS) {
      const { properties } = (await ask(`/collections/${id}/queryables`)).json() as {
        properties: Record<string, Json>;
      };
      const all = (await items('?datetime=2015-01-01/..&limit=1000', id)).features;
      const parameters = parametersOf(`/collections/${id}/items`);
      for (const [name, schema] of Object.entries(properties)) {
        if (name === 'geometry') continue;
        expect(parameters.get(name)).toMatchObject({ in: 'query', required: false, schema });
        const valueIn = (feature: Feature) =>
          name === 'commune' ? String(feature.properties.communes).split(';')[0] : feature.properties[name];
        for (const value of new Set(all.map(valueIn).filter((one) => one !== null))) {
          const query = new URLSearchParams({ datetime: '2015-01-01/..', limit: '1000', [name]: String(value) });
          const expected = all.filter((feature) =>
            name === 'commune'
              ? String(feature.properties.communes).includes(String(value))
              : feature.properties[name] === value,
          );
          expect((await items(`?${query}`, id)).features).toEqual(expected);
        }
      }
    }
  });
});

it('every declared class is tested', () => {
  expect(walked).toEqual(CONFORMANCE_CLASSES);
});
