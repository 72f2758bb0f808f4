import type { AddressInfo } from 'node:net';
import { type Config, readConfig } from '../config.ts';
import { exampleAddresses, invitation } from '../demo/examples.ts';
import { prepareMadeAddresses } from '../demo/prepare.ts';
import { lastLine } from '../files/system-error.ts';
import { todayInParis } from '../french/day.ts';
import { type Loaded, load } from '../load.ts';
import { purgeDaily } from '../proof/purge.ts';
import { buildApp } from './app.ts';
import { followVersions, logRefusal } from './follow-versions.ts';
import { stopGracefully } from './graceful-stop.ts';

/**
 * Serves the API, with made-up addresses and QIC for a demonstration. Everything but addresses is opened and checked
 * before the port listens. SIGTERM and SIGINT let the requests in progress finish. Throws an Error of one line when
 * a check fails or when the port is taken.
 */
export async function serve(startsDemo = false): Promise<void> {
  try {
    await start(readConfig(undefined, startsDemo));
  } catch (error) {
    throw new Error(lastLine(error), { cause: error });
  }
}

async function start(config: Config): Promise<void> {
  const loaded = load(config);
  if (loaded.isDemo) await prepareMadeAddresses(config.addresses, loaded.addresses, loaded.current.zones);
  let isReady = false;
  const app = buildApp(loaded, {
    ...config,
    site: { folder: config.siteFolder, settings: { ...config.site, retentionDays: config.retentionDays } },
    issuer: { name: config.site.publisher ?? 'Périmètre', url: config.publicUrl },
    isReady: () => isReady,
  });
  // A small file is looked at before the port listens, a large one meanwhile. Without addresses, points are answered.
  loaded.addresses.refreshApart().catch((error: unknown) => logRefusal(app.log, loaded.addresses, error));
  await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
    throw inWords(error, config);
  });
  isReady = true;
  const { log } = app;
  const { address, port } = app.server.address() as AddressInfo;
  const { zones } = loaded.current;
  const { provider } = loaded.addresses;
  // A person at a terminal reads sentences; programs read lines of JSON.
  const isTerminal = process.stdout.isTTY;
  if (isTerminal) {
    const { localUrl, startReport } = await import('./start/start-report.ts');
    const { publicUrl } = config;
    const url = localUrl(address, port);
    process.stdout.write(
      loaded.isDemo
        ? inviting(loaded, url)
        : startReport({ url, publicUrl, zones, addresses: loaded.addresses.status() }),
    );
  } else log.info({ address, port, dataVersion: zones.dataVersion, addresses: provider }, 'started');
  const [key] = loaded.keys.list();
  // Its proofs are valid, but a forged proof dated before the key existed would not be detected.
  if (key?.from === null) log.warn({ kid: key.kid }, 'since when this key signs is not noted beside it');
  const stopFollowing = followVersions(loaded, log);
  const stopPurging = purgeDaily(loaded.decisions, log);

  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    isReady = false;
    if (isTerminal) process.stdout.write('Arrêt du service…\n');
    else log.info({ signal }, 'stopping');
    stopFollowing();
    stopPurging();
    await stopGracefully(app);
    loaded.close();
    if (!isTerminal) log.info({}, 'stopped');
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Returns the addresses to try in a demonstration, for a person on a terminal. */
function inviting({ addresses, current: { zones } }: Loaded, url: string): string {
  const examples = exampleAddresses(addresses.local!, zones, todayInParis());
  return invitation(url, examples, zones.distances.band);
}

/** Returns why the service cannot listen, in French, with the variable to change; another error is returned unchanged. */
function inWords(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): unknown {
  const reasons: Record<string, string> = {
    EADDRINUSE: `le port ${port} est déjà pris par un autre programme : donnez-en un autre (PORT)`,
    EACCES: `le port ${port} ne peut être pris sans droits particuliers : donnez-en un à partir de 1024 (PORT)`,
    EADDRNOTAVAIL: `${host} n’est pas une adresse de cette machine (HOST)`,
    ENOTFOUND: `${host} n’est pas une adresse de cette machine (HOST)`,
    EAI_AGAIN: `${host} n’est pas une adresse de cette machine (HOST)`,
  };
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  return reason === undefined ? error : new Error(reason, { cause: error });
}
