import type { FastifyBaseLogger } from 'fastify';
import type { CurrentZones } from '../zones/current.ts';

/**
 * Looks every `interval` milliseconds whether another version of the data was made current, and takes it. One that does not check
 * is told once in the log, and the version before goes on answering. Returns what stops it.
 */
export function followVersions(current: CurrentZones, log: FastifyBaseLogger, interval = 1000): () => void {
  let isFailing = false;
  const timer = setInterval(() => {
    try {
      if (current.refresh()) log.info({ dataVersion: current.zones.dataVersion }, 'new data version');
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.error({ dataVersion: current.zones.dataVersion, err: error }, 'new data version refused');
      isFailing = true;
    }
  }, interval);
  return () => clearInterval(timer);
}
