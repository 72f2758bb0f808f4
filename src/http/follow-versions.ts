import type { FastifyBaseLogger } from 'fastify';
import type { Addresses } from '../address/addresses.ts';
import type { Loaded } from '../load.ts';

/**
 * Checks every `interval` milliseconds for a new current version of the data and for a new file of addresses, and
 * switches to them. One that is refused is logged once, and the previous one stays in use. A remote geocoder that
 * begins to fail, or answers again, is logged too, and so is an index that was made again or that could not be kept.
 * Returns a function that stops the checks.
 */
export function followVersions(
  { current, addresses, cache }: Pick<Loaded, 'current' | 'addresses' | 'cache'>,
  log: FastifyBaseLogger,
  interval = 1000,
): () => void {
  const takeVersion = refreshLogged(
    log,
    'new data version',
    () => current.refresh(),
    () => ({
      dataVersion: current.zones.dataVersion,
    }),
  );
  let { file } = addresses.status();
  const takeAddresses = async () => {
    try {
      if (await addresses.refreshApart()) log.info(loadedOn(addresses), 'new addresses');
    } catch (error) {
      logRefusal(log, addresses, error);
      file = addresses.status().file;
    }
    const before = file;
    file = addresses.status().file;
    // A page that was found damaged while it was read: no new file was refused.
    if (file === 'refused' && before === 'loaded') log.error(loadedOn(addresses), 'addresses refused');
  };
  const logIndexes = () => {
    for (const { what, ...about } of cache?.takeRemarks() ?? []) {
      // After an update of the program there is nothing to look into.
      if (what === 'index of an earlier format made again') log.info(about, what);
      else log.warn(about, what);
    }
  };
  logIndexes();
  let isLeftAlone = false;
  const verifying = setInterval(() => void addresses.verify(), VERIFYING);
  const timer = setInterval(() => {
    takeVersion();
    logIndexes();
    void takeAddresses();
    // Logged once when the remote geocoder is suspended after failures, and once when it is used again.
    if ((addresses.remote.state !== 'closed') === isLeftAlone) return;
    isLeftAlone = !isLeftAlone;
    if (isLeftAlone) log.warn({}, 'address service fails: left alone for a while');
    else log.info({}, 'address service answers again');
  }, interval);
  return () => {
    clearInterval(timer);
    clearInterval(verifying);
  };
}

/** In milliseconds. A disk may lose a byte without any trace but the checksum: the file of addresses is read again. */
const VERIFYING = 6 * 3_600_000;

/** Logs that the file of addresses is not valid: the service answers from the previous one, or without addresses. */
export function logRefusal(log: FastifyBaseLogger, addresses: Addresses, error: unknown): void {
  log.error({ ...loadedOn(addresses), reason: (error as Error).message, err: error }, 'new addresses refused');
}

function loadedOn(addresses: Addresses) {
  return { loadedOn: addresses.local?.about.loadedOn ?? null };
}

/** Runs `refresh` and logs a change, or a failure once. */
function refreshLogged(log: FastifyBaseLogger, what: string, refresh: () => boolean, about: () => object): () => void {
  let isFailing = false;
  return () => {
    try {
      if (refresh()) log.info(about(), what);
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.error({ ...about(), err: error }, `${what} refused`);
      isFailing = true;
    }
  };
}
