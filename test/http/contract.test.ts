import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { load as parse } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProblemKind, problemKinds } from '../../src/questions/problem.ts';
import { facts } from '../../src/rules/application.ts';
import { madeBook } from '../address/book.ts';
import { facadeProvocations } from './facade-requests.ts';
import { multipartOf } from './multipart.ts';
import { listen, openService, type Service } from './service.ts';

/*
 * openapi.yaml and the service agree: each has every route, example and error of the other.
 */

type Json = Record<string, unknown>;
interface Media {
  readonly schema?: Json;
  readonly examples?: Record<string, { readonly value: unknown }>;
}
interface Answer {
  readonly $ref?: string;
  readonly content?: Record<string, Media>;
}
interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly examples?: Record<string, { readonly value: unknown }>;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  /** Prefixes of the path, when it has several. */
  readonly servers?: readonly { readonly url: string }[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, Answer>;
}
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly responses: Record<string, Answer>; readonly schemas: Record<string, Json> };
}

const description = parse(readFileSync(join(import.meta.dirname, '..', '..', 'openapi.yaml'), 'utf8')) as Description;
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
(formats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addSchema(description, 'openapi', false, false);

/** The errors of `value` against the schema at `pointer` (a JSON pointer into the description). */
function faultsOf(value: unknown, pointer: readonly string[]): string {
  const escaped = pointer.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
  const validate = ajv.compile({ $ref: `openapi#/${escaped.join('/')}` });
  return validate(value) ? '' : ajv.errorsText(validate.errors);
}

function resolve<T extends { readonly $ref?: string }>(one: T): T {
  if (one.$ref === undefined) return one;
  const steps = one.$ref.split('/').slice(1);
  return steps.reduce<unknown>((part, step) => (part as Json)[step], description) as T;
}

function pointerOf(path: string, method: string, status: string, answer: Answer, type: string): string[] {
  const own = answer.$ref?.split('/').slice(1) ?? ['paths', path, method.toLowerCase(), 'responses', status];
  return [...own, 'content', type, 'schema'];
}

/** Checks an answer against the operation's declaration of its status. Returns the type of a problem. */
function checkAnswer(
  path: string,
  method: string,
  operation: Operation,
  answer: LightMyRequestResponse,
): string | null {
  const status = String(answer.statusCode);
  const declared = operation.responses[status] ?? operation.responses.default!;
  const { content = {} } = resolve(declared);
  const type = String(answer.headers['content-type'] ?? '').split(';')[0]!;
  if (answer.body === '') {
    expect(Object.keys(content)).toEqual([]);
    return null;
  }
  expect(Object.keys(content)).toContain(type);
  const value = type.endsWith('json') ? answer.json() : answer.body;
  const key = operation.responses[status] ? status : 'default';
  expect(faultsOf(value, pointerOf(path, method, key, declared, type))).toBe('');
  return type === 'application/problem+json' ? answer.json().type : null;
}

const firstExample = (examples: Record<string, { readonly value: unknown }> | undefined) =>
  Object.values(examples ?? {})[0]?.value;

/** The requests of the description's examples: the required parameters, then each other one with them. */
function exampleRequests(path: string, method: string, operation: Operation): InjectOptions[] {
  const parameters = (operation.parameters ?? []).map(resolve);
  const urlWith = (extra: Parameter[]) => {
    let url = path;
    const query = new URLSearchParams();
    for (const parameter of [...parameters.filter(({ required }) => required), ...extra]) {
      const value = String(firstExample(parameter.examples));
      if (parameter.in === 'path') url = url.replace(`{${parameter.name}}`, encodeURIComponent(value));
      else query.set(parameter.name, value);
    }
    return query.size > 0 ? `${url}?${query}` : url;
  };
  if (operation.requestBody) {
    return Object.entries(operation.requestBody.content).flatMap(([type, { examples }]) =>
      Object.values(examples ?? {}).map(({ value }) => ({
        method: method as 'POST',
        url: urlWith([]),
        ...(type === 'multipart/form-data'
          ? multipartOf(value as Json)
          : {
              headers: { 'content-type': type },
              payload: typeof value === 'string' ? value : JSON.stringify(value),
            }),
      })),
    );
  }
  const optional = parameters.filter(({ required }) => !required);
  // A position has two numbers.
  const withPair = (one: Parameter) =>
    ['lon', 'lat'].includes(one.name) ? optional.filter(({ name }) => ['lon', 'lat'].includes(name)) : [one];
  return [[], ...optional.map(withPair)].map((extra) => ({ method: method as 'GET', url: urlWith(extra) }));
}

/** For each declared error status, requests that cause it. */
function provocations(path: string, method: string, operation: Operation, status: string): InjectOptions[] {
  const [first] = exampleRequests(path, method, operation);
  if (operation.tags.includes('Compatibilité')) return facadeProvocations(path, method, status, first!);
  const url = String(first!.url);
  const join = url.includes('?') ? '&' : '?';
  const json = { 'content-type': 'application/json' };
  const body = (value: unknown): InjectOptions => ({ ...first, headers: json, payload: JSON.stringify(value) });
  const question = first!.payload ? (JSON.parse(String(first!.payload)) as Json) : {};
  switch (`${method} ${status}`) {
    case 'GET 304':
      return [{ ...first, headers: { 'if-none-match': '*' } }];
    case 'GET 400':
      return [{ ...first, url: `${url}${join}unknown=1` }];
    case 'GET 404':
      return path.includes('{')
        ? [{ ...first, url: path.replace(/\{\w+\}/, 'nothing') }]
        : [{ ...first, url: `${url}${join}dataVersion=none` }];
    case 'GET 503':
      return [{ ...first }];
    case 'POST 400':
      return [
        body({ ...question, unknown: 1 }),
        { ...body(null), payload: '{' },
        ...(path === '/v1/lookup' ? [{ ...first, headers: { 'content-type': 'text/csv' }, payload: '' }] : []),
      ];
    case 'DELETE 400':
      return [{ ...first, url: `${url}?unknown=1` }];
    case 'DELETE 401':
      return [{ ...first, headers: { authorization: '' } }];
    case 'DELETE 403':
      return [{ ...first, headers: { authorization: 'Bearer another' } }];
    case 'DELETE 404':
      return [{ ...first, url: path.replace('{reference}', 'nothing') }];
    case 'POST 409':
      return [body({ question: { ...(question.question as Json), date: '2024-10-02' } })];
    case 'POST 404':
      if (path.includes('{')) return [{ ...first, url: path.replace(/\{\w+\}/, 'nothing') }];
      return [body({ ...question, dataVersion: 'none' })];
    case 'POST 413':
      return [
        { ...body(null), payload: `${' '.repeat(10_000_000)}{}` },
        ...(path === '/v1/lookup' ? [body({ points: Array(10_001).fill({ lon: 2.6, lat: 50.5 }) })] : []),
      ];
    case 'POST 415':
      return [{ ...first, headers: { 'content-type': 'text/plain' } }];
    case 'GET 501':
      return [{ ...first }];
    case 'POST 501':
    case 'POST 503': {
      if (path.endsWith('/proof')) return [body({ question: { where: { address: '1 place du Marché' } } })];
      const place = ['where', 'residence'].find((name) => name in question);
      return [body(place ? { ...question, [place]: { address: '1 place du Marché' } } : question)];
    }
    default:
      throw new Error(`nothing here brings about a ${status} of ${method} ${path}`);
  }
}

/** The reference in the examples, and the reference recorded instead in each service. */
const EXAMPLE_REFERENCE = '7KQ2M-9ZD4T-0XW8B-H3NPR-6YV1CE';
const recorded = new Map<Service, { readonly reference: string; readonly secret: string }>();

/** Records the questions of the examples in a service. */
async function recordIn(service: Service): Promise<void> {
  const proof = description.paths['/v1/decisions/{reference}/proof']!.post!;
  const { question } = firstExample(proof.requestBody!.content['application/json']!.examples) as { question: Json };
  const payload = { ...question, record: true };
  const answer = await service.app.inject({ method: 'POST', url: '/v1/eligibility', payload });
  recorded.set(service, answer.json().decision);
}

/** The answer of a service, with the reference of the examples replaced by its own. */
function ask(to: Service, request: InjectOptions): Promise<LightMyRequestResponse> {
  const { reference, secret } = recorded.get(to)!;
  const { method } = request;
  const headers = method === 'DELETE' ? { authorization: `Bearer ${secret}`, ...request.headers } : request.headers;
  const asked = { ...request, url: String(request.url).replace(EXAMPLE_REFERENCE, reference) };
  return to.app.inject(headers ? { ...asked, headers } : asked);
}

let service: Service;
/** A service that is not ready and cannot reach its geocoder. */
let unready: Service;
/** A service without addresses. */
let bare: Service;
const provoked = new Set<string>();
beforeAll(async () => {
  service = openService({ addresses: await madeBook() });
  unready = openService({ isReady: () => false, addresses: 'http://127.0.0.1:9/geocodage' });
  bare = openService();
  for (const one of [service, unready, bare]) await recordIn(one);
});
afterAll(async () => {
  await service.close();
  await unready.close();
  await bare.close();
});

describe('openapi.yaml', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(description) as never);
    expect(errors ?? '').toBe('');
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('describes every route, and no other', async () => {
    await service.app.ready();
    const described = operations.flatMap(({ path, operation: { servers = [{ url: '/' }] } }) =>
      servers.map(({ url }) => url.replace(/\/$/, '') + path.replaceAll(/\{(\w+)\}/g, ':$1')),
    );
    // A final slash makes no difference to the imitated services.
    const routes = pathsOf(service.app.printRoutes({ commonPrefix: false })).map((path) =>
      path.replace(/(?<=.)\/$/, ''),
    );
    expect([...new Set(described)].sort()).toEqual([...new Set(routes)].sort());
    for (const path of Object.keys(description.paths)) {
      const { headers } = await service.app.inject({ method: 'OPTIONS', url: path.replaceAll(/\{\w+\}/g, 'x') });
      const methods = Object.keys(description.paths[path]!).map((method) => method.toUpperCase());
      const more = methods.includes('GET') ? ['HEAD', 'OPTIONS'] : ['OPTIONS'];
      expect(headers.allow).toBe([...methods, ...more].sort().join(', '));
    }
  });

  it('gives every operation a unique name', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has the facts of the rules, and the side of the street', () => {
    const { properties } = description.components.schemas.Application as { properties: Json };
    expect(Object.keys(properties).sort()).toEqual([...Object.keys(facts), 'streetSide'].sort());
  });

  it('has every kind of problem, each with an example that has its title and status', () => {
    const { type } = (description.components.schemas.Problem as { properties: Record<string, Json> }).properties;
    const kinds = Object.keys(problemKinds) as ProblemKind[];
    expect(type!.enum).toEqual(kinds.map((kind) => `/problems/${kind}`));
    const examples = Object.values(description.components.responses).flatMap(({ content }) =>
      Object.values(content?.['application/problem+json']?.examples ?? {}).map(({ value }) => value as Json),
    );
    for (const kind of kinds) {
      const example = examples.find((one) => one.type === `/problems/${kind}`);
      expect(example).toMatchObject(problemKinds[kind]);
    }
  });

  it.each(operations)('gives $method $path examples that match their schemas', ({ path, method, operation }) => {
    const own = ['paths', path, method.toLowerCase()];
    for (const [type, { examples }] of Object.entries(operation.requestBody?.content ?? {})) {
      expect(Object.keys(examples ?? {})).not.toEqual([]);
      for (const { value } of Object.values(examples!)) {
        expect(faultsOf(value, [...own, 'requestBody', 'content', type, 'schema'])).toBe('');
      }
    }
    for (const [status, answer] of Object.entries(operation.responses)) {
      for (const [type, { examples }] of Object.entries(resolve(answer).content ?? {})) {
        expect(Object.keys(examples ?? {})).not.toEqual([]);
        for (const { value } of Object.values(examples!)) {
          expect(faultsOf(value, pointerOf(path, method, status, answer, type))).toBe('');
        }
      }
    }
  });

  it.each(operations)(
    'makes $method $path answer its example requests as described',
    async ({ path, method, operation }) => {
      for (const request of exampleRequests(path, method, operation)) {
        const types = Object.keys(operation.responses['200']?.content ?? {});
        // One request for each form of the answer.
        for (const accept of types.includes('application/pdf') ? types : ['*/*']) {
          const answer = await ask(service, { ...request, headers: { ...request.headers, accept } });
          const status = '200' in operation.responses ? 200 : 204;
          expect(`${answer.statusCode} ${request.url}`).toBe(`${status} ${request.url}`);
          checkAnswer(path, method, operation, answer);
        }
        // An erased record is recorded again for the next test.
        if (method === 'DELETE') await recordIn(service);
      }
    },
  );

  it.each(operations)('is right about the errors of $method $path', async ({ path, method, operation }) => {
    for (const status of Object.keys(operation.responses)) {
      if (status.startsWith('20') || status === 'default') continue;
      for (const request of provocations(path, method, operation, status)) {
        const answer = await ask(status === '503' ? unready : status === '501' ? bare : service, request);
        expect(`${answer.statusCode} ${request.url}`).toBe(`${status} ${request.url}`);
        const type = checkAnswer(path, method, operation, answer);
        if (type !== null) provoked.add(type);
      }
    }
  });

  it('is right about the problems common to all routes', async () => {
    const [{ path, method, operation }] = [operations.find((one) => one.path === '/v1/lookup')!];
    const broken = openService();
    Object.defineProperty(broken.loaded.current, 'zones', { get: () => expect.fail('gone') });
    const answers = [
      await service.app.inject('/v1/%zz'),
      await service.app.inject({ method: 'DELETE', url: '/v1/lookup' }),
      await service.app.inject(`/v1/lookup?lon=${'1'.repeat(3000)}`),
      await service.app.inject('/v1/lookup?lon=50.5&lat=2.6'),
      await broken.app.inject('/v1/lookup?lon=2.6&lat=50.5'),
    ];
    await broken.close();
    for (const answer of answers) provoked.add(checkAnswer(path, method, operation, answer)!);
    const UNFINISHED = 'content-type: application/json\r\ncontent-length: 9\r\n\r\n{';
    for (const [options, bytes] of [
      [{}, `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`],
      [{ requestTimeout: 100 }, `POST /v1/lookup HTTP/1.1\r\nhost: a\r\n${UNFINISHED}`],
    ] as const) {
      const other = openService(options);
      const port = Number(new URL(await listen(other)).port);
      const problem = JSON.parse((await send(port, bytes)).split('\r\n\r\n')[1]!) as Json;
      expect(faultsOf(problem, ['components', 'schemas', 'Problem'])).toBe('');
      provoked.add(String(problem.type));
      await other.close();
    }
  });

  it('has no problem that was not caused here', () => {
    expect([...provoked].sort()).toEqual(
      Object.keys(problemKinds)
        .map((kind) => `/problems/${kind}`)
        .sort(),
    );
  });
});

/** The patterns of the routes in a tree printed by fastify. */
function pathsOf(tree: string): string[] {
  const parents: string[] = [];
  return tree
    .split('\n')
    .map((line) => /^([│ ]*)[├└]── (\S+)(?: \()?/.exec(line))
    .filter((match) => match !== null)
    .map((match) => {
      const depth = match[1]!.length / 4;
      parents[depth] = (parents[depth - 1] ?? '') + match[2]!;
      return parents[depth]!;
    });
}

/** Sends bytes unchanged and returns the whole answer. */
function send(port: number, bytes: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (data) => {
      received += data;
    });
    socket.on('close', () => done(received));
    socket.on('error', failed);
  });
}
