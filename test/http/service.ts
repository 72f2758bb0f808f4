import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Config, readConfig } from '../../src/config.ts';
import { type AppOptions, buildApp } from '../../src/http/app.ts';
import { type Loaded, load } from '../../src/load.ts';
import { FakeClock } from '../clock.ts';
import { giveIndexes } from '../world.ts';

/** The whole service with its own database, like a fresh clone. */
export interface Service {
  readonly app: FastifyInstance;
  readonly loaded: Loaded;
  readonly log: string[];
  /** The path of the database, for a second connection. */
  readonly database: string;
  close(): Promise<void>;
}

/**
 * `addresses` is an address file, or the base URL of a server with the Géoplateforme's API; without it, there is no
 * geocoder. `folder` keeps the database after the service is closed.
 */
export function openService(
  { addresses, folder: given, ...options }: AppOptions & { addresses?: string; folder?: string } = {},
  change: (loaded: Loaded) => Loaded = (loaded) => loaded,
): Service {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'perimetre-http-'));
  const database = join(folder, 'perimetre.db');
  giveIndexes(database);
  const where: Partial<Config> = addresses?.startsWith('http')
    ? { addressProvider: 'geoplateforme', geoplateformeUrl: addresses }
    : { addressProvider: addresses === undefined ? 'off' : 'local', addresses: addresses ?? join(folder, 'none.db') };
  const loaded = change(load({ ...readConfig({}), database, ...where }, new FakeClock()));
  const log: string[] = [];
  const app = buildApp(loaded, { logLevel: 'debug', logDestination: { write: (line) => log.push(line) }, ...options });
  return {
    app,
    loaded,
    log,
    database,
    async close() {
      await app.close();
      loaded.close();
      if (given === undefined) rmSync(folder, { recursive: true });
    },
  };
}

/** Listens on a free port of this machine and returns the origin. */
export function listen({ app }: Service): Promise<string> {
  return app.listen({ host: '127.0.0.1', port: 0 });
}

/** The paths in a problem's errors. */
export function pathsOf(problem: { errors?: { path: string }[] }): string[] {
  return (problem.errors ?? []).map(({ path }) => path);
}
