import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followVersions } from '../../src/http/follow-versions.ts';
import { stopGracefully } from '../../src/http/graceful-stop.ts';
import { migrations } from '../../src/load.ts';
import { openStore } from '../../src/store/open.ts';
import { Versions } from '../../src/zones/versions.ts';
import { bookOf } from '../address/book.ts';
import { StoppedClock } from '../clock.ts';
import { listen, openService } from './service.ts';

const SERVER = join(import.meta.dirname, '..', '..', 'src', 'server.ts');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perimetre-server-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Running {
  readonly process: ChildProcess;
  readonly origin: string;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

/** Starts the server as `npm start` does, on a free port. */
async function start(environment: Record<string, string> = {}): Promise<Running> {
  const child = launch(environment);
  let output = '';
  child.stdout!.on('data', (data) => {
    output += data;
  });
  child.stderr!.on('data', (data) => {
    output += data;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await Promise.race([exited, new Promise((resolve) => child.stdout!.once('data', resolve))]);
  const { port } = JSON.parse(output.split('\n')[0]!);
  return { process: child, origin: `http://127.0.0.1:${port}`, output: () => output, exited };
}

function launch(environment: Record<string, string>): ChildProcess {
  const own = { HOST: '127.0.0.1', PORT: '0', PERIMETRE_DB: join(folder, 'perimetre.db'), ...environment };
  return spawn(process.execPath, [SERVER], { env: { PATH: process.env.PATH, ...own } });
}

describe('the server', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('answers at once, and stops on %s', async (signal) => {
    const server = await start();
    const answer = await fetch(`${server.origin}/v1/lookup?lon=2.6289&lat=50.518`);
    expect(await answer.json()).toMatchObject({ tier: 'bop-147' });
    expect((await fetch(`${server.origin}/ready`)).status).toBe(200);
    server.process.kill(signal);
    expect(await server.exited).toBe(0);
    const lines = server
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ msg }) => msg)).toEqual(['started', 'stopping', 'stopped']);
  });

  it('finishes the requests in progress, reports that it is no longer ready, and closes idle connections', async () => {
    let isReady = true;
    const service = openService({ isReady: () => isReady });
    const origin = await listen(service);
    // Opened in advance, as browsers and pools do.
    const silent = connect(Number(new URL(origin).port), '127.0.0.1');
    const cut = new Promise<void>((resolve) => silent.resume().once('close', () => resolve()));
    const agent = new Agent({ keepAlive: true });
    const idle = await getWith(agent, `${origin}/health`);
    expect(idle.status).toBe(200);
    // The body of a request is still arriving when the server is stopped; "100 Continue" shows that its head has
    // arrived.
    const slow = request(`${origin}/v1/lookup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', expect: '100-continue' },
    });
    const answered = new Promise<number>((resolve, reject) => {
      slow.on('response', (answer) => resolve(answer.resume().statusCode!)).on('error', reject);
    });
    slow.flushHeaders();
    await new Promise((resolve) => slow.once('continue', resolve));
    slow.write('{"points":[');

    isReady = false;
    const { promise: announced, resolve: announce } = Promise.withResolvers<void>();
    const clock = new StoppedClock();
    const cutOff = clock.pause.bind(clock);
    clock.pause = (milliseconds, signal) => (signal === undefined ? announced : cutOff(milliseconds, signal));
    let isStopped = false;
    const stopping = stopGracefully(service.app, clock).then(() => {
      isStopped = true;
    });
    const ready = await fetch(`${origin}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ type: '/problems/not-ready' });
    announce();
    await cut;
    await expect(fetch(`${origin}/health`)).rejects.toThrow();
    expect(isStopped).toBe(false);
    slow.end(']}');
    expect(await answered).toBe(200);
    await stopping;
    agent.destroy();
    await service.close();
  });

  it('explains in one line why it cannot start', async () => {
    writeFileSync(join(folder, 'not-a-database'), 'hello, I am no database at all. '.repeat(40));
    for (const environment of [
      { PERIMETRE_DB: join(folder, 'not-a-database') },
      { PORT: '99999' },
      { HOST: '203.0.113.7' },
    ]) {
      const child = launch(environment);
      let errors = '';
      child.stderr!.on('data', (data) => {
        errors += data;
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect(code).toBe(1);
      expect(errors).toMatch(/^perimetre : .+\n$/);
      expect(errors).not.toContain('    at ');
    }
  });

  it('does not count a client that leaves in the middle of its request as a failure', async () => {
    const service = openService();
    const port = Number(new URL(await listen(service)).port);
    const arrived = once(service.app.server, 'request');
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('POST /v1/lookup HTTP/1.1\r\nhost: a\r\ncontent-type: text/csv\r\ncontent-length: 99\r\n\r\nlon,l'),
    );
    const [asked] = (await arrived) as [IncomingMessage];
    const left = new Promise((resolve) => asked.once('close', resolve));
    socket.resetAndDestroy();
    await left;
    expect((await service.app.inject('/health')).statusCode).toBe(200);
    expect(service.log.filter((line) => line.includes('failed'))).toEqual([]);
    await service.close();
  });

  it('accepts several requests on one connection', async () => {
    const service = openService();
    const port = Number(new URL(await listen(service)).port);
    const answers = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\nHEAD /health HTTP/1.1\r\nhost: a\r\n\r\n');
        socket.write('GET /ready HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
      });
      let received = '';
      socket.on('data', (data) => {
        received += data;
      });
      socket.on('close', () => resolve(received));
    });
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    await service.close();
  });
});

