import type { FastifyInstance } from 'fastify';
import { type Clock, systemClock } from '../address/clock.ts';

/**
 * Stops a server whose `/ready` is already false. It accepts requests for another moment, so that a load balancer
 * notices, and then lets the requests in progress finish. After half a minute they are cut.
 */
export async function stopGracefully(app: FastifyInstance, clock: Clock = systemClock): Promise<void> {
  await clock.pause(ANNOUNCEMENT);
  const closed = new AbortController();
  clock.pause(LONGEST_STOP, closed.signal).then(
    () => app.server.closeAllConnections(),
    () => {},
  );
  await app.close();
  closed.abort();
}

/** Milliseconds. */
const ANNOUNCEMENT = 500;
const LONGEST_STOP = 30_000;
