import type { FastifyBaseLogger } from 'fastify';
import type { Loaded } from '../load.ts';

/**
 * Looks every `interval` milliseconds whether another version of the data was made current, or another file of addresses put in
 * place, and takes it. One that does not check is told once in the log, and the one before goes on answering. Returns what
 * stops it. A remote geocoder that begins to fail, or to answer again, is told too.
 */
export function followVersions(
  { current, addresses }: Pick<Loaded, 'current' | 'addresses'>,
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
  const takeAddresses = refreshLogged(
    log,
    'new addresses',
    () => addresses.refresh(),
    () => ({
      loadedOn: addresses.local?.about.loadedOn ?? null,
    }),
  );
  let isLeftAlone = false;
  const timer = setInterval(() => {
    takeVersion();
    takeAddresses();
    // Once each time that the remote geocoder is left alone for failing, and once when it is asked again.
    if ((addresses.remote.state !== 'closed') === isLeftAlone) return;
    isLeftAlone = !isLeftAlone;
    if (isLeftAlone) log.warn('address service fails: left alone for a while');
    else log.info('address service answers again');
  }, interval);
  return () => clearInterval(timer);
}

/** Runs `refresh`, and tells in the log what changed, or once that it failed. */
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
