import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import autocannon from 'autocannon';
import { readConfig } from '../../src/config.ts';
import { buildApp } from '../../src/http/app.ts';
import { load } from '../../src/load.ts';
import { randomFrom } from '../../test/shapes.ts';
import { median, print, type Row } from './row.ts';

/**
 * The route against an empty route of the same application, with 50 connections. The client is another process and may
 * be the slower of the two, so the ratio compares requests per second of the server's processor time.
 */
// A file is answered while it is read: some megabytes are enough.
const CSV_ROWS = 100_000;

if (process.argv.includes('--serve')) await serve();
else if (process.argv.includes('--burden')) await burden(process.argv.at(-1)!);
else await measure();

async function serve(): Promise<void> {
  const loaded = load(readConfig({ PERIMETRE_DB: ':memory:' }));
  const app = buildApp(loaded, { emptyRoute: true, logLevel: 'silent' });
  await app.listen({ port: 0, host: '127.0.0.1' });
  let before = process.cpuUsage();
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    process.send?.({ seconds: (user + system) / 1e6 });
  });
  const address = app.server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
}

async function measure(): Promise<void> {
  const server = fork(import.meta.filename, ['--serve']);
  try {
    const [{ port }] = (await once(server, 'message')) as [{ port: number }];
    const cpu = async () => {
      server.send('cpu');
      return ((await once(server, 'message')) as [{ seconds: number }])[0].seconds;
    };
    const fire = async (path: string, more: Partial<autocannon.Options> = {}, duration = 2) => {
      await cpu();
      const result = await autocannon({ url: `http://127.0.0.1:${port}${path}`, connections: 50, duration, ...more });
      if (result.non2xx > 0 || result.errors > 0) throw new Error(`${path}: ${result.non2xx} answers were not 200`);
      return { perCpuSecond: result.requests.total / (await cpu()), perSecond: result.requests.average };
    };
    const lookup = '/v1/lookup?lon=2.6289&lat=50.518&date=2024-10-01';
    await fire(lookup);
    await fire('/empty');
    const ratios: number[] = [];
    const rates: number[] = [];
    // Many short pairs: the speed of a shared machine changes from second to second.
    for (let i = 0; i < 10; i++) {
      const ours = await fire(lookup, {}, 1);
      const empty = await fire('/empty', {}, 1);
      ratios.push(ours.perCpuSecond / empty.perCpuSecond);
      rates.push(ours.perSecond);
    }
    const points = randomPoints(1000);
    const json = JSON.stringify({ date: '2024-10-01', points });
    const csv = ['lon,lat', ...randomPoints(CSV_ROWS).map(({ lon, lat }) => `${lon},${lat}`)].join('\n');
    const post = (body: string, type: string) =>
      fire('/v1/lookup', { method: 'POST', body, headers: { 'content-type': type }, connections: 4 });
    await post(json, 'application/json');
    const jsonRate = (await post(json, 'application/json')).perCpuSecond * 1000;
    await post(csv, 'text/csv');
    const csvRate = (await post(csv, 'text/csv')).perCpuSecond * CSV_ROWS;
    const ratio = median(ratios);
    const rows: Row[] = [
      {
        what: `GET /v1/lookup, 50 connections, of an empty route, by processor time`,
        value: median(rates),
        unit: 'requests/s',
        ratio,
        goal: '≥ 0.90',
        reached: ratio >= 0.9,
      },
      {
        what: 'POST /v1/lookup, JSON, 1 000 points',
        value: jsonRate / 1e6,
        unit: 'M points/s',
        goal: '≥ 1',
        reached: jsonRate >= 1e6,
      },
      {
        what: `POST /v1/lookup, text/csv, ${CSV_ROWS / 1000} 000 rows`,
        value: csvRate / 1e6,
        unit: 'M points/s',
        goal: '≥ 2',
        reached: csvRate >= 2e6,
      },
    ];
    rows.push(await beside(port));
    print(rows);
  } finally {
    server.kill();
  }
}

function randomPoints(count: number): { lon: number; lat: number }[] {
  const random = randomFrom(count);
  const at = (from: number, width: number) => Number((from + random() * width).toFixed(6));
  return Array.from({ length: count }, () => ({ lon: at(2.33, 0.54), lat: at(50.39, 0.24) }));
}

/** How long a short request waits while the longest JSON bodies and long files are answered, one after the other. */
async function beside(port: number): Promise<Row> {
  const url = `http://127.0.0.1:${port}`;
  const other = fork(import.meta.filename, ['--burden', url]);
  try {
    await once(other, 'message');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const waits: number[] = [];
    for (let i = 0; i < 1000; i++) {
      const started = performance.now();
      await asked(`${url}/v1/lookup?lon=2.6289&lat=50.518&date=2024-10-01`, agent);
      waits.push(performance.now() - started);
      await setTimeout(5);
    }
    agent.destroy();
    const p99 = waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)]!;
    const what = 'GET /v1/lookup beside bodies of 10 000 points and of 100 000 rows, p99';
    return { what, value: p99, unit: 'ms', goal: '< 20', reached: p99 < 20 };
  } finally {
    other.kill();
  }
}

function asked(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => answer.resume().on('end', resolve)).on('error', reject);
  });
}

/** Two clients that send one body after another. */
async function burden(url: string): Promise<void> {
  const points = JSON.stringify({ date: '2024-10-01', points: randomPoints(10_000) });
  const rows = ['lon,lat', ...randomPoints(CSV_ROWS).map(({ lon, lat }) => `${lon},${lat}`)].join('\n');
  const post = async (body: string, type: string) => {
    for (;;) {
      const answer = await fetch(`${url}/v1/lookup`, { method: 'POST', body, headers: { 'content-type': type } });
      await answer.arrayBuffer();
      process.send?.('answered');
    }
  };
  await Promise.all([post(points, 'application/json'), post(rows, 'text/csv')]);
}
