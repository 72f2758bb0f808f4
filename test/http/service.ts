import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Config, readConfig } from '../../src/config.ts';
import { type AppOptions, buildApp } from '../../src/http/app.ts';
import { type Loaded, load } from '../../src/load.ts';
import { FakeClock } from '../clock.ts';
import { giveIndexes } from '../world.ts';

/** The whole service on a database of its own, as a fresh clone opens it. */
export interface Service {
  readonly app: FastifyInstance;
  readonly loaded: Loaded;
  /** Everything that was logged. */
  readonly log: string[];
  /** Where the database lies, for a second connection. */
  readonly database: string;
  close(): Promise<void>;
}

/**
 * `addresses`: an address file, or the base URL of a server that speaks the Géoplateforme's contract; none, and it asks
 * nobody. `folder`: where the database stays after it, rather than in a folder of its own.
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

/** Listens on a free port of this machine, and returns the origin. */
export function listen({ app }: Service): Promise<string> {
  return app.listen({ host: '127.0.0.1', port: 0 });
}

/** The paths that a problem's errors name. */
export function pathsOf(problem: { errors?: { path: string }[] }): string[] {
  return (problem.errors ?? []).map(({ path }) => path);
}
