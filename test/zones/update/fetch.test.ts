import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchSource, findSource } from '../../../src/zones/update/fetch.ts';
import { loadSources, type Source } from '../../../src/zones/update/sources.ts';
import { dataFolder } from '../../world.ts';
import { openPortal, type Portal, serving, truncating } from '../portal.ts';

const folder = mkdtempSync(join(tmpdir(), 'fetch-'));
const body = JSON.stringify({ type: 'FeatureCollection', features: [], padding: 'é'.repeat(100_000) });
let portal: Portal;
let source: Source;

beforeAll(async () => {
  portal = await openPortal();
  source = { ...loadSources(dataFolder)[0]!, url: `${portal.url}/file` };
});
// Only the tests let time pass.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(join(folder, 'qpv-2024'), { force: true });
});
afterAll(async () => {
  await portal.close();
  rmSync(folder, { recursive: true });
});

/** Milliseconds that a portal may stay silent. */
const PATIENCE = 60_000;
const failure = (progress = () => {}) =>
  fetchSource(source, folder, { progress }).catch((error: Error) => error.message);

describe('a portal that answers', () => {
  it('has its file downloaded, byte for byte, with its progress reported', async () => {
    portal.answer(serving(body));
    const reported: [number, number | null][] = [];
    const path = await fetchSource(source, folder, { progress: (read, size) => reported.push([read, size]) });
    expect(readFileSync(path, 'utf8')).toBe(body);
    const bytes = Buffer.byteLength(body);
    expect(reported.at(-1)).toEqual([bytes, bytes]);
    expect(reported.every(([read], i) => i === 0 || read > reported[i - 1]![0])).toBe(true);
  });

  it('may redirect to another address', async () => {
    portal.answer((request, response) => {
      if (request.url === '/file') response.writeHead(302, { location: '/there' }).end();
      else serving(body)(request, response);
    });
    expect(readFileSync(await fetchSource(source, folder), 'utf8')).toBe(body);
  });

  it('may be slow, as long as data arrives', async () => {
    const bytes = Buffer.from(body);
    const pieces = [bytes.subarray(0, 50_000), bytes.subarray(50_000, 100_000), bytes.subarray(100_000)];
    let send = () => {};
    portal.answer((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      send = () => response.write(pieces.shift());
      send();
    });
    let passed = 0;
    const progress = () => {
      vi.advanceTimersByTime(PATIENCE - 1);
      passed += PATIENCE - 1;
      if (pieces.length > 0) send();
    };
    expect(readFileSync(await fetchSource(source, folder, { progress }), 'utf8')).toBe(body);
    expect(passed).toBeGreaterThan(PATIENCE);
  });

  it('may not announce the length of its file', async () => {
    portal.answer((_, response) => response.writeHead(200).end(body));
    const sizes = new Set<number | null>();
    await fetchSource(source, folder, { progress: (_, size) => sizes.add(size) });
    expect([...sizes]).toEqual([null]);
  });
});

describe('a portal that fails gives one French line, with the source and the host', () => {
  it.each([
    ['404', 404],
    ['500', 500],
    ['503', 503],
  ])('with %s', async (_, status) => {
    portal.answer((_request, response) => response.writeHead(status).end('<html>no</html>'));
    expect(await failure()).toMatch(new RegExp(`^qpv-2024 : 127\\.0\\.0\\.1:\\d+ répond ${status}$`));
  });

  it('when it never answers', async () => {
    portal.answer(() => vi.advanceTimersByTime(PATIENCE));
    expect(await failure()).toMatch(/^qpv-2024 : 127\.0\.0\.1:\d+ ne répond pas à temps$/);
  });

  it('when it stops sending half way', async () => {
    portal.answer((_, response) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.slice(0, 1000));
    });
    expect(await failure(() => vi.advanceTimersByTime(PATIENCE))).toMatch(/ s’est tu au milieu du fichier$/);
  });

  it('when it closes the connection half way', async () => {
    portal.answer(truncating(body));
    expect(await failure()).toMatch(/ a interrompu le téléchargement$/);
  });

  it('when it redirects in circles', async () => {
    portal.answer((_, response) => response.writeHead(302, { location: '/file' }).end());
    expect(await failure()).toMatch(/ est injoignable$/);
  });

  it('when the port is closed', async () => {
    const gone = await openPortal();
    await gone.close();
    await expect(fetchSource({ ...source, url: `${gone.url}/file` }, folder)).rejects.toThrow(
      /^qpv-2024 : 127\.0\.0\.1:\d+ est injoignable$/,
    );
  });
});

describe('a file of a folder', () => {
  const inFolder = (...names: string[]) => {
    const path = mkdtempSync(join(folder, 'from-'));
    for (const name of names) writeFileSync(join(path, name), '{}');
    return path;
  };

  it('is found by a name of the source, the first pattern first', async () => {
    const path = inFolder('qpv-2024.zip', 'QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson', 'other.txt');
    expect(await findSource(source, path)).toBe(join(path, 'qpv-2024.zip'));
    const alone = inFolder('QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson');
    expect(await findSource(source, alone)).toBe(join(alone, 'QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson'));
  });

  it('is refused when two match', async () => {
    const path = inFolder('QP2024_France_A_WGS84.geojson', 'QP2024_France_B_WGS84.geojson');
    await expect(findSource(source, path)).rejects.toThrow(
      `qpv-2024 : plusieurs fichiers conviennent dans ${path} : QP2024_France_A_WGS84.geojson, ` +
        'QP2024_France_B_WGS84.geojson',
    );
  });

  it('is refused when none matches, with the expected names', async () => {
    const path = inFolder('qpv-2024.zip.part', 'x-qpv-2024.zip');
    await expect(findSource(source, path)).rejects.toThrow(
      `qpv-2024 : aucun fichier qpv-2024.zip ou QP2024_France*WGS84.geojson`,
    );
  });

  it('is refused when the folder does not exist or is a file', async () => {
    const path = inFolder('qpv-2024.zip');
    await expect(findSource(source, join(path, 'none'))).rejects.toThrow('ce dossier n’existe pas');
    await expect(findSource(source, join(path, 'qpv-2024.zip'))).rejects.toThrow('ce dossier n’existe pas');
  });
});
