import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localUrl, type Started, startReport } from '../../../src/http/start/start-report.ts';
import { shipped } from '../../world.ts';

const NONE = { provider: 'geoplateforme', file: 'absent', local: null } as const;
const LOADED = {
  provider: 'local',
  file: 'loaded',
  local: {
    ...{ loadedOn: '2026-11-21', departements: ['62'], addresses: 612_000, streets: 1, places: 1, communes: 1 },
    ...{ repeated: 0, files: [] },
  },
} as const;

const report = (more: Partial<Started> = {}) =>
  startReport({ url: 'http://localhost:8080', publicUrl: null, zones: shipped, addresses: NONE, ...more });

describe('what a person at a terminal reads at the start', () => {
  it('has the address to open, and those of the quarters and the API', () => {
    expect(report()).toMatch(/^\nPérimètre répond : http:\/\/localhost:8080\/\n/);
    expect(report()).toContain('http://localhost:8080/quartiers');
    expect(report()).toContain('http://localhost:8080/docs');
    expect(report({ publicUrl: 'https://example.org/perimetre' })).toContain('https://example.org/perimetre/');
  });

  it.each([
    ['0.0.0.0', 'http://localhost:8080'],
    ['::', 'http://localhost:8080'],
    ['192.0.2.7', 'http://192.0.2.7:8080'],
    ['2001:db8::7', 'http://[2001:db8::7]:8080'],
  ])('has an address that a browser opens, also where the service listens to %s', (address, url) => {
    expect(localUrl(address, 8080)).toBe(url);
  });

  it('names the perimeters of each generation, those that are missing, and the command that brings them', () => {
    const text = report();
    expect(text).toMatch(/QPV de 2024 +16 périmètres\n/);
    expect(text).toMatch(/QIC de 2024 +9 quartiers sans périmètre\n/);
    expect(text).toContain(
      '  les périmètres de 9 QIC de 2024\n    npx perimetre zones import FICHIER --generation 2024',
    );
    expect(text).toMatch(/les quartiers du reste de la France\n(?: {2}.*\n)*? {4}npx perimetre data update\n/);
    expect(text).toMatch(/Communes +\S/);
  });

  it('names the addresses with their date, or what they need', () => {
    expect(report({ addresses: LOADED })).toMatch(
      /Adresses +fichier du 21 novembre 2026, 612\s000 adresses \(département 62\)\n/u,
    );
    expect(report({ addresses: LOADED })).not.toContain('--only addresses');
    expect(report()).toMatch(/Adresses +aucun fichier ; demandées au géocodeur de l’État, par le réseau\n/);
    expect(report()).toContain('npx perimetre data update --only addresses');
    const off = report({ addresses: { provider: 'off', file: null, local: null } });
    expect(off).toContain('ADDRESS_PROVIDER=off');
    expect(off).not.toContain('--only addresses');
    expect(report({ addresses: { provider: 'local', file: 'refused', local: null } })).toContain('fichier refusé');
  });
});

const python = hasPython();

/** Starts the server on a terminal, and stops it once it has written its report. */
describe.skipIf(!python)('on a terminal (skipped where there is no Python)', () => {
  it('the service prints its report instead of lines of JSON', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perimetre-terminal-'));
    const server = join(import.meta.dirname, '..', '..', '..', 'src', 'server.ts');
    const child = spawn(
      'python3',
      ['-c', 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)', process.execPath, server],
      {
        env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', PERIMETRE_DB: join(folder, 'perimetre.db') },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    let written = '';
    child.stdout.on('data', (data) => {
      written += data;
      // What a person types reaches the service through the terminal.
      if (/Ctrl\+C/.test(written) && !child.stdin.writableEnded) child.stdin.end('\x03');
    });
    await once(child, 'close');
    expect(written).toMatch(/Périmètre répond : http:\/\/localhost:\d+\//);
    expect(written).toContain('Arrêt du service');
    expect(written).not.toContain('{"level"');
    rmSync(folder, { recursive: true });
  });
});

function hasPython(): boolean {
  try {
    return execFileSync('python3', ['-c', 'import pty']).length === 0;
  } catch {
    return false;
  }
}
