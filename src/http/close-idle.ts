import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Has a service that closes wait for the requests under way and for nothing else. Connections on which nothing is asked would keep it open:
 * those that wait for their next request, and those that never sent a first one, which Node does not call idle (browsers and
 * pools open some in advance) and leaves open until their headers are late.
 */
export function closeIdleConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  app.server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  let sweep: NodeJS.Timeout;
  app.addHook('preClose', (done) => {
    sweep = setInterval(() => {
      app.server.closeIdleConnections();
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    }, PAUSE);
    done();
  });
  app.addHook('onClose', (_app, done) => {
    clearInterval(sweep);
    done();
  });
}

/** Milliseconds between two sweeps: what is asked on a new connection comes at once. */
const PAUSE = 100;