describe('a new version of the data', () => {
  it('is used while requests run, and none of them is lost', async () => {
    const service = openService();
    const origin = await listen(service);
    const stop = followVersions(service.loaded, service.app.log, 20);
    const second = openStore(service.database, migrations);
    const versions = new Versions(second);
    const seen = new Set<string>();
    let asked = 0;
    let isOver = false;
    const ask = async () => {
      while (!isOver) {
        const answer = await fetch(`${origin}/v1/lookup?lon=2.531&lat=50.49`);
        expect(answer.status).toBe(200);
        const { dataVersion, tier } = (await answer.json()) as { dataVersion: string; tier: string };
        // The second version has no perimeter for the quarter, which may then be anywhere in its commune.
        expect(tier).toBe(dataVersion === '2099-01-01.1' ? 'unknown' : 'bop-147');
        seen.add(dataVersion);
        asked++;
      }
    };
    const clients = Array.from({ length: 8 }, ask);
    await expect.poll(() => asked).toBeGreaterThan(5);
    const change = { withdrawn: [{ generation: '2024', zone: 'QN06212M' }] };
    const id = '2099-01-01.1';
    versions.append({ id, origin: 'import', summary: 'test', base: versions.current(), makeCurrent: true }, change);
    await expect.poll(() => seen.has(id)).toBe(true);
    isOver = true;
    await Promise.all(clients);
    expect([...seen]).toEqual(['2026-12-01.1', id]);
    // The previous version is still available.
    const before = await fetch(`${origin}/v1/lookup?lon=2.531&lat=50.49&dataVersion=2026-12-01.1`);
    expect(await before.json()).toMatchObject({ tier: 'bop-147' });
    expect(service.log.map((line) => JSON.parse(line).msg)).toEqual(['new data version']);
    stop();
    second.close();
    await service.close();
  });

  it('is logged once when it fails its checks, and the previous one stays in use', async () => {
    const service = openService();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const stop = followVersions(service.loaded, service.app.log);
    const second = openStore(service.database, migrations);
    second.exec(`INSERT INTO version VALUES ('2099-01-01.2', '2099-01-01', 'import', 'empty')`);
    second.exec(`UPDATE current SET version = '2099-01-01.2'`);
    vi.advanceTimersByTime(10_000);
    const answer = await service.app.inject('/v1/lookup?lon=2.531&lat=50.49');
    expect(answer.json()).toMatchObject({ dataVersion: '2026-12-01.1', tier: 'bop-147' });
    expect(service.log.map((line) => JSON.parse(line).msg)).toEqual(['new data version refused']);
    stop();
    vi.useRealTimers();
    second.close();
    await service.close();
  });
});

describe('a file of addresses that rots', () => {
  it('is left: points are answered, and /ready and the log show it', async () => {
    const book = await bookOf([
      { street: 'Rue de l’Essai', city: 'Lillers', citycode: '62516', lon: 2.48, lat: 50.56 },
    ]);
    const service = openService({ addresses: book.path });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const stop = followVersions(service.loaded, service.app.log);
    const ready = async () => (await service.app.inject('/ready')).json().addresses;
    const askAddress = () =>
      service.app.inject({
        method: 'POST',
        url: '/v1/eligibility',
        payload: { where: { address: '1 rue de l’Essai Lillers' }, schemes: ['fcs'] },
      });
    expect(await ready()).toMatchObject({ file: 'loaded', local: { addresses: 1 } });
    expect((await askAddress()).statusCode).toBe(200);

    const bytes = readFileSync(book.path);
    writeFileSync(book.path, bytes.fill(0, bytes.length >> 1));
    const refused = await askAddress();
    expect(refused.statusCode).toBe(501);
    expect(refused.json().detail).toMatch(/^Le fichier d’adresses de ce service est abîmé/);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await ready()).toEqual({ provider: 'local', file: 'refused', local: null, remote: null });
    expect(service.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg !== 'failed')).toEqual([
      expect.objectContaining({
        level: 'error',
        msg: 'new addresses refused',
        reason: expect.stringContaining('abîmé'),
      }),
    ]);
    expect((await service.app.inject('/v1/lookup?lon=2.531&lat=50.49')).json()).toMatchObject({ tier: 'bop-147' });

    stop();
    vi.useRealTimers();
    await service.close();
    book.remove();
  });
});

function getWith(agent: Agent, url: string): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode! }));
    })
      .on('error', reject)
      .end();
  });
}
